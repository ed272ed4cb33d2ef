import { z } from 'zod'
import { approximatePrice, date, hex, maybe, money, quantity, rate, tick, tokenId } from './scalars.ts'

const amount = z.union([z.number(), z.string()])

/** `GET /clob-markets/{condition}`: short names; false and zero members are left out by the venue. */
export const ClobMarketInfo = z.object({
  /** Game start. */
  gst: maybe(z.string()),
  /** Tokens: id and outcome, the first outcome first. */
  t: z.array(z.object({ t: tokenId, o: z.string() })),
  /** Minimum order size. */
  mos: quantity,
  /** Minimum tick size. */
  mts: tick,
  /** Maker and taker base fee: legacy. */
  mbf: maybe(z.number()),
  tbf: maybe(z.number()),
  /** Neg risk. */
  nr: maybe(z.boolean()),
  /** Whether taker orders are delayed. */
  itode: maybe(z.boolean()),
  /** Fee: rate, exponent, taker only. Absent for a market without fees. */
  fd: maybe(z.object({ r: rate, e: z.number(), to: maybe(z.boolean()) })),
})

/** A market as the matching engine is set up for it. */
export type ClobMarketInfo = z.infer<typeof ClobMarketInfo>

/** A token of a market, in the CLOB's own market objects. */
export const ClobToken = z.object({
  token_id: z.string(),
  outcome: z.string(),
  price: maybe(approximatePrice),
  winner: maybe(z.boolean()),
})

/** `GET /markets/{condition}`, and the elements of `GET /markets`. */
export const ClobMarket = z.object({
  condition_id: z.string(),
  question_id: maybe(z.string()),
  question: z.string(),
  description: maybe(z.string()),
  market_slug: z.string(),
  tokens: z.array(ClobToken),
  active: z.boolean(),
  closed: z.boolean(),
  archived: z.boolean(),
  accepting_orders: z.boolean(),
  enable_order_book: z.boolean(),
  minimum_order_size: quantity,
  minimum_tick_size: tick,
  seconds_delay: maybe(z.number()),
  neg_risk: z.boolean(),
  neg_risk_market_id: maybe(z.string()),
  neg_risk_request_id: maybe(z.string()),
  end_date_iso: maybe(date),
  game_start_time: maybe(date),
  accepting_order_timestamp: maybe(date),
  is_50_50_outcome: maybe(z.boolean()),
  maker_base_fee: maybe(z.number()),
  taker_base_fee: maybe(z.number()),
  icon: maybe(z.string()),
  image: maybe(z.string()),
  tags: maybe(z.array(z.string())),
})

/** A market as the CLOB lists it. */
export type ClobMarket = z.infer<typeof ClobMarket>

/** Returns the schema of a page of the CLOB: the end is the cursor `LTE=`. */
export function clobPage<Item extends z.ZodType>(item: Item) {
  return z.object({
    limit: maybe(z.number()),
    count: maybe(z.number()),
    next_cursor: z.string(),
    data: z.array(item),
  })
}

/** `GET /markets`, `GET /sampling-markets`. */
export const ClobMarketsPage = clobPage(ClobMarket)

/** `GET /simplified-markets`, `GET /sampling-simplified-markets`. */
export const SimplifiedMarketsPage = clobPage(
  z.object({
    condition_id: z.string(),
    tokens: z.array(ClobToken),
    active: z.boolean(),
    closed: z.boolean(),
    archived: z.boolean(),
    accepting_orders: z.boolean(),
    rewards: maybe(z.object({ min_size: maybe(quantity), max_spread: maybe(amount) })),
  }),
)

/** `GET /markets-by-token/{token}`. */
export const MarketByToken = z.object({ condition_id: hex, primary_token_id: tokenId, secondary_token_id: tokenId })

/** `GET /markets/live-activity/{condition}`. */
export const LiveActivity = z.object({
  condition_id: hex,
  id: z.number(),
  question: z.string(),
  market_slug: z.string(),
  event_slug: maybe(z.string()),
  series_slug: maybe(z.string()),
  tags: maybe(z.array(z.string())),
})

/** `POST /markets/live-activity`. */
export const LiveActivities = z.array(LiveActivity)

const RewardConfig = z.object({
  id: maybe(z.number()),
  asset_address: hex,
  /** Days; the end may be in the year 2500, beyond what microseconds reach. */
  start_date: z.string(),
  end_date: z.string(),
  rate_per_day: money,
  total_rewards: maybe(money),
})

const RewardMarket = {
  condition_id: hex,
  rewards_max_spread: z.number(),
  rewards_min_size: quantity,
  rewards_config: z.array(RewardConfig),
}

const RewardToken = z.object({ token_id: tokenId, outcome: z.string(), price: approximatePrice })

/** `GET /rewards/markets/current`. */
export const CurrentRewardsPage = clobPage(z.object(RewardMarket))

/** `GET /rewards/markets/{condition}` and `GET /rewards/markets/multi`. */
export const RewardMarketsPage = clobPage(
  z.object({ ...RewardMarket, question: z.string(), market_slug: z.string(), tokens: z.array(RewardToken) }),
)
