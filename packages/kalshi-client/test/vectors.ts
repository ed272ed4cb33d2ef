/* Runs a file of golden vectors for this package; `pnpm vectors FILE` finds it by the file's own words. */
import { runBooks } from './vectors/books.ts'
import { runFees } from './vectors/fees.ts'
import { runDirections, runGrids, runResults } from './vectors/orders.ts'
import { runRequests } from './vectors/requests.ts'
import { runSigning } from './vectors/signing.ts'
import type { Outcome } from './vectors/tally.ts'
import { createTally, fieldsOf } from './vectors/tally.ts'

/** Returns what became of every vector in a file; a kind that is unknown, or missing, is a failure. */
export function runVectors(file: unknown): readonly Outcome[] {
  const sections = fieldsOf(file, 'file')
  const runs: Readonly<Record<string, (section: unknown) => readonly Outcome[]>> = {
    signing: runSigning,
    fee_vectors: runFees,
    orderbook_vectors: runBooks,
    price_grid_vectors: runGrids,
    direction_vectors: runDirections,
    order_result_vectors: runResults,
    official_client_requests: (section) => runRequests(section, sections['signing']),
  }
  const tally = createTally('file')
  tally.known('kinds', sections, ['about', ...Object.keys(runs)])
  const outcomes: Outcome[] = [...tally.outcomes()]
  for (const [kind, run] of Object.entries(runs)) {
    if (!(kind in sections)) continue
    try {
      outcomes.push(...run(sections[kind]))
    } catch (error) {
      outcomes.push({ name: kind, failure: error instanceof Error ? error.message : String(error) })
    }
  }
  return outcomes
}
