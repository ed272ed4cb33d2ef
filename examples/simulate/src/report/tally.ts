/*
 * What many runs came to, as plain data that can be added up: each worker keeps one, and they become
 * one.
 */
import type { Violation } from '../checkers/violation.ts'
import type { RunResult } from '../run-result.ts'

/** A largest value and the seed of its run. */
export type Peak = { value: number; seed: number }

/** How often something happened in all, and in how many runs. */
export type Count = { times: number; runs: number }

/** A violation and where to see it again. */
export type Finding = Violation & { readonly seed: number }

/** What many runs came to. Changed in place. */
export type Tally = {
  runs: number
  steps: number
  virtualMicros: number
  lives: number
  plans: number
  trades: number
  orders: number
  filledOrders: number
  alerts: number
  readonly endings: { hedged: number; flattened: number; halted: number }
  readonly worstQuantity: Peak
  readonly worstMoney: Peak
  readonly worstShareBps: Peak
  readonly flatMicros: Peak
  /** Runs by the largest share of a bound that a trade of theirs stood one-sided, in tenths; the last: more than all. */
  readonly shares: number[]
  /** Runs by the longest time to flat, in powers of two of milliseconds. */
  readonly flats: number[]
  readonly faults: Record<string, Count>
  readonly boundaries: Record<string, Count>
  readonly spells: Record<string, Count>
  /** Runs that violated, by checker. */
  readonly violated: Record<string, number>
  readonly findings: Finding[]
}

const FINDINGS_MAX = 200
const SHARES = 12
const FLATS = 20

const peak = (): Peak => ({ value: 0, seed: 0 })

/** Returns a tally of nothing. */
export function createTally(): Tally {
  return {
    runs: 0,
    steps: 0,
    virtualMicros: 0,
    lives: 0,
    plans: 0,
    trades: 0,
    orders: 0,
    filledOrders: 0,
    alerts: 0,
    endings: { hedged: 0, flattened: 0, halted: 0 },
    worstQuantity: peak(),
    worstMoney: peak(),
    worstShareBps: peak(),
    flatMicros: peak(),
    shares: Array.from({ length: SHARES }, () => 0),
    flats: Array.from({ length: FLATS }, () => 0),
    faults: {},
    boundaries: {},
    spells: {},
    violated: {},
    findings: [],
  }
}

function raise(top: Peak, value: number, seed: number): void {
  if (value <= top.value) return
  top.value = value
  top.seed = seed
}

function count(counts: Record<string, Count>, name: string, times: number, runs: number): void {
  const known = counts[name]
  if (known === undefined) counts[name] = { times, runs }
  else {
    known.times += times
    known.runs += runs
  }
}

const SUMS = ['steps', 'virtualMicros', 'lives', 'plans', 'trades', 'orders', 'filledOrders', 'alerts'] as const
const ENDINGS = ['hedged', 'flattened', 'halted'] as const
const PEAKS = ['worstQuantity', 'worstMoney', 'worstShareBps', 'flatMicros'] as const

/** Returns in which power of two of milliseconds a time lies. */
function powerOf(micros: number): number {
  return micros === 0 ? 0 : Math.min(FLATS - 1, 1 + Math.floor(Math.log2(Math.max(1, micros / 1_000))))
}

/** Adds one run. */
export function addRun(tally: Tally, run: RunResult): void {
  const { seed } = run
  tally.runs += 1
  for (const key of SUMS) tally[key] += run[key]
  for (const ending of ENDINGS) tally.endings[ending] += run.endings[ending]
  for (const key of PEAKS) raise(tally[key], run[key], seed)
  const share = Math.min(SHARES - 1, Math.ceil(run.worstShareBps / 1_000))
  tally.shares[share] = (tally.shares[share] ?? 0) + 1
  const power = powerOf(run.flatMicros)
  tally.flats[power] = (tally.flats[power] ?? 0) + 1
  const struck = new Map<string, number>()
  for (const { source, fault } of run.faults) {
    const name = `${source} ${fault}`
    struck.set(name, (struck.get(name) ?? 0) + 1)
  }
  for (const [name, times] of struck) count(tally.faults, name, times, 1)
  for (const [name, times] of Object.entries(run.boundaries)) count(tally.boundaries, name, times, 1)
  for (const name of run.spells) count(tally.spells, name, 1, 1)
  for (const checker of new Set(run.violations.map((one) => one.checker))) {
    tally.violated[checker] = (tally.violated[checker] ?? 0) + 1
  }
  for (const violation of run.violations) {
    if (tally.findings.length < FINDINGS_MAX) tally.findings.push({ ...violation, seed })
  }
}

/** Adds a whole tally. */
export function addTally(tally: Tally, other: Tally): void {
  tally.runs += other.runs
  for (const key of SUMS) tally[key] += other[key]
  for (const ending of ENDINGS) tally.endings[ending] += other.endings[ending]
  for (const key of PEAKS) raise(tally[key], other[key].value, other[key].seed)
  for (const key of ['shares', 'flats'] as const) {
    for (const [index, value] of other[key].entries()) tally[key][index] = (tally[key][index] ?? 0) + value
  }
  for (const key of ['faults', 'boundaries', 'spells'] as const) {
    for (const [name, { times, runs }] of Object.entries(other[key])) count(tally[key], name, times, runs)
  }
  for (const [name, runs] of Object.entries(other.violated)) tally.violated[name] = (tally.violated[name] ?? 0) + runs
  for (const finding of other.findings) if (tally.findings.length < FINDINGS_MAX) tally.findings.push(finding)
}
