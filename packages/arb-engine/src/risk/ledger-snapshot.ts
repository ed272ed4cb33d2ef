import type { MarketId, Micros, Money, Price, VenueId } from '@arbees/core'
import type { Ledger, LedgerFill, LedgerOrder, LedgerTrade, PendingPlan } from './ledger-state.ts'
import { dropTrade, keepTrade } from './ledger-state.ts'

type Entries<Key, Value> = readonly (readonly [Key, Value])[]

/** An order as a snapshot keeps it; older ones did not say which fills are final. */
type KeptOrder = Omit<LedgerOrder, 'fills'> & {
  readonly fills: readonly (Omit<LedgerFill, 'isFinal'> & Partial<Pick<LedgerFill, 'isFinal'>>)[]
}

/** The ledger as plain data: what JSON can carry. */
export type LedgerSnapshot = {
  readonly cash: Entries<VenueId, Money>
  readonly reserved: Entries<VenueId, Money>
  readonly reported: Entries<VenueId, Money>
  readonly pending: Entries<string, PendingPlan>
  readonly trades: readonly LedgerTrade[]
  readonly orders: readonly KeptOrder[]
  readonly exposed: Entries<string, Money>
  readonly settled: Entries<MarketId, Price>
  readonly halts: Entries<string, string>
  readonly endedAt: Entries<string, Micros>
  readonly nextTrade: number
  readonly nextOrder: number
  readonly exposedTotal: Money
  readonly invested: Money
}

const copyTrade = (trade: LedgerTrade): LedgerTrade => ({ ...trade, legs: trade.legs.map((leg) => ({ ...leg })) })
const copyOrder = (order: KeptOrder): LedgerOrder => ({
  ...order,
  fills: order.fills.map((fill) => ({ ...fill, isFinal: fill.isFinal ?? (fill.hasFailed || order.unsettled === 0) })),
})

/** Returns the ledger as plain data that shares nothing that changes with it. */
export function snapshotLedger(ledger: Ledger): LedgerSnapshot {
  return {
    cash: [...ledger.cash],
    reserved: [...ledger.reserved],
    reported: [...ledger.reported],
    pending: [...ledger.pending],
    trades: [...ledger.trades.values()].map(copyTrade),
    orders: [...ledger.orders.values()].map(copyOrder),
    exposed: [...ledger.exposed],
    settled: [...ledger.settled],
    halts: [...ledger.halts],
    endedAt: [...ledger.endedAt],
    nextTrade: ledger.nextTrade,
    nextOrder: ledger.nextOrder,
    exposedTotal: ledger.exposedTotal,
    invested: ledger.invested,
  }
}

function refill<Key, Value>(map: Map<Key, Value>, entries: Entries<Key, Value>): void {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
}

/** Makes the ledger what a snapshot says. */
export function restoreLedger(ledger: Ledger, snapshot: LedgerSnapshot): void {
  refill(ledger.cash, snapshot.cash)
  refill(ledger.reserved, snapshot.reserved)
  refill(ledger.reported, snapshot.reported)
  refill(ledger.pending, snapshot.pending)
  refill(ledger.exposed, snapshot.exposed)
  refill(ledger.settled, snapshot.settled)
  refill(ledger.halts, snapshot.halts)
  refill(ledger.endedAt, snapshot.endedAt)
  for (const trade of [...ledger.trades.values()]) dropTrade(ledger, trade)
  for (const trade of snapshot.trades) keepTrade(ledger, copyTrade(trade))
  ledger.orders.clear()
  for (const order of snapshot.orders) ledger.orders.set(order.order, copyOrder(order))
  ledger.nextTrade = snapshot.nextTrade
  ledger.nextOrder = snapshot.nextOrder
  ledger.exposedTotal = snapshot.exposedTotal
  ledger.invested = snapshot.invested
}
