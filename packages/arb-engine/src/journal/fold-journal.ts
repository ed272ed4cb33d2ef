import type { Quantity } from '@arbees/core'
import { invariant, toQuantity } from '@arbees/core'
import type { JournalFill, JournalOrder, JournalState, JournalTrade } from './journal-state.ts'
import { emptyJournalState, restoreSnapshot } from './journal-state.ts'
import { filledOf, isOrderFinal, leastOf, mostOf } from './order-doubt.ts'
import type {
  FillStaged,
  JournalRecord,
  OrderAnswered,
  OrderDoubted,
  OrderFillClaimed,
  OrderIntended,
  OrderIntent,
  OrderRefused,
  OrderResolved,
  OrderSent,
  TradeEnded,
  TradeIntended,
} from './record.ts'
import { recordDefectOf } from './record-defect.ts'

/** A record that tells how one order goes on. */
type AboutOrder = OrderSent | OrderAnswered | OrderRefused | OrderDoubted | OrderResolved

function toOrder(
  record: TradeIntended | OrderIntended,
  leg: number,
  purpose: JournalOrder['purpose'],
  intent: OrderIntent,
): JournalOrder {
  const { continuity: _, ...kept } = intent
  const { trade, expiresAt, at } = record
  return {
    ...kept,
    trade,
    leg,
    purpose,
    expiresAt,
    intendedAt: at,
    status: 'intended',
    venueOrder: null,
    filled: 0 as Quantity,
    fills: [],
  }
}

function addOrder(state: JournalState, trade: JournalTrade, order: JournalOrder): void {
  trade.orders.push(order)
  state.orders.set(order.order, order)
  state.nextOrder = order.number + 1
}

function openTrade(state: JournalState, record: TradeIntended): void {
  const { trade: number, at, name, strategy, opportunityType, payout, bound, expiresAt, first, legs } = record
  const trade: JournalTrade = {
    trade: number,
    at,
    name,
    strategy,
    opportunityType,
    payout,
    bound: { ...bound },
    expiresAt,
    first,
    legs: legs.length,
    orders: [],
    changedAt: at,
    ending: null,
    ordersAtEnd: 0,
    hasNews: false,
    reason: '',
  }
  state.trades.set(number, trade)
  state.nextTrade = number + 1
  for (const [leg, intent] of legs.entries()) addOrder(state, trade, toOrder(record, leg, 'open', intent))
}

/** A further order; a halted trade is open again by it. */
function openOrder(state: JournalState, record: OrderIntended): void {
  const trade = state.trades.get(record.trade)
  if (trade === undefined) return
  addOrder(state, trade, toOrder(record, record.leg, record.purpose, record.intent))
  trade.changedAt = record.at
  if (trade.ending === null) return
  state.endings[trade.ending] -= 1
  trade.ending = null
}

/** Something was learned of a trade's orders. */
function noteNews(state: JournalState, order: JournalOrder, { at }: JournalRecord): void {
  const trade = state.trades.get(order.trade)
  if (trade === undefined) return
  trade.changedAt = at
  trade.hasNews = true
}

/** What nobody expected is kept where nobody can miss it. */
function haltOnSurprise(state: JournalState, record: JournalRecord, reason: string): void {
  state.halts.set('all', { scope: 'all', at: record.at, reason })
}

/** What a trade that is over holds has changed: its hedge has to be decided again. */
function reopen(state: JournalState, order: JournalOrder, reason: string): void {
  const trade = state.trades.get(order.trade)
  if (trade === undefined || trade.ending === null || trade.ending === 'halted') return
  state.endings[trade.ending] -= 1
  trade.ending = null
  trade.reason = reason
}

function fillOrder(state: JournalState, record: OrderFillClaimed): void {
  const { fill, stage } = record
  const order = state.orders.get(fill.order)
  if (order === undefined) {
    haltOnSurprise(state, record, `a fill ${fill.id} of ${fill.quantity} of ${fill.order}, which no open trade has`)
    return
  }
  const { id, price, quantity, received, fee } = fill
  const kept: JournalFill = { id, price, quantity, received, fee, stage }
  order.fills.push(kept)
  noteNews(state, order, record)
  const filled = filledOf(order)
  if (filled > order.filled) {
    order.filled = filled
    reopen(state, order, `the fill ${id} came after the last word on ${order.order}`)
  }
  if (order.status === 'rejected' || filled > mostOf(order)) {
    haltOnSurprise(
      state,
      record,
      `fills of ${filled} of ${order.order}, which is ${order.status} for ${order.quantity}`,
    )
  }
}

function stageFill(state: JournalState, record: FillStaged): void {
  const order = state.orders.get(record.order)
  const fill = order?.fills.find(({ id }) => id === record.fill)
  if (order === undefined || fill === undefined) {
    haltOnSurprise(
      state,
      record,
      `the fill ${record.fill} of ${record.order} is ${record.stage}, and was never claimed`,
    )
    return
  }
  const wasClaim = fill.stage === 'matched'
  const hadFailed = fill.stage === 'failed'
  fill.stage = record.stage
  const hasFailed = record.stage === 'failed'
  // A claim that becomes a fact can be sold from now on; one that is taken back changes what is held.
  if (wasClaim || hadFailed !== hasFailed) noteNews(state, order, record)
  if (hadFailed === hasFailed) return
  // The venue's last word on the order counted this fill, or did not.
  order.filled = toQuantity(Math.max(0, order.filled + (hasFailed ? -fill.quantity : fill.quantity)))
  reopen(state, order, `the fill ${fill.id} is ${record.stage}`)
}

