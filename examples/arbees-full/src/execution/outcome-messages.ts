/*
 * Outcomes of the journal as messages: under the names of the request that they came from.
 */
import type { MarketId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { SpokenOf, Topic } from '../messages/topics.ts'
import type { OrderRow, TradeOutcome, TradeStanding } from './order-outcomes.ts'
import type { Owed } from './request-log.ts'
import type { Accepted, Request } from './request-memory.ts'

/** What names are given by. */
export type Naming = {
  /** Nine digits of this journal. */
  readonly salt: string
  readonly isPaper: boolean
  readonly requestOf: (trade: number) => Request | undefined
  /** Returns the last request that bought in a market, with its trade: whose a sale of everything there is. */
  readonly lastOn: (market: MarketId) => Accepted | undefined
}

/** Returns the public name of a trade of this journal. */
export function tradeNameOf(salt: string, trade: number): string {
  return `trade-${salt}-${trade}`
}

type Owner = { readonly request: Request; readonly trade: string; readonly isAsked: boolean }

function ownerOf({ salt, requestOf, lastOn }: Naming, trade: number, row: OrderRow): Owner | undefined {
  const request = requestOf(trade)
  if (request !== undefined) return { request, trade: request.closes ?? tradeNameOf(salt, trade), isAsked: true }
  const last = row.purpose === 'close' ? lastOn(row.market) : undefined
  if (last === undefined) return undefined
  return { request: last[1], trade: tradeNameOf(salt, last[0]), isAsked: false }
}

function owedFor<T extends Topic>(key: string, topic: T, message: SpokenOf<T>, correlation: string): Owed {
  return { key, topic, message: message as SpokenOf<Topic>, correlation }
}

function pairOf({ plan }: Request): string | null {
  return plan.legs.length > 1 ? plan.name : null
}

function orderMessage(naming: Naming, trade: number, row: OrderRow): Owed | undefined {
  const owner = ownerOf(naming, trade, row)
  if (owner === undefined) return undefined
  const { request, isAsked } = owner
  const { signal, game, plan, edgeBps, causedAt } = request
  const message: SpokenOf<'order.recorded'> = {
    ...row,
    request: isAsked ? request.request : `flatten ${row.order}`,
    signal,
    trade: owner.trade,
    game,
    pair: pairOf(request),
    opportunityType: plan.opportunityType,
    purpose: row.purpose === 'close' ? 'exit' : row.purpose,
    isPaper: naming.isPaper,
    venue: venueOf(row.market),
    status: row.received > 0 ? 'filled' : 'canceled',
    edgeBps,
    causedAt: isAsked ? causedAt : row.sentAt,
  }
  return owedFor(`order ${row.order}`, 'order.recorded', message, game)
}

function openedMessage(naming: Naming, trade: string, request: Request, standing: TradeStanding): Owed {
  const { signal, game, plan } = request
  const message: SpokenOf<'trade.opened'> = {
    trade,
    signal,
    game,
    pair: pairOf(request),
    opportunityType: plan.opportunityType,
    isPaper: naming.isPaper,
    legs: standing.held.map((one) => ({ ...one, venue: venueOf(one.market) })),
    at: standing.at,
  }
  return owedFor(`opened ${trade}`, 'trade.opened', message, game)
}

function endedMessage(trade: string, { game }: Request, standing: TradeStanding): Owed {
  const { ending, reason, hasFilled, cash, fees, at } = standing
  const isHalted = ending === 'halted'
  const message: SpokenOf<'trade.ended'> = {
    trade,
    game,
    ending: isHalted ? 'halted' : hasFilled ? 'flattened' : 'missed',
    reason: reason.slice(0, 2_000),
    // What stands in doubt has earned nothing yet.
    pnl: isHalted ? 0 : cash,
    fees,
    at,
  }
  return owedFor(`ended ${trade} ${message.ending}${isHalted ? ` ${at}` : ''}`, 'trade.ended', message, game)
}

function tradeMessages(naming: Naming, number: number, standing: TradeStanding): readonly Owed[] {
  const request = naming.requestOf(number)
  if (request === undefined || request.purpose === 'exit') return []
  const trade = tradeNameOf(naming.salt, number)
  const isHeld = standing.held.length > 0
  return [
    ...(isHeld ? [openedMessage(naming, trade, request, standing)] : []),
    ...(isHeld && standing.ending !== 'halted' ? [] : [endedMessage(trade, request, standing)]),
  ]
}

/** Returns what is to be spoken of an outcome: nothing of orders that no request led to and nothing held explains. */
export function outcomeMessages(naming: Naming, outcome: TradeOutcome): readonly Owed[] {
  if (outcome.type === 'trade') return tradeMessages(naming, outcome.trade, outcome.standing)
  const message = orderMessage(naming, outcome.trade, outcome.row)
  return message === undefined ? [] : [message]
}
