/*
 * Orders into the book, and what the book says turned into orders, trades and transfers. Two buyers
 * of different tokens meet by minting a pair, two sellers by merging one: in the book's terms they
 * are a bid and an ask like any other, so only the transfers know.
 */
import { hash } from 'node:crypto'
import type { Money, Price, Quantity } from '@arbees/core'
import {
  addMoney,
  addQuantity,
  invariant,
  mulDiv,
  NO_MONEY,
  PRICE_ONE,
  subtractMoney,
  subtractQuantity,
} from '@arbees/core'
import type { MatchEvent } from '@arbees/testkit'
import { cancelOrder, decreaseOrder, submitOrder } from '@arbees/testkit'
import type { ExchangeEvent, ExchangeState, FakeOrder, FakeTrade, MakerFill } from './exchange-state.ts'
import { forgetOrder, markOpen, remainingOf, rememberTrade, updateReserve } from './exchange-state.ts'
import type { FakeMarket } from './fake-market.ts'
import { bookSideOf, mirrorPrice } from './fake-market.ts'
import { takerFee } from './fill-plan.ts'
import type { Transfer, Wallet } from './ledger.ts'
import { lockTransfer } from './ledger.ts'
import { startSettlement } from './settlement.ts'

type TradeEvent = MatchEvent & { readonly type: 'trade' }

/** The value of `quantity` of an order's token at a book price. Both tokens' values add up to the quantity. */
function worthOf(order: FakeOrder, bookPrice: Price, quantity: Quantity): Money {
  const first = mulDiv(bookPrice, quantity, PRICE_ONE, 'floor')
  return (order.token === 0 ? first : quantity - first) as Money
}

function transferOf(order: FakeOrder, quantity: Quantity, value: Money, fee: Money): Transfer {
  const token = order.market.settings.tokenIds[order.token]
  const sign = order.side === 'BUY' ? 1 : -1
  const tokens = (sign * quantity) as Quantity
  const cash = (-sign * value) as Money
  return { wallet: order.wallet, token, tokens, cash, fee }
}

function fillOrder(state: ExchangeState, order: FakeOrder, quantity: Quantity, tradeId: string): void {
  order.matched = addQuantity(order.matched, quantity)
  order.trades.push(tradeId)
  invariant(
    order.matched <= order.original,
    `an order fills no more than it asks for, found ${order.matched} of ${order.id}`,
  )
  if (order.matched === order.original) {
    order.status = 'MATCHED'
    markOpen(state, order, false)
  } else updateReserve(state, order)
}

/** A trade's id is made of what it is, so that a run names its trades alike. */
function tradeIdOf(market: FakeMarket, number: number): string {
  const id = hash('sha256', `${market.settings.conditionId}/${number}`, 'hex')
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-b${id.slice(17, 20)}-${id.slice(20, 32)}`
}

function makeTrade(state: ExchangeState, taker: FakeOrder, events: readonly TradeEvent[], bucket: number): FakeTrade {
  const { market } = taker
  const first = events[0] as TradeEvent
  const id = tradeIdOf(market, first.number)
  const makers: MakerFill[] = []
  const transfers: Transfer[] = []
  let quantity = 0 as Quantity
  let value = NO_MONEY
  for (const event of events) {
    const order = state.orders.get(event.maker.id)
    invariant(order !== undefined, `a maker's order is known, found ${event.maker.id}`)
    makers.push({ order, quantity: event.quantity, price: mirrorPrice(order.token, event.price) })
    // The maker's side is what the taker's leaves: their values add up where both pay or both are paid.
    const takerValue = worthOf(taker, event.price, event.quantity)
    const makerValue = order.token === taker.token ? takerValue : ((event.quantity - takerValue) as Money)
    transfers.push(transferOf(order, event.quantity, makerValue, NO_MONEY))
    quantity = addQuantity(quantity, event.quantity)
    value = addMoney(value, takerValue)
    fillOrder(state, order, event.quantity, id)
  }
  const price = mirrorPrice(taker.token, first.price)
  const fee = takerFee(market, price, quantity)
  transfers.push(transferOf(taker, quantity, value, fee))
  fillOrder(state, taker, quantity, id)
  market.lastTrade = { price: first.price, token: taker.token, side: taker.side }
  market.volumeMicros += quantity
  const now = state.runtime.clock.now()
  return {
    id,
    number: first.number,
    market,
    taker,
    makers,
    price,
    quantity,
    fee,
    transfers,
    matchedAt: now,
    bucket,
    stage: 'MATCHED',
    updatedAt: now,
    transactionHash: '',
    errorMessage: null,
  }
}

