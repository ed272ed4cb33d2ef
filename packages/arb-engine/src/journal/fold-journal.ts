import type { ClientOrderId, Quantity } from '@arbees/core'
import { invariant, toQuantity } from '@arbees/core'
import type { JournalFill, JournalOrder, JournalOrderStatus, JournalState, JournalTrade } from './journal-state.ts'
import { emptyJournalState, restoreSnapshot } from './journal-state.ts'
import { filledOf, isOrderFinal } from './order-doubt.ts'
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

/** A record that tells how one order goes on. */
type AboutOrder = OrderSent | OrderAnswered | OrderRefused | OrderDoubted | OrderResolved

/** From which statuses an answer may come. */
const ANSWERED_FROM: readonly JournalOrderStatus[] = ['sent', 'accepted', 'unknown']

function intentDefect(state: JournalState, intent: OrderIntent, from: number): string | undefined {
  if (intent.number < from) return `the order ${intent.order} has the number ${intent.number}, expected ${from} or more`
  if (state.orders.has(intent.order)) return `the order ${intent.order} is meant twice`
  return undefined
}

function statusDefect(
  state: JournalState,
  order: ClientOrderId,
  from: readonly JournalOrderStatus[],
): string | undefined {
  const known = state.orders.get(order)
  if (known === undefined) return `no open trade has an order ${order}`
  if (from.includes(known.status)) return undefined
  return `the order ${order} is ${known.status}, expected ${from.join(' or ')}`
}

function intendedDefect(state: JournalState, record: TradeIntended): string | undefined {
  const { trade, legs, first } = record
  if (trade < state.nextTrade) return `a trade has the number ${state.nextTrade} or more, found ${trade}`
  if (first !== 'all' && first >= legs.length) return `one of ${legs.length} legs leaves first, found leg ${first}`
  const names = new Set<ClientOrderId>()
  let from = state.nextOrder
  for (const intent of legs) {
    const defect = intentDefect(state, intent, from)
    if (defect !== undefined) return defect
    if (names.has(intent.order)) return `each leg has an order of its own, found ${intent.order} twice`
    names.add(intent.order)
    from = intent.number + 1
  }
  return undefined
}

function furtherDefect(state: JournalState, record: OrderIntended): string | undefined {
  const trade = state.trades.get(record.trade)
  if (trade === undefined || (trade.ending !== null && trade.ending !== 'halted')) {
    return `a further order belongs to a trade that is open or halted, found trade ${record.trade}`
  }
  if (record.leg >= trade.legs) return `trade ${record.trade} has ${trade.legs} legs, found leg ${record.leg}`
  return intentDefect(state, record.intent, state.nextOrder)
}

function resolvedDefect(state: JournalState, record: OrderResolved): string | undefined {
  const { order, filled, canceled, by } = record
  const defect = statusDefect(
    state,
    order,
    by === 'not-sent' ? ['intended'] : ['intended', 'sent', 'accepted', 'unknown', 'done'],
  )
  const quantity = state.orders.get(order)?.quantity
  if (defect !== undefined || quantity === undefined) return defect
  if (by === 'not-sent' && filled !== 0) return `an order that never left fills nothing, found ${filled}`
  if (filled + canceled === quantity) return undefined
  return `what filled and what was canceled of ${order} is its ${quantity}, found ${filled} and ${canceled}`
}

function endedDefect(state: JournalState, { trade, ending }: TradeEnded): string | undefined {
  const known = state.trades.get(trade)
  if (known === undefined) return `a trade that ends is open, found trade ${trade}`
  if (known.ending !== null && (known.ending !== 'halted' || ending === 'halted')) {
    return `trade ${trade} has ended ${known.ending}, found ${ending}`
  }
  const doubted = known.orders.find((order) => !isOrderFinal(order))
  if (ending === 'halted' || doubted === undefined) return undefined
  return `a trade ends ${ending} when all its orders are final, found ${doubted.order} ${doubted.status}`
}

/**
 * Returns why a record cannot follow what the journal says so far; undefined when it can. What a
 * venue may surprise us with is never a defect: see `applyRecord`.
 */
export function recordDefectOf(state: JournalState, record: JournalRecord): string | undefined {
  switch (record.type) {
    case 'trade.intended':
      return intendedDefect(state, record)
    case 'order.intended':
      return furtherDefect(state, record)
    case 'order.sent':
      return statusDefect(state, record.order, ['intended'])
    case 'order.accepted': {
      const defect = statusDefect(state, record.order, ANSWERED_FROM)
      const order = state.orders.get(record.order)
      if (defect !== undefined || order === undefined || record.filled <= order.quantity) return defect
      return `at most ${order.quantity} of ${record.order} fill, found ${record.filled}`
    }
    case 'order.rejected':
      return statusDefect(state, record.order, ['sent', 'unknown'])
    case 'order.unknown':
      return statusDefect(state, record.order, ANSWERED_FROM)
    case 'order.resolved':
      return resolvedDefect(state, record)
    case 'order.filled': {
      const order = state.orders.get(record.fill.order)
      if (order === undefined || !order.fills.some(({ id }) => id === record.fill.id)) return undefined
      return `the fill ${record.fill.id} is claimed twice`
    }
    case 'trade.ended':
      return endedDefect(state, record)
    case 'halt.cleared':
      return state.halts.has(record.scope) ? undefined : `a halt of ${record.scope} is cleared, found none`
    case 'fill.settled':
    case 'halt.set':
    case 'snapshot':
      return undefined
  }
}

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
  if (filled > order.filled) order.filled = filled
  if (order.status === 'rejected' || filled > order.quantity) {
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
  const hadFailed = fill.stage === 'failed'
  fill.stage = record.stage
  const hasFailed = record.stage === 'failed'
  if (hadFailed === hasFailed) return
  noteNews(state, order, record)
  // The venue's last word on the order counted this fill, or did not.
  order.filled = toQuantity(Math.max(0, order.filled + (hasFailed ? -fill.quantity : fill.quantity)))
  const trade = state.trades.get(order.trade)
  if (trade !== undefined && trade.ending !== null && trade.ending !== 'halted') {
    // A reversal: the hedge has to be decided again.
    state.endings[trade.ending] -= 1
    trade.ending = null
    trade.reason = `the fill ${fill.id} is ${record.stage}`
  }
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

/** Takes the venue's last word on an order, which may be less than what it claimed before. */
function finishOrder(state: JournalState, record: OrderAnswered | OrderResolved, order: JournalOrder): void {
  order.status = 'done'
  order.filled = record.filled
  const claimed = filledOf(order)
  if (record.filled >= claimed) return
  haltOnSurprise(state, record, `${order.order} has fills of ${claimed} and filled ${record.filled} by its last word`)
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
