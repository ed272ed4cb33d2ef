/*
 * What the records of the journal come to for everybody else: one row for each order at its end, and how
 * its trade stands when the executor is done with it. Pure, so that a restart makes the same out of the file.
 */
import type { JournalOrder, JournalRecord, JournalSnapshot, OrderIntent } from '@arbees/arb-engine'
import type { ClientOrderId, FillId, MarketId, Micros, Money, OrderId, Outcome, Price, Quantity } from '@arbees/core'
import { costRoundedDown, costRoundedUp, invariant, toMoney, toQuantity } from '@arbees/core'

/** What an order was for. `close`: somebody asked that everything be sold. */
export type RowPurpose = 'entry' | 'complete' | 'flatten' | 'close'

/** An order at its end. Quantities in micro-contracts, money in micro-dollars. */
export type OrderRow = {
  readonly order: ClientOrderId
  readonly venueOrder: OrderId | null
  readonly purpose: RowPurpose
  readonly market: MarketId
  readonly outcome: Outcome
  readonly action: 'buy' | 'sell'
  readonly limit: Price
  readonly quantity: Quantity
  readonly filled: Quantity
  readonly received: Quantity
  readonly cost: Money
  readonly fee: Money
  readonly venueStatus: string
  readonly sentAt: Micros
  readonly doneAt: Micros
}

/** What a trade holds of one outcome. */
export type Held = {
  readonly market: MarketId
  readonly outcome: Outcome
  readonly quantity: Quantity
  readonly cost: Money
  readonly fee: Money
}

/** How a trade stands at an end. */
export type TradeStanding = {
  readonly ending: 'hedged' | 'flattened' | 'halted'
  readonly reason: string
  readonly held: readonly Held[]
  readonly hasFilled: boolean
  /** What came in less what went out, fees included: the profit once nothing is held. */
  readonly cash: Money
  readonly fees: Money
  readonly at: Micros
}

/** What is to be told. `trade` is the journal's number. */
export type TradeOutcome =
  | { readonly type: 'order'; readonly trade: number; readonly row: OrderRow }
  | { readonly type: 'trade'; readonly trade: number; readonly standing: TradeStanding }

type Fill = {
  readonly price: Price
  readonly quantity: Quantity
  readonly received: Quantity
  readonly fee: Money
  stage: string
}
type OpenOrder = {
  readonly intent: Pick<OrderIntent, 'order' | 'market' | 'action' | 'outcome' | 'limit' | 'quantity'>
  readonly purpose: RowPurpose
  readonly fills: Map<FillId, Fill>
  venueOrder: OrderId | null
  /** What its last word says has filled; null before. */
  lastWord: Quantity | null
  venueStatus: string
  sentAt: Micros
  doneAt: Micros
  row: OrderRow | undefined
}
type OpenTrade = {
  readonly orders: OpenOrder[]
  end: { readonly ending: TradeStanding['ending']; readonly reason: string; readonly at: Micros } | undefined
}

/** What is known of trades that are not over. Changed in place. */
export type OutcomeBook = {
  readonly trades: Map<number, OpenTrade>
  readonly tradeOf: Map<ClientOrderId, number>
}

/** Returns a book of nothing. */
export function createOutcomeBook(): OutcomeBook {
  return { trades: new Map(), tradeOf: new Map() }
}

function addOrder(
  book: OutcomeBook,
  trade: number,
  intent: OpenOrder['intent'],
  purpose: RowPurpose,
  at: Micros,
): OpenOrder {
  const order: OpenOrder = {
    intent,
    purpose,
    fills: new Map(),
    venueOrder: null,
    lastWord: null,
    venueStatus: '',
    sentAt: at,
    doneAt: at,
    row: undefined,
  }
  book.tradeOf.set(intent.order, trade)
  book.trades.get(trade)?.orders.push(order)
  return order
}

function find({ trades, tradeOf }: OutcomeBook, id: ClientOrderId): OpenOrder | undefined {
  return trades.get(tradeOf.get(id) ?? -1)?.orders.find(({ intent }) => intent.order === id)
}