/** Trades of one price are one trade of the venue's. */
function tradesOf(state: ExchangeState, taker: FakeOrder, found: readonly MatchEvent[]): readonly FakeTrade[] {
  const groups: TradeEvent[][] = []
  for (const event of found) {
    if (event.type !== 'trade') continue
    const last = groups.at(-1)
    if (last?.[0]?.price === event.price) last.push(event)
    else groups.push([event])
  }
  return groups.map((group, index) => makeTrade(state, taker, group, index))
}

/** Returns what the streams are told of a book's level changes. */
export function levelEventsOf(market: FakeMarket, found: readonly MatchEvent[]): readonly ExchangeEvent[] {
  const changes = found.flatMap((event) =>
    event.type === 'level' ? [{ side: event.side, price: event.price, quantity: event.quantity }] : [],
  )
  return changes.length === 0 ? [] : [{ type: 'levels', market, changes }]
}

/** What became of an order that was let into the book. */
export type EntryResult = {
  readonly trades: readonly FakeTrade[]
  /** Contracts that matched now. */
  readonly quantity: Quantity
  /** Their value before fees. */
  readonly value: Money
}

/**
 * Lets an accepted order into the book for `quantity` contracts; what does not match rests or ends as
 * `lifetime` says. The caller has checked everything.
 */
export function enterOrder(
  state: ExchangeState,
  order: FakeOrder,
  quantity: Quantity,
  lifetime: 'gtc' | 'ioc',
): EntryResult {
  const { market, token, side } = order
  const events: ExchangeEvent[] = []
  const found = submitOrder(
    market.book,
    {
      id: order.id,
      owner: order.wallet.address,
      side: bookSideOf(token, side),
      limit: mirrorPrice(token, order.limit),
      quantity,
      lifetime,
      selfTrade: 'allow',
    },
    state.runtime.clock.now(),
  )
  order.status = 'LIVE'
  markOpen(state, order, true)
  const trades = tradesOf(state, order, found)
  for (const trade of trades) {
    for (const transfer of trade.transfers) lockTransfer(transfer)
    rememberTrade(state, trade)
  }
  if (lifetime === 'ioc') {
    // What is left of an immediate order is no more; its size stays as it was asked.
    order.status = order.matched > 0 ? 'MATCHED' : 'CANCELED'
    markOpen(state, order, false)
  }
  events.push({ type: 'order', kind: 'PLACEMENT', order })
  for (const trade of trades) {
    events.push({ type: 'trade', trade })
    for (const maker of trade.makers) events.push({ type: 'order', kind: 'UPDATE', order: maker.order })
  }
  if (trades.length > 0) events.push({ type: 'order', kind: 'UPDATE', order })
  events.push(...levelEventsOf(market, found))
  for (const trade of trades) events.push({ type: 'printed', trade })
  if (trades.length > 0) events.push({ type: 'book', market })
  state.emit(events)
  for (const trade of trades) {
    startSettlement(state, trade)
    for (const maker of trade.makers) forgetOrder(state, maker.order)
  }
  forgetOrder(state, order)
  const last = (trade: FakeTrade) => trade.transfers.at(-1) as Transfer
  return {
    trades,
    quantity: trades.reduce((sum, trade) => addQuantity(sum, trade.quantity), 0 as Quantity),
    value: trades.reduce((sum, trade) => addMoney(sum, Math.abs(last(trade).cash) as Money), NO_MONEY),
  }
}

/** Takes an open order out; false when it is not open. */
export function withdrawOrder(
  state: ExchangeState,
  order: FakeOrder,
  status: 'CANCELED' | 'CANCELED_MARKET_RESOLVED' | 'INVALID' = 'CANCELED',
  reason = '',
): boolean {
  if (order.status !== 'LIVE' && order.status !== 'DELAYED') return false
  if (remainingOf(order) === 0) return false
  const found = cancelOrder(order.market.book, order.id)
  order.status = status
  order.cancelReason = reason
  markOpen(state, order, false)
  state.emit([{ type: 'order', kind: 'CANCELLATION', order }, ...levelEventsOf(order.market, found)])
  forgetOrder(state, order)
  return true
}

/** Makes an open order smaller by `quantity`, its place in the queue kept; it ends when nothing is left. */
export function decreaseOpenOrder(state: ExchangeState, order: FakeOrder, quantity: Quantity): void {
  if (quantity >= remainingOf(order)) {
    withdrawOrder(state, order)
    return
  }
  const found = decreaseOrder(order.market.book, order.id, quantity)
  order.original = subtractQuantity(order.original, quantity)
  updateReserve(state, order)
  state.emit(levelEventsOf(order.market, found))
}

/** Returns what a wallet could still spend: its money less what is matched and what is on order. */
export function freeCash({ cash, lockedCash, cashOnOrder }: Wallet): Money {
  return subtractMoney(subtractMoney(cash, lockedCash), cashOnOrder)
}
