/*
 * What a paper broker must not forget: its money, what it holds, and what became of the orders it
 * took. One JSON line an event, each with the figures as they stand after it, so that reading is
 * keeping the last. A line is written before its answer is given.
 */
import type {
  ClientOrderId,
  Disk,
  DiskFile,
  MarketId,
  Micros,
  Money,
  OrderReport,
  Position,
  VenueId,
} from '@arbees/core'
import { VenueError } from '@arbees/core'

/** How many reports are kept: of older orders, the account says that it cannot tell. */
const REPORTS_MAX = 500
/** How many settled markets are known: those of weeks. */
const SETTLED_MAX = 20_000

/** What became of an order, and when that was written. */
export type KeptReport = OrderReport & { readonly at: Micros }

/** All that a paper account amounts to. */
export type Ledger = {
  /** Free and set aside together. */
  money: Money
  readonly positions: Map<string, Position>
  readonly reports: Map<ClientOrderId, KeptReport>
  /** When the newest of the reports was written that are kept no more; undefined while all are. */
  forgottenUntil: Micros | undefined
  readonly settled: Set<MarketId>
}

/** What changed. */
export type LedgerEvent =
  | { readonly type: 'order'; readonly money: Money; readonly position: Position; readonly report: KeptReport }
  | {
      readonly type: 'settled'
      readonly money: Money
      readonly positions: readonly Position[]
      readonly market: MarketId
    }

/** A ledger on a disk, or in memory only. */
export type LedgerKeeper = {
  readonly ledger: Ledger
  /** Writes an event, then applies it. */
  readonly note: (event: LedgerEvent) => void
  readonly close: () => void
}

type Snapshot = {
  readonly type: 'snapshot'
  readonly venue: VenueId
  readonly money: Money
  readonly positions: readonly Position[]
  readonly reports: readonly KeptReport[]
  readonly forgottenUntil: Micros | undefined
  readonly settled: readonly MarketId[]
}

/** Returns the key of a position in a ledger. */
export function positionKey({ market, outcome }: Pick<Position, 'market' | 'outcome'>): string {
  return `${market} ${outcome}`
}

function apply(ledger: Ledger, event: LedgerEvent): void {
  ledger.money = event.money
  const positions = event.type === 'order' ? [event.position] : event.positions
  for (const position of positions) {
    // What a settled market paid is money by now; of what is only sold the account still tells what it earned.
    if (event.type === 'settled' && position.quantity === 0) ledger.positions.delete(positionKey(position))
    else ledger.positions.set(positionKey(position), position)
  }
  if (event.type === 'settled') {
    ledger.settled.add(event.market)
    const [oldest] = ledger.settled
    if (ledger.settled.size > SETTLED_MAX && oldest !== undefined) ledger.settled.delete(oldest)
  } else {
    ledger.reports.set(event.report.order, event.report)
    const [oldest] = ledger.reports.values()
    if (ledger.reports.size <= REPORTS_MAX || oldest === undefined) return
    ledger.reports.delete(oldest.order)
    ledger.forgottenUntil = oldest.at
  }
}

function snapshotLine(venue: VenueId, ledger: Ledger): string {
  const snapshot: Snapshot = {
    type: 'snapshot',
    venue,
    money: ledger.money,
    positions: [...ledger.positions.values()].filter(({ quantity, realized }) => quantity > 0 || realized !== 0),
    reports: [...ledger.reports.values()],
    forgottenUntil: ledger.forgottenUntil,
    settled: [...ledger.settled],
  }
  return `${JSON.stringify(snapshot)}\n`
}

function restore({ money, positions, reports, forgottenUntil, settled }: Snapshot): Ledger {
  return {
    money,
    positions: new Map(positions.map((one) => [positionKey(one), one])),
    reports: new Map(reports.map((one) => [one.order, one])),
    forgottenUntil,
    settled: new Set(settled),
  }
}

/** Says whether a line has the form that this file writes: it is read back by nobody else. */
function isLine(value: unknown): value is Snapshot | LedgerEvent {
  if (typeof value !== 'object' || value === null) return false
  const { type, money } = value as { readonly type?: unknown; readonly money?: unknown }
  return ['snapshot', 'order', 'settled'].includes(type as string) && Number.isSafeInteger(money)
}

function parseLine(line: string): Snapshot | LedgerEvent | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isLine(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Reads a file; what a crash left of its last line is passed over, for it was never answered. */
function read(path: string, bytes: Uint8Array, venue: VenueId): Ledger {
  const lines = new TextDecoder().decode(bytes).split('\n')
  lines.pop()
  let ledger: Ledger | undefined
  let offset = 0
  for (const line of lines) {
    const value = parseLine(line)
    const isFirst = ledger === undefined
    if (value === undefined || (value.type === 'snapshot') !== isFirst) {
      const expected = isFirst ? 'a snapshot as the first line' : 'an order or a settlement'
      throw new VenueError('journal.malformed', { file: path, offset, found: line.slice(0, 80), expected })
    }
    if (value.type !== 'snapshot') apply(ledger as Ledger, value)
    else if (value.venue === venue) ledger = restore(value)
    else {
      const expected = `an account at ${venue}`
      throw new VenueError('journal.malformed', { file: path, offset, found: `one at ${value.venue}`, expected })
    }
    offset += new TextEncoder().encode(line).length + 1
  }
  if (ledger === undefined) {
    throw new VenueError('journal.malformed', { file: path, offset: 0, found: 'no whole line', expected: 'a snapshot' })
  }
  return ledger
}

/**
 * Opens the ledger at `path`, or begins one with `cash`.
 *
 * @throws VenueError `journal.malformed` for a file that is not such a ledger, with the offset.
 */
export async function openLedger(
  venue: VenueId,
  cash: Money,
  store?: { readonly disk: Disk; readonly path: string },
): Promise<LedgerKeeper> {
  const bytes = store?.disk.read(store.path)
  const ledger: Ledger =
    store === undefined || bytes === undefined
      ? { money: cash, positions: new Map(), reports: new Map(), forgottenUntil: undefined, settled: new Set() }
      : read(store.path, bytes, venue)
  const encoder = new TextEncoder()
  let file: DiskFile | undefined
  if (store !== undefined) {
    // Each life begins with one line: the file grows with the orders of one life only.
    await store.disk.replace(store.path, encoder.encode(snapshotLine(venue, ledger)))
    file = store.disk.openAppend(store.path)
  }
  return Object.freeze({
    ledger,
    note: (event: LedgerEvent) => {
      file?.append(encoder.encode(`${JSON.stringify(event)}\n`))
      apply(ledger, event)
    },
    close: () => file?.close(),
  })
}