function wordFor(order: OpenOrder, filled: Quantity): string {
  if (filled === 0) return 'canceled'
  return filled >= order.intent.quantity ? 'executed' : 'partially filled, rest canceled'
}

function lastWord(order: OpenOrder, filled: Quantity, at: Micros, venueStatus = wordFor(order, filled)): void {
  order.lastWord = filled
  order.venueStatus = venueStatus
  order.doneAt = at
}

/** Folds a record about one order; returns the order when it changed. */
function foldOrder(book: OutcomeBook, record: JournalRecord): OpenOrder | undefined {
  const id = record.type === 'order.filled' ? record.fill.order : 'order' in record ? record.order : undefined
  const order = id === undefined ? undefined : find(book, id)
  if (order === undefined) return undefined
  switch (record.type) {
    case 'order.sent':
      order.sentAt = record.at
      order.venueOrder = record.venueOrder ?? order.venueOrder
      return order
    case 'order.accepted':
      order.venueOrder = record.venueOrder
      if (record.isDone) lastWord(order, record.filled, record.at)
      return order
    case 'order.rejected':
      lastWord(order, 0 as Quantity, record.at, `rejected: ${record.reason}`)
      return order
    case 'order.resolved':
      if (record.by === 'not-sent') lastWord(order, record.filled, record.at, 'not sent')
      else lastWord(order, record.filled, record.at)
      return order
    case 'order.filled': {
      const { id: fill, price, quantity, received, fee } = record.fill
      if (!order.fills.has(fill)) order.fills.set(fill, { price, quantity, received, fee, stage: record.stage })
      order.doneAt = record.at
      return order
    }
    case 'fill.settled': {
      const fill = order.fills.get(record.fill)
      if (fill !== undefined) fill.stage = record.stage
      order.doneAt = record.at
      return order
    }
    default:
      return undefined
  }
}

/** Says whether nothing of an order can change any more: its last word, a fill for all of it, each of them certain. */
function isOver({ lastWord: word, fills }: OpenOrder): boolean {
  if (word === null) return false
  let named = 0
  for (const { quantity, stage } of fills.values()) {
    named += quantity
    if (stage !== 'confirmed' && stage !== 'failed') return false
  }
  return named >= word
}

function rowOf(order: OpenOrder): OrderRow {
  const { intent, purpose, venueOrder, venueStatus, sentAt, doneAt } = order
  let [filled, received, cost, fee] = [0, 0, 0, 0]
  for (const fill of order.fills.values()) {
    if (fill.stage === 'failed') continue
    filled += fill.quantity
    received += intent.action === 'buy' ? fill.received : fill.quantity
    cost +=
      intent.action === 'buy' ? costRoundedUp(fill.price, fill.quantity) : costRoundedDown(fill.price, fill.quantity)
    fee += fill.fee
  }
  const { order: id, market, outcome, action, limit, quantity } = intent
  return {
    order: id,
    venueOrder,
    purpose,
    market,
    outcome,
    action,
    limit,
    quantity,
    filled: toQuantity(filled),
    received: toQuantity(received),
    cost: toMoney(cost),
    fee: toMoney(fee),
    venueStatus,
    sentAt,
    doneAt,
  }
}

function standingOf(trade: OpenTrade, end: NonNullable<OpenTrade['end']>): TradeStanding {
  const held = new Map<string, { market: MarketId; outcome: Outcome; quantity: number; cost: number; fee: number }>()
  let [cash, fees, filled] = [0, 0, 0]
  for (const order of trade.orders) {
    const { market, outcome, action, received, cost, fee, filled: own } = order.row ?? rowOf(order)
    const sum = held.get(`${market} ${outcome}`) ?? { market, outcome, quantity: 0, cost: 0, fee: 0 }
    held.set(`${market} ${outcome}`, sum)
    const sign = action === 'buy' ? 1 : -1
    sum.quantity += sign * received
    sum.cost += sign * cost
    sum.fee += fee
    cash -= sign * cost + fee
    fees += fee
    filled += own
  }
  return {
    ...end,
    held: [...held.values()]
      .filter(({ quantity }) => quantity !== 0)
      .map((one) => ({ ...one, quantity: toQuantity(one.quantity), cost: toMoney(one.cost), fee: toMoney(one.fee) })),
    hasFilled: filled > 0,
    cash: toMoney(cash),
    fees: toMoney(fees),
  }
}

