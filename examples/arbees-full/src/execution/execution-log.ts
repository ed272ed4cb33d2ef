/*
 * What the executor does as lines that operators look for, and as alerts. Pure of any decision.
 */
import type { ExecutorFact } from '@arbees/arb-engine'
import type { Fact, Log, Micros } from '@arbees/core'
import { formatPrice, formatQuantity } from '@arbees/core'
import type { SpokenOf } from '../messages/topics.ts'
import { PHRASES } from '../platform/log.ts'
import type { StopState } from '../platform/stop/kill-switch.ts'

type Alert = Extract<ExecutorFact, { type: 'alert' }>

/** Writes the line of a fact, where it has one. `correlationOf` returns what an order's chain is followed by. */
export function logExecution(log: Log, fact: Fact | ExecutorFact, correlationOf: (order: string) => string): void {
  switch (fact.type) {
    case 'order.sent': {
      const { order, market, action, outcome, limit, quantity, purpose, isUnwind } = fact
      log('info', PHRASES.placing, {
        client_order_id: order,
        market,
        action,
        outcome,
        limit: formatPrice(limit),
        quantity: formatQuantity(quantity),
        purpose,
        isUnwind,
        time_in_force: 'immediate_or_cancel',
        correlation: correlationOf(order),
      })
      return
    }
    case 'order.accepted': {
      const { order, venueOrder } = fact
      const fields = { client_order_id: order, order_id: venueOrder, correlation: correlationOf(order) }
      log('info', PHRASES.placed(order), fields)
      log('debug', PHRASES.orderPlaced, fields)
      return
    }
    case 'order.rejected':
      log('warn', 'order refused by the venue', {
        client_order_id: fact.order,
        reason: fact.reason,
        sentence: fact.sentence,
        correlation: correlationOf(fact.order),
      })
      return
    case 'order.refused-late':
      if (fact.reason === 'edge-gone')
        log('info', PHRASES.noLiquidity, { client_order_id: fact.order, sentence: fact.sentence })
      log('info', 'order does not leave', { client_order_id: fact.order, reason: fact.reason, sentence: fact.sentence })
      return
    case 'trade.ended':
      log('info', 'trade ended', { trade: fact.trade, name: fact.name, ending: fact.ending, reason: fact.reason })
      return
    case 'venue.in-doubt':
      log('warn', 'an order is in doubt, nothing leaves for its venue', {
        venue: fact.venue,
        client_order_id: fact.order,
      })
      return
    default:
  }
}

const KINDS: Readonly<Record<Alert['code'], SpokenOf<'notification.raised'>['kind']>> = {
  'trade-halted': 'trade-halted',
  halted: 'trade-halted',
  'journal-failed': 'fault',
  surprise: 'fault',
  'resting-orders': 'fault',
  'broker-failed': 'fault',
}

/** Returns an alert as a notification. */
export function notificationOf({ code, sentence, trade, venue, at }: Alert): SpokenOf<'notification.raised'> {
  return {
    kind: KINDS[code],
    priority: code === 'surprise' ? 'error' : 'critical',
    title: `Execution: ${code}`,
    sentence: sentence.slice(0, 2_000),
    fields: { trade, venue },
    key: `execution ${code} ${trade ?? venue ?? ''}`.trim(),
    at,
  }
}

/** Returns a change of the emergency stop as a notification. */
export function stopNotification(state: StopState, at: Micros): SpokenOf<'notification.raised'> {
  return {
    kind: 'emergency-stop',
    priority: state === 'clear' ? 'warning' : 'critical',
    title: 'Emergency stop',
    sentence: state === 'clear' ? 'Trading goes on.' : `No order leaves: the emergency stop is ${state}.`,
    fields: { state },
    key: `emergency-stop ${state}`,
    at,
  }
}
