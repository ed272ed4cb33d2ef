/*
 * Fills as the venues' own records have them, noted on the order they belong to.
 */
import type { Money, Price, Quantity } from '@arbees/core'
import { complement, cost } from '@arbees/core'
import type { FakeTrade } from '@arbees/venue-fakes'
import type { WitnessedOrder } from './witness.ts'

/** A fill as Kalshi's world tells of it. */
type KalshiFill = {
  readonly tradeId: string
  /** Of YES. */
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: Money
  readonly order: { readonly side: 'bid' | 'ask' }
}

/** Notes a fill of Kalshi's. */
export function noteKalshiFill(noted: WitnessedOrder, fill: KalshiFill): void {
  const { tradeId, quantity, fee, order } = fill
  const gained = order.side === 'bid' ? fill.price : complement(fill.price)
  const price = noted.intent.action === 'buy' ? gained : complement(gained)
  noted.fills.set(tradeId, { price, quantity, received: quantity, fee, worth: cost(price, quantity) })
}

/** What the taker's own transfer moved. */
function worthOf({ taker, transfers }: FakeTrade): Money {
  const own = transfers.find(({ wallet }) => wallet === taker.wallet)
  return Math.abs(own?.cash ?? 0) as Money
}

/** Notes a trade of Polymarket's as it stands: one that failed is none. Returns whether it is news that it filled. */
export function notePolymarketTrade({ fills }: WitnessedOrder, trade: FakeTrade): boolean {
  const { id, stage, price, quantity, fee } = trade
  const isNew = !fills.has(id)
  if (stage === 'FAILED') fills.delete(id)
  else fills.set(id, { price, quantity, received: quantity, fee, worth: worthOf(trade) })
  return isNew && stage !== 'FAILED'
}
