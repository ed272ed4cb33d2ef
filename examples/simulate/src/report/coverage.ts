/*
 * Every fault and every boundary that a run may meet, so that what was never met shows as well.
 */
import { boundaryNames } from '../trader/boundaries.ts'
import { KALSHI_MAXIMA, NETWORK_MAXIMA, POLYMARKET_MAXIMA } from '../world/fault-maxima.ts'
import type { Count, Tally } from './tally.ts'

/** One thing to be met, and how often it was. */
export type Covered = { readonly name: string } & Readonly<Count>

const NEVER: Count = { times: 0, runs: 0 }

/** Returns every class of faults, with how often it struck. */
export function coveredFaults({ faults, spells }: Tally): readonly Covered[] {
  const sources = { network: NETWORK_MAXIMA, kalshi: KALSHI_MAXIMA, polymarket: POLYMARKET_MAXIMA }
  const names = Object.entries(sources).flatMap(([source, maxima]) =>
    Object.keys(maxima).map((name) => `${source} ${name}`),
  )
  const struck = names.map((name) => ({ name, ...(faults[name] ?? NEVER) }))
  const befallen = ['disk.full', 'disk.broken', 'kill-switch'].map((name) => ({
    name: `trader ${name}`,
    ...(spells[name] ?? NEVER),
  }))
  return [...struck, ...befallen]
}

/** Returns every boundary of the journal, with how often the trader died there. */
export function coveredBoundaries({ boundaries }: Tally): readonly Covered[] {
  return boundaryNames().map((name) => ({ name, ...(boundaries[name] ?? NEVER) }))
}

/** Returns the least met of some. */
export function leastMet(covered: readonly Covered[]): Covered | undefined {
  return covered.reduce<Covered | undefined>(
    (least, one) => (least === undefined || one.times < least.times ? one : least),
    undefined,
  )
}
