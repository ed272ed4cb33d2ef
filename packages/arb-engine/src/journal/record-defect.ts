import type { ClientOrderId } from '@arbees/core'
import type { JournalOrderStatus, JournalState } from './journal-state.ts'
import { isOrderFinal, mostOf } from './order-doubt.ts'
import type { JournalRecord, OrderIntended, OrderIntent, OrderResolved, TradeEnded, TradeIntended } from './record.ts'

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
  const known = state.orders.get(order)
  if (defect !== undefined || known === undefined) return defect
  const { quantity } = known
  if (by === 'not-sent' && filled !== 0) return `an order that never left fills nothing, found ${filled}`
  if (filled + canceled === quantity) return undefined
  if (canceled === 0 && filled > quantity && filled <= mostOf(known)) return undefined
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
      if (defect !== undefined || order === undefined || record.filled <= mostOf(order)) return defect
      return `at most ${mostOf(order)} of ${record.order} fill, found ${record.filled}`
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
