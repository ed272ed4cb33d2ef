/*
 * What the execution service keeps in its data folder: the journal, the requests it heard, and on paper an
 * account at each venue. They belong together: one without the others does not add up.
 */
import { join } from 'node:path'
import type { JournalRecord } from '@arbees/arb-engine'
import { readJournal } from '@arbees/arb-engine'
import type { Disk, VenueId } from '@arbees/core'
import { PAPER_VENUES } from '../markets/paper-cash.ts'

/** Where the files are. */
export type ExecutionFiles = {
  readonly journal: string
  readonly requests: string
  readonly ledger: (venue: VenueId) => string
}

/** Returns where the files of a data folder are. */
export function executionFiles(folder: string): ExecutionFiles {
  return {
    journal: join(folder, 'execution.journal'),
    requests: join(folder, 'execution.requests'),
    ledger: (venue) => join(folder, `paper-${venue}.ledger`),
  }
}

/** What a paper account calls every order. */
const PAPER_ORDER = 'paper-'

function venueOrdersOf(record: JournalRecord): readonly string[] {
  if (record.type === 'snapshot') {
    return record.state.trades.flatMap(({ orders }) => orders.flatMap(({ venueOrder }) => venueOrder ?? []))
  }
  return 'venueOrder' in record && record.venueOrder !== undefined ? [record.venueOrder] : []
}

/**
 * Says whether the journal of a folder knows of an order that a venue took for real.
 *
 * @throws VenueError `journal.malformed` when it cannot be read.
 */
export function hasRealOrders(disk: Disk, folder: string): boolean {
  const { journal } = executionFiles(folder)
  const bytes = disk.read(journal)
  if (bytes === undefined || bytes.length === 0) return false
  const { entries } = readJournal(bytes, journal)
  return entries.some(({ record }) => venueOrdersOf(record).some((order) => !order.startsWith(PAPER_ORDER)))
}

/** Forgets all that is kept on paper. Nobody may be writing it. */
export function forgetPaperFiles(disk: Disk, folder: string): void {
  const { journal, requests, ledger } = executionFiles(folder)
  // The journal goes last: as long as it is there, a reset that was interrupted is seen and done again.
  for (const venue of PAPER_VENUES) disk.remove(ledger(venue))
  for (const path of [requests, `${journal}.lock`, journal]) disk.remove(path)
}
