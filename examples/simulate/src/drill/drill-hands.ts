/*
 * What the parts of a drill share: all that it holds, and how a trader is started, waited for and ended.
 */
import type { Clock, Micros, Rng, Runtime } from '@arbees/core'
import type { createViolations } from '../checkers/violation.ts'
import type { ServedVenues } from './served-venues.ts'
import type { Files, Spawn, TraderProcess } from './trader-process.ts'
import type { Standing, Watch } from './watch.ts'

/** When a trader is killed: so long after its start, after it began to trade, or after its n-th order arrived. */
export type KillMoment =
  | { readonly type: 'start' | 'trading'; readonly after: Micros }
  | { readonly type: 'order'; readonly count: number; readonly after: Micros }

/** One death. */
export type Killed = {
  readonly moment: KillMoment
  /** From the start of the process until it traded; undefined when it was killed before. */
  readonly startMicros: Micros | undefined
  /** Orders that arrived in this life. */
  readonly orders: number
  /** How things stood when it was dead. */
  readonly standing: Standing
}

/** What a drill is asked for. */
export type DrillOptions = {
  readonly kills: number
  readonly seed: number
  readonly runtime: Runtime
  /** Where the trader keeps its files. */
  readonly folder: string
  readonly files: Files
  readonly spawn: Spawn
  readonly onProgress: (kills: number, word: string) => void
}

/** All that a drill holds. */
export type Drill = {
  readonly options: DrillOptions
  readonly clock: Clock
  readonly rng: Rng
  readonly violations: ReturnType<typeof createViolations>
  readonly venues: ServedVenues
  readonly watch: Watch
  /** Trades that somebody was called about. */
  readonly alerted: Set<number>
  /** Hears of the next arrivals. */
  readonly arrivalListeners: Set<() => void>
  readonly killed: Killed[]
}

/** How long a venue takes to settle what has matched, and a bit more: then its balances are the last word. */
export const SETTLED_MICROS = 1_500_000

/** How long a trader may take to come to rest: an order may be in doubt for a while. */
const REST_MICROS = 90_000_000 as Micros
/** Says that something of the program itself went wrong. */
export function complain({ violations, clock }: Drill, sentence: string): void {
  violations.add('program-whole', clock.now(), sentence)
}

/** Resolves after a while. */
export function pause({ clock }: Pick<Drill, 'clock'>, micros: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(micros as Micros, resolve))
}

/** Resolves when so many more orders have arrived, or the time is over: false. */
export function arrivals(drill: Drill, count: number, within: number): Promise<boolean> {
  return new Promise((resolve) => {
    let left = count
    const stop = drill.clock.setTimer(within as Micros, () => done(false))
    const heard = () => {
      left -= 1
      if (left <= 0) done(true)
    }
    const done = (isThere: boolean) => {
      stop()
      drill.arrivalListeners.delete(heard)
      resolve(isThere)
    }
    drill.arrivalListeners.add(heard)
  })
}

/** Starts a trader whose alerts are heard. */
export function startTrader(drill: Drill, verb: 'trade' | 'close'): TraderProcess {
  return drill.options.spawn(verb, ({ message, trade }) => {
    if (message === 'alert' && typeof trade === 'number') drill.alerted.add(trade)
  })
}

/** Asks a trader to come to rest, and wants it to end well. */
export async function endTrader(drill: Drill, trader: TraderProcess): Promise<void> {
  trader.ask()
  await awaitEnd(drill, trader)
}

/** Waits for a trader's own end, and wants it to be a good one. */
export async function awaitEnd(drill: Drill, trader: TraderProcess): Promise<void> {
  let isOver = true
  const cancel = drill.clock.setTimer(REST_MICROS, () => {
    isOver = false
    complain(drill, `the trader did not come to rest: ${trader.lastWords()}`)
    trader.kill()
  })
  const { code } = await trader.ended
  cancel()
  if (isOver && code !== 0) complain(drill, `the trader ended with ${code}: ${trader.lastWords()}`)
}
