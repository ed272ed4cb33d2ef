/*
 * A recorded book as the orders of one unnamed crowd: what a recording adds goes to the back of its
 * level, what it takes away leaves from the back, so whoever queues behind the crowd stays behind it.
 */
import type { Level, Price, Quantity, Side } from '@arbees/core'
import { minQuantity, NO_QUANTITY, subtractQuantity } from '@arbees/core'
import { CROWD, levelAt, queueOf } from '@arbees/testkit'
import type { ExchangeState, FakeOrder } from './exchange-state.ts'
import type { FakeMarket } from './fake-market.ts'
import { decreaseOpenOrder } from './matching.ts'
import { actAsTrader, walletOfTrader } from './other-orders.ts'

function crowdAt(state: ExchangeState, market: FakeMarket, side: Side, price: Price): readonly FakeOrder[] {
  const { address } = walletOfTrader(state, CROWD)
  const orders = levelAt(queueOf(market.book, side), price)?.orders ?? []
  return orders.flatMap(({ id, owner }) => {
    const order = owner === address ? state.orders.get(id) : undefined
    return order === undefined ? [] : [order]
  })
}

function setLevel(state: ExchangeState, market: FakeMarket, side: Side, price: Price, quantity: Quantity): void {
  const mine = crowdAt(state, market, side, price)
  const shown = mine.reduce((sum, order) => sum + order.original - order.matched, 0) as Quantity
  if (quantity > shown) {
    const added = subtractQuantity(quantity, shown)
    const id = `${CROWD}-${market.id}-${market.book.arrivals}-${market.book.trades}`
    const entry = {
      id,
      owner: CROWD,
      side,
      limit: price,
      quantity: added,
      lifetime: 'gtc',
      selfTrade: 'allow',
    } as const
    actAsTrader(state, market, { type: 'submit', entry })
    return
  }
  let excess = subtractQuantity(shown, quantity)
  for (const order of mine.toReversed()) {
    if (excess === 0) return
    const part = minQuantity(excess, subtractQuantity(order.original, order.matched))
    excess = subtractQuantity(excess, part)
    decreaseOpenOrder(state, order, part)
  }
}

/** Makes the crowd's whole book these levels, in terms of the first token. */
export function showRecordedBook(
  state: ExchangeState,
  market: FakeMarket,
  bids: readonly Level[],
  asks: readonly Level[],
): void {
  const sides = [
    ['bid', bids],
    ['ask', asks],
  ] as const
  // Away first, or a moved book would cross its own old levels.
  for (const [side, levels] of sides) {
    const wanted = new Set<number>(levels.map((level) => level.price))
    for (const { price } of [...queueOf(market.book, side).levels]) {
      if (!wanted.has(price)) setLevel(state, market, side, price, NO_QUANTITY)
    }
  }
  for (const [side, levels] of sides) {
    for (const { price, quantity } of levels) setLevel(state, market, side, price, quantity)
  }
}
