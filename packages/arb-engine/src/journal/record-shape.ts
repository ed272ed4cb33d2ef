import type { RejectReason } from '@arbees/core'
import { ERROR_RULES, isMarketId, PRICE_ONE } from '@arbees/core'
import { OPPORTUNITY_TYPES } from '../plan/plan.ts'
import { isSalt } from './order-id.ts'
import type { JournalRecord } from './record.ts'
import type { Shape } from './shape.ts'
import { eitherOf, integer, listOf, objectOf, oneOf, optional, orNull, text, textOf, yesOrNo } from './shape.ts'
import { LEGS_MAX } from './trade-terms.ts'

const REJECT_REASONS = Object.keys({
  funds: true,
  tick: true,
  lot: true,
  minimum: true,
  closed: true,
  paused: true,
  'post-only': true,
  'no-match': true,
  duplicate: true,
  limit: true,
  rate: true,
  auth: true,
  blocked: true,
  expired: true,
  halted: true,
  discontinuous: true,
  invalid: true,
  other: true,
} satisfies Record<RejectReason, true>)

const at = integer()
const count = integer(0)
const ordinal = integer(1)
const price = integer(0, PRICE_ONE)
const amount = integer(0)
/** A fee may be a rebate. */
const fee = integer()
const id = text()
const market = textOf('a market id', isMarketId)
const action = oneOf('buy', 'sell')
const outcome = oneOf('yes', 'no')
const stage = oneOf('matched', 'mined', 'confirmed', 'failed')
const leg = integer(0, LEGS_MAX - 1)
const first = eitherOf(oneOf('all'), leg)
const opportunityType = orNull(oneOf(...OPPORTUNITY_TYPES))
const sentence = text(true)
const bound = objectOf({ quantity: amount, money: amount })

const intent = objectOf({
  order: id,
  number: ordinal,
  market,
  action,
  outcome,
  limit: price,
  quantity: ordinal,
  most: optional(ordinal),
  costMax: amount,
  continuity: count,
})

const fill = objectOf({
  id,
  order: id,
  market,
  action,
  outcome,
  price,
  quantity: amount,
  received: amount,
  fee,
  liquidity: oneOf('taker', 'maker'),
  at,
})

const journalOrder = objectOf({
  order: id,
  number: ordinal,
  trade: ordinal,
  leg,
  purpose: oneOf('open', 'complete', 'flatten'),
  market,
  action,
  outcome,
  limit: price,
  quantity: ordinal,
  most: optional(ordinal),
  costMax: amount,
  expiresAt: at,
  intendedAt: at,
  status: oneOf('intended', 'sent', 'accepted', 'unknown', 'rejected', 'done'),
  refusal: optional(oneOf(...REJECT_REASONS)),
  venueOrder: orNull(id),
  filled: amount,
  fills: listOf(objectOf({ id, price, quantity: amount, received: amount, fee, stage })),
})

const journalTrade = objectOf({
  trade: ordinal,
  at,
  name: id,
  strategy: id,
  opportunityType,
  payout: amount,
  bound,
  expiresAt: at,
  first,
  legs: integer(1, LEGS_MAX),
  orders: listOf(journalOrder),
  changedAt: at,
  ending: orNull(oneOf('hedged', 'flattened', 'halted')),
  ordersAtEnd: count,
  hasNews: yesOrNo,
  reason: sentence,
})

const snapshot = objectOf({
  salt: textOf('nine digits', isSalt),
  nextOrder: ordinal,
  nextTrade: ordinal,
  trades: listOf(journalTrade),
  halts: listOf(objectOf({ scope: id, at, reason: sentence })),
  endings: objectOf({ hedged: count, flattened: count, halted: count }),
})

function recordOf(fields: Readonly<Record<string, Shape>>): Shape {
  // The type chose this shape, so it needs no check of its own.
  return objectOf({ type: text(), at, ...fields })
}

const RECORDS: Readonly<Record<JournalRecord['type'], Shape>> = {
  'trade.intended': recordOf({
    trade: ordinal,
    name: id,
    strategy: id,
    opportunityType,
    payout: amount,
    bound,
    expiresAt: at,
    first,
    legs: listOf(intent, 1, LEGS_MAX),
  }),
  'order.intended': recordOf({ trade: ordinal, leg, purpose: oneOf('complete', 'flatten'), expiresAt: at, intent }),
  'order.sent': recordOf({ order: id, venueOrder: optional(id) }),
  'order.accepted': recordOf({ order: id, venueOrder: id, filled: amount, isDone: yesOrNo }),
  'order.rejected': recordOf({ order: id, reason: oneOf(...REJECT_REASONS), sentence }),
  'order.unknown': recordOf({ order: id, code: oneOf(...Object.keys(ERROR_RULES)), sentence }),
  'order.filled': recordOf({ fill, stage }),
  'fill.settled': recordOf({ order: id, fill: id, stage }),
  'order.resolved': recordOf({
    order: id,
    filled: amount,
    canceled: amount,
    by: oneOf('venue-record', 'not-sent'),
  }),
  'trade.ended': recordOf({ trade: ordinal, ending: oneOf('hedged', 'flattened', 'halted'), reason: sentence }),
  'halt.set': recordOf({ scope: id, reason: sentence }),
  'halt.cleared': recordOf({ scope: id, reason: sentence }),
  snapshot: recordOf({ state: snapshot }),
}

const KINDS = Object.keys(RECORDS)

/** Returns why a value is no record of a journal, field by field; undefined when it is one. */
export function shapeDefectOf(value: unknown): string | undefined {
  const type = (value as { readonly type?: unknown } | null | undefined)?.type
  if (typeof type !== 'string' || !Object.hasOwn(RECORDS, type)) {
    return `a record's type is one of ${KINDS.join(', ')}, found ${JSON.stringify(type)}`
  }
  const defect = RECORDS[type as JournalRecord['type']](value)
  return defect === undefined ? undefined : `${type}${defect}`
}