/** What a change of a trade makes known: orders that are over now, and the trade once all of them are. */
function news(book: OutcomeBook, number: number): readonly TradeOutcome[] {
  const trade = book.trades.get(number)
  if (trade === undefined) return []
  const told: TradeOutcome[] = []
  for (const order of trade.orders) {
    if (order.row !== undefined || !isOver(order)) continue
    order.row = rowOf(order)
    told.push({ type: 'order', trade: number, row: order.row })
  }
  const { end } = trade
  const isComplete = trade.orders.every(({ row }) => row !== undefined)
  if (end === undefined || (!isComplete && end.ending !== 'halted')) return told
  told.push({ type: 'trade', trade: number, standing: standingOf(trade, end) })
  trade.end = undefined
  // A halted trade may be taken up again.
  if (end.ending !== 'halted') {
    book.trades.delete(number)
    for (const { intent } of trade.orders) book.tradeOf.delete(intent.order)
  }
  return told
}

function restoreOrder(book: OutcomeBook, known: JournalOrder, purpose: RowPurpose): void {
  const order = addOrder(book, known.trade, known, purpose, known.intendedAt)
  order.venueOrder = known.venueOrder
  for (const { id, price, quantity, received, fee, stage } of known.fills) {
    order.fills.set(id, { price, quantity, received, fee, stage })
  }
  if (known.status === 'rejected') lastWord(order, 0 as Quantity, known.intendedAt, 'rejected')
  if (known.status === 'done') lastWord(order, known.filled, known.intendedAt)
}

function restore(book: OutcomeBook, { trades }: JournalSnapshot): readonly TradeOutcome[] {
  return trades.flatMap((trade) => {
    book.trades.set(trade.trade, { orders: [], end: undefined })
    const first: RowPurpose = trade.opportunityType === null ? 'close' : 'entry'
    for (const order of trade.orders) restoreOrder(book, order, order.purpose === 'open' ? first : order.purpose)
    const opened = book.trades.get(trade.trade) as OpenTrade
    if (trade.ending !== null) opened.end = { ending: trade.ending, reason: trade.reason, at: trade.changedAt }
    return news(book, trade.trade)
  })
}

/**
 * Folds a record of the journal and returns what it makes known. What was told before may be told again
 * after a restart: an order's row is known by its name, a trade's by its number.
 */
export function foldOutcome(book: OutcomeBook, record: JournalRecord): readonly TradeOutcome[] {
  switch (record.type) {
    case 'snapshot':
      return restore(book, record.state)
    case 'trade.intended': {
      book.trades.set(record.trade, { orders: [], end: undefined })
      const purpose: RowPurpose = record.opportunityType === null ? 'close' : 'entry'
      for (const intent of record.legs) addOrder(book, record.trade, intent, purpose, record.at)
      return []
    }
    case 'order.intended':
      invariant(record.trade > 0, `a trade has a number, found ${record.trade}`)
      addOrder(book, record.trade, record.intent, record.purpose, record.at)
      return []
    case 'trade.ended': {
      const trade = book.trades.get(record.trade)
      if (trade !== undefined) trade.end = { ending: record.ending, reason: record.reason, at: record.at }
      return news(book, record.trade)
    }
    default: {
      const order = foldOrder(book, record)
      const trade = order === undefined ? undefined : book.tradeOf.get(order.intent.order)
      return trade === undefined ? [] : news(book, trade)
    }
  }
}
