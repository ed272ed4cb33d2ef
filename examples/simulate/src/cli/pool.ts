/*
 * Seeds over worker threads, in small ranges, so that both cores end together and the way is seen.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Tally } from '../report/tally.ts'
import { addTally, createTally } from '../report/tally.ts'
import type { SeedRange, WorkerSettings } from './worker.ts'

/** What is to be run. */
export type PoolSettings = {
  readonly firstSeed: number
  readonly runs: number
  readonly mutant: string | null
  /** @default one for each core */
  readonly threads?: number
  /** Says whether enough is known. Asked after each range. @default when all seeds have run */
  readonly isEnough?: (tally: Tally) => boolean
  readonly onProgress: (tally: Tally) => void
}

const RANGE_MAX = 50
/** Where one may stop early, it is asked oftener. */
const RANGE_WHERE_ENOUGH = 8
/** Packages are read from their sources, whatever started this. */
const EXEC_ARGV = ['--conditions=@arbees/source']

/** Runs all seeds and returns what they came to. */
export async function runPool(settings: PoolSettings): Promise<Tally> {
  const { firstSeed, runs, mutant, isEnough = () => false, onProgress } = settings
  const threads = Math.max(1, Math.min(settings.threads ?? availableParallelism(), runs))
  const rangeMax = settings.isEnough === undefined ? RANGE_MAX : RANGE_WHERE_ENOUGH
  const size = Math.max(1, Math.min(rangeMax, Math.ceil(runs / (threads * 8))))
  const whole = createTally()
  let given = 0
  let isOver = false

  const next = (): SeedRange | undefined => {
    if (given >= runs || isOver) return undefined
    const range = { first: firstSeed + given, count: Math.min(size, runs - given) }
    given += range.count
    return range
  }
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const workerData: WorkerSettings = { mutant }
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv: EXEC_ARGV })
      const giveMore = () => {
        const range = next()
        if (range !== undefined) worker.postMessage(range)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('message', (tally: Tally) => {
        addTally(whole, tally)
        onProgress(whole)
        isOver ||= isEnough(whole)
        giveMore()
      })
      worker.on('error', reject)
      giveMore()
    })
  await Promise.all(Array.from({ length: threads }, work))
  return whole
}
