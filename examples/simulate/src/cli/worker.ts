/*
 * One thread of a simulation: takes ranges of seeds, runs them and sends back what they came to.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { MUTANTS } from '../mutants/mutants.ts'
import { addRun, createTally } from '../report/tally.ts'
import { runOnce } from '../run-once.ts'
import { createKeys } from '../world/keys.ts'
import { hearUnheard } from './unheard.ts'

/** A range of seeds to run. */
export type SeedRange = { readonly first: number; readonly count: number }

/** What a worker is started with. */
export type WorkerSettings = { readonly mutant: string | null }

const { mutant } = workerData as WorkerSettings
const keys = createKeys()

parentPort?.on('message', async ({ first, count }: SeedRange) => {
  const tally = createTally()
  for (let seed = first; seed < first + count; seed++) {
    addRun(tally, await runOnce({ seed, keys, mutant: mutant === null ? undefined : MUTANTS[mutant], hearUnheard }))
  }
  parentPort?.postMessage(tally)
})
