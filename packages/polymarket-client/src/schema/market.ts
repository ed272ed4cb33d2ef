/*
 * Gamma's markets and events. Lists stand as JSON inside texts, numbers come both as text and as
 * number, and most fields may be absent or null: what is needed is what a market cannot be known
 * without.
 */
import { z } from 'zod'
import {
  approximateMoney,
  approximatePrice,
  approximateQuantity,
  date,
  jsonText,
  maybe,
  quantity,
  rate,
  tick,
  tokenId,
} from './scalars.ts'
import { word } from './word.ts'

/** A tag: Gamma's category. */
export const Tag = z.object({
  id: z.string(),
  label: maybe(z.string()),
  slug: maybe(z.string()),
  forceShow: maybe(z.boolean()),
  createdAt: maybe(z.string()),
  updatedAt: maybe(z.string()),
})

/** `GET /tags`. */
export const Tags = z.array(Tag)

/** A series: events that recur. */
export const Series = z.object({
  id: z.string(),
  slug: z.string(),
  title: maybe(z.string()),
  ticker: maybe(z.string()),
  seriesType: maybe(z.string()),
  recurrence: maybe(z.string()),
  active: maybe(z.boolean()),
  closed: maybe(z.boolean()),
  volume: maybe(approximateMoney),
  liquidity: maybe(approximateMoney),
})

/** `GET /series`. */
export const SeriesList = z.array(Series)

/** A market's fee terms. */
export const FeeScheduleTerms = z.object({
  rate,
  exponent: z.number(),
  takerOnly: z.boolean(),
  rebateRate: maybe(rate),
})

/** The fields of a market that stand alone. */
const marketFields = {
  id: z.string(),
  slug: z.string(),
  question: z.string(),
  conditionId: z.string(),
  /** `v1` or `v2`: which protocol its tokens live in. */
  version: maybe(word(['v1', 'v2'])),
  questionID: maybe(z.string()),
  description: maybe(z.string()),
  resolutionSource: maybe(z.string()),
  outcomes: maybe(jsonText(z.array(z.string()))),
  outcomePrices: maybe(jsonText(z.array(approximatePrice))),
  /** Tokens of protocol v1, the first outcome's first. */
  clobTokenIds: maybe(jsonText(z.array(tokenId))),
  /** Tokens of protocol v2; may be there for v1 markets too, and is not to be used then. */
  positionIds: maybe(z.array(tokenId)),
  /** Stays true on closed markets. */
  active: maybe(z.boolean()),
  closed: maybe(z.boolean()),
  archived: maybe(z.boolean()),
  acceptingOrders: maybe(z.boolean()),
  enableOrderBook: maybe(z.boolean()),
  restricted: maybe(z.boolean()),
  negRisk: maybe(z.boolean()),
  negRiskMarketID: maybe(z.string()),
  negRiskRequestID: maybe(z.string()),
  negRiskOther: maybe(z.boolean()),
  orderPriceMinTickSize: maybe(tick),
  /** In contracts, whatever the documentation says. */
  orderMinSize: maybe(quantity),
  startDate: maybe(z.string()),
  endDate: maybe(date),
  endDateIso: maybe(z.string()),
  closedTime: maybe(date),
  gameStartTime: maybe(date),
  gameId: maybe(z.union([z.string(), z.number()])),
  sportsMarketType: maybe(z.string()),
  line: maybe(z.union([z.string(), z.number()])),
  /** For how long an order that would match is held back. */
  secondsDelay: maybe(z.number()),
  feesEnabled: maybe(z.boolean()),
  feeSchedule: maybe(FeeScheduleTerms),
  feeType: maybe(z.string()),
  bestBid: maybe(approximatePrice),
  bestAsk: maybe(approximatePrice),
  lastTradePrice: maybe(approximatePrice),
  spread: maybe(approximatePrice),
  volume: maybe(approximateMoney),
  volumeNum: maybe(approximateMoney),
  volume24hr: maybe(approximateMoney),
  liquidity: maybe(approximateMoney),
  liquidityNum: maybe(approximateMoney),
  rewardsMinSize: maybe(approximateQuantity),
  rewardsMaxSpread: maybe(z.number()),
  umaResolutionStatus: maybe(z.string()),
  umaResolutionStatuses: maybe(jsonText(z.array(z.string()))),
  resolutionStatus: maybe(word(['inactive', 'active', 'resolved'])),
  resolvedBy: maybe(z.string()),
  groupItemTitle: maybe(z.string()),
  tags: maybe(z.array(Tag)),
}

/** The fields of an event that stand alone. */
const eventFields = {
  id: z.string(),
  slug: z.string(),
  title: maybe(z.string()),
  ticker: maybe(z.string()),
  version: maybe(word(['v1', 'v2'])),
  description: maybe(z.string()),
  startDate: maybe(z.string()),
  endDate: maybe(date),
  closedTime: maybe(date),
  active: maybe(z.boolean()),
  closed: maybe(z.boolean()),
  archived: maybe(z.boolean()),
  restricted: maybe(z.boolean()),
  negRisk: maybe(z.boolean()),
  enableNegRisk: maybe(z.boolean()),
  /** Has placeholder outcomes whose meaning changes: trade only the named ones. */
  negRiskAugmented: maybe(z.boolean()),
  negRiskMarketID: maybe(z.string()),
  volume: maybe(approximateMoney),
  volume24hr: maybe(approximateMoney),
  liquidity: maybe(approximateMoney),
  openInterest: maybe(approximateMoney),
  gameId: maybe(z.union([z.string(), z.number()])),
  live: maybe(z.boolean()),
  ended: maybe(z.boolean()),
  score: maybe(z.string()),
  period: maybe(z.string()),
  elapsed: maybe(z.string()),
  startTime: maybe(z.string()),
  eventDate: maybe(z.string()),
  eventWeek: maybe(z.number()),
  series: maybe(z.array(Series)),
  tags: maybe(z.array(Tag)),
}

/** A market, with the events it is part of. */
export const GammaMarket = z.object({ ...marketFields, events: maybe(z.array(z.object(eventFields))) })

/** A market as Gamma tells it. */
export type GammaMarket = z.infer<typeof GammaMarket>

/** An event, with its markets. */
export const GammaEvent = z.object({ ...eventFields, markets: maybe(z.array(z.object(marketFields))) })

/** An event as Gamma tells it. */
export type GammaEvent = z.infer<typeof GammaEvent>

/** `GET /markets`. */
export const GammaMarkets = z.array(GammaMarket)

/** `GET /events`. */
export const GammaEvents = z.array(GammaEvent)

/** `GET /markets/keyset`: the end is a cursor that is absent or empty. */
export const MarketsKeyset = z.object({ markets: z.array(GammaMarket), next_cursor: maybe(z.string()) })

/** `GET /events/keyset`. */
export const EventsKeyset = z.object({ events: z.array(GammaEvent), next_cursor: maybe(z.string()) })

/** `GET /markets/{id}/description`, a bare object. */
export const MarketDescription = z.looseObject({ description: maybe(z.string()) })
