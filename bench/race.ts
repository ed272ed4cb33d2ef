/*
 * Timings on a shared machine drift, so contenders run by turns: one round is each of them once, in
 * an order that rotates, and a ratio is taken within a round. The first round only warms up. What is
 * reported is the median over the rounds, of times and of ratios each for itself.
 */

import { setTimeout } from 'node:timers/promises'

/** Turns of each contender in a round where one lasts a fraction of a second: more of them hold the median still while others use the machine. */
export const SHORT_TURNS = 3

/** Something to be timed. */
export type Contender = {
  readonly name: string
  /** Makes ready for one run, before its time begins. */
  readonly prepare?: () => void
  /** Does the work once and returns how many operations that was. */
  readonly run: () => number | Promise<number>
}

/** What the rounds of one contender said. */
export type Result = {
  readonly name: string
  /** Nanoseconds of one operation: median, and the fastest and slowest round. */
  readonly nanos: number
  readonly nanosMin: number
  readonly nanosMax: number
  /** Processor time of one operation, all threads together: what a busy machine bends least. Median. */
  readonly cpuNanos: number
  /** Its time as a multiple of another contender's, median over the rounds. */
  readonly ratioTo: (name: string) => number
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] as number
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] as number)) / 2
}

type Timing = { readonly nanos: number; readonly cpuNanos: number }

/** A collection ends on threads of its own, whose processor time would be charged to whoever runs next. */
const SWEEP_MILLIS = 40

async function time(contender: Contender): Promise<Timing> {
  contender.prepare?.()
  globalThis.gc?.()
  await setTimeout(SWEEP_MILLIS)
  const before = process.cpuUsage()
  const start = performance.now()
  const operations = await contender.run()
  const nanos = ((performance.now() - start) * 1e6) / operations
  const { user, system } = process.cpuUsage(before)
  return { nanos, cpuNanos: ((user + system) * 1e3) / operations }
}

/** Runs the contenders for so many rounds and returns what they took, in their order. */
export async function race(contenders: readonly Contender[], rounds: number): Promise<readonly Result[]> {
  const timings = new Map<string, Timing[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + round + 1) % contenders.length] as Contender
      const timing = await time(contender)
      if (round >= 0) timings.get(contender.name)?.push(timing)
    }
  }
  const timesOf = (name: string) => (timings.get(name) ?? []).map(({ nanos }) => nanos)
  return contenders.map(({ name }) => {
    const own = timesOf(name)
    return {
      name,
      nanos: median(own),
      nanosMin: Math.min(...own),
      nanosMax: Math.max(...own),
      cpuNanos: median((timings.get(name) ?? []).map(({ cpuNanos }) => cpuNanos)),
      ratioTo: (other) => median(timesOf(other).map((nanos, round) => (own[round] as number) / nanos)),
    }
  })
}
