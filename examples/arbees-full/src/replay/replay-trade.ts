import type { JournalState, LedgerTrade, Plan } from '@arbees/arb-engine'
import { isOrderFinal, matchedQuantity } from '@arbees/arb-engine'

/** One trade of a replay: what was planned, and what became of it. */
export type ReplayTrade = { readonly plan: Plan; readonly ledger: LedgerTrade }

/**
 * How a trade stands. `in-flight`: an order has no final answer. `repairing`: the legs hold unequal
 * quantities. Then one of four ends: `hedged`, all legs hold the same; `flattened`, what one leg got was
 * sold again; `missed`, nothing was ever held; `halted`, one leg stays open and somebody has to look.
 */
export type TradeStatus = 'in-flight' | 'repairing' | 'hedged' | 'flattened' | 'missed' | 'halted'

/** Returns how a trade stands; `state` is that of the trader. */
export function tradeStatus({ ledger }: ReplayTrade, state: JournalState): TradeStatus {
  if (ledger.ending === 'hedged') return matchedQuantity(ledger) > 0 ? 'hedged' : 'missed'
  if (ledger.ending !== null) return ledger.ending
  const orders = state.trades.get(ledger.trade)?.orders ?? []
  return orders.every(isOrderFinal) ? 'repairing' : 'in-flight'
}

/** Returns which way a trade went: what was bought on each leg. */
export function directionOf({ plan }: ReplayTrade): string {
  return plan.legs.map(({ outcome }, leg) => `${outcome}_${String.fromCharCode(97 + leg)}`).join('+')
}