function endTrade(state: JournalState, { trade: number, ending, reason }: TradeEnded): void {
  const trade = state.trades.get(number)
  if (trade === undefined) return
  if (trade.ending !== null) state.endings[trade.ending] -= 1
  state.endings[ending] += 1
  trade.ending = ending
  trade.reason = reason
  trade.ordersAtEnd = trade.orders.length
  trade.hasNews = false
}

/** Takes the venue's last word on an order. What it says below what is known is not believed, and halts. */
function finishOrder(state: JournalState, record: OrderAnswered | OrderResolved, order: JournalOrder): void {
  const least = leastOf(order)
  const filled = toQuantity(Math.max(record.filled, least))
  if (order.status === 'done' && filled !== order.filled) {
    reopen(state, order, `the last word on ${order.order} is ${filled}, it was ${order.filled}`)
  }
  order.status = 'done'
  order.filled = filled
  if (record.filled >= least) return
  haltOnSurprise(state, record, `${order.order} filled ${least} and filled ${record.filled} by its last word`)
}

/** A trade is forgotten when it is over and nothing of it can change any more. */
function forgetIfOver(state: JournalState, number: number | undefined): void {
  const trade = number === undefined ? undefined : state.trades.get(number)
  if (trade === undefined || trade.ending === null || trade.ending === 'halted') return
  const isOver = trade.orders.every(
    (order) =>
      isOrderFinal(order) &&
      filledOf(order) >= order.filled &&
      order.fills.every(({ stage }) => stage === 'confirmed' || stage === 'failed'),
  )
  if (!isOver) return
  state.trades.delete(trade.trade)
  for (const { order } of trade.orders) state.orders.delete(order)
}

/** Takes what was said of one order. Says nothing of orders that no open trade has. */
function foldOrder(state: JournalState, order: JournalOrder, record: AboutOrder): void {
  if (record.type !== 'order.sent') noteNews(state, order, record)
  switch (record.type) {
    case 'order.sent':
      order.status = 'sent'
      order.venueOrder = record.venueOrder ?? null
      break
    case 'order.accepted':
      order.venueOrder = record.venueOrder
      order.status = 'accepted'
      if (record.isDone) finishOrder(state, record, order)
      else if (record.filled > order.filled) order.filled = record.filled
      break
    case 'order.rejected':
      order.status = 'rejected'
      order.refusal = record.reason
      break
    case 'order.unknown':
      order.status = 'unknown'
      break
    case 'order.resolved':
      finishOrder(state, record, order)
      break
  }
}

function fold(state: JournalState, record: JournalRecord): void {
  switch (record.type) {
    case 'trade.intended':
      openTrade(state, record)
      break
    case 'order.intended':
      openOrder(state, record)
      break
    case 'order.sent':
    case 'order.accepted':
    case 'order.rejected':
    case 'order.unknown':
    case 'order.resolved': {
      const order = state.orders.get(record.order)
      if (order !== undefined) foldOrder(state, order, record)
      break
    }
    case 'order.filled':
      fillOrder(state, record)
      break
    case 'fill.settled':
      stageFill(state, record)
      break
    case 'trade.ended':
      endTrade(state, record)
      break
    case 'halt.set':
      state.halts.set(record.scope, { scope: record.scope, at: record.at, reason: record.reason })
      break
    case 'halt.cleared':
      state.halts.delete(record.scope)
      break
    case 'snapshot':
      restoreSnapshot(state, record.state)
      break
  }
}

function tradeOf(state: JournalState, record: JournalRecord): number | undefined {
  switch (record.type) {
    case 'trade.ended':
      return record.trade
    case 'order.filled':
      return state.orders.get(record.fill.order)?.trade
    case 'fill.settled':
    case 'order.resolved':
      return state.orders.get(record.order)?.trade
    default:
      return undefined
  }
}

/**
 * Changes the state by one record. A fill of an order that no open trade has, a fill beyond an
 * order's quantity, and a stage of a fill never claimed set a halt of `all` that says so.
 *
 * @throws InvariantError when the record cannot follow (`recordDefectOf`); the state is as it was.
 */
export function applyRecord(state: JournalState, record: JournalRecord): void {
  const defect = recordDefectOf(state, record)
  invariant(defect === undefined, `a record follows from those before it: ${defect}`)
  fold(state, record)
  forgetIfOver(state, tradeOf(state, record))
}

/**
 * Returns what records amount to: open trades, their orders with the last known status, halts, and
 * the next numbers. Folding a part, taking a snapshot and folding the rest gives the same.
 *
 * @throws InvariantError when one cannot follow those before it.
 */
export function foldJournal(records: Iterable<JournalRecord>, salt: string): JournalState {
  const state = emptyJournalState(salt)
  for (const record of records) applyRecord(state, record)
  return state
}
