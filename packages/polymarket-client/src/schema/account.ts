import { z } from 'zod'
import { clobPage } from './clob-market.ts'
import { Side } from './price.ts'
import {
  approximateMoney,
  baseUnits,
  date,
  hex,
  maybe,
  money,
  price,
  quantity,
  seconds,
  tokenId,
  uint256,
} from './scalars.ts'

/** `GET /balance-allowance`: base units; the keys are the spenders the venue looks at. */
export const BalanceAllowance = z.object({
  balance: baseUnits,
  allowances: maybe(z.record(z.string(), uint256)),
  allowance: maybe(uint256),
})

/** A balance and what the venue's contracts may spend of it. */
export type BalanceAllowance = z.infer<typeof BalanceAllowance>

/** `GET /balance-allowance/update`: nothing, an empty text, or the balance itself. */
export const BalanceAllowanceUpdate = z.union([z.undefined(), z.literal(''), BalanceAllowance], {
  error: 'expected nothing or a balance',
})

/** `POST /auth/api-key`, `GET /auth/derive-api-key`. */
export const ApiKeyAnswer = z.object({
  apiKey: z.string().min(1),
  secret: z.string().min(1),
  passphrase: z.string().min(1),
})

/** `GET /auth/api-keys`. */
export const ApiKeysAnswer = z.object({ apiKeys: z.array(z.string()) })

/** Endpoints that answer `"OK"`. */
export const Ok = z.literal('OK')

/** `GET /auth/ban-status/closed-only`. */
export const ClosedOnly = z.object({ closed_only: z.boolean() })

/** `POST /v1/heartbeats`. */
export const Heartbeat = z.object({ heartbeat_id: z.string().min(1) })

/** A refused heartbeat names the id it expected; the text stands under either key. */
export const HeartbeatMismatch = z.object({
  error: z.string().optional(),
  error_msg: z.string().optional(),
  heartbeat_id: z.string().min(1),
})

/** `GET /notifications`: 1 cancel, 2 fill, 3 market registered, 4 resolved, 5 reward, 6 comment. */
export const Notifications = z.array(
  z.object({
    id: z.number(),
    owner: z.string(),
    type: z.number().int(),
    timestamp: seconds,
    payload: z.looseObject({
      order_id: maybe(z.string()),
      market: maybe(z.string()),
      asset_id: maybe(tokenId),
      side: maybe(Side),
      price: maybe(price),
      original_size: maybe(quantity),
      matched_size: maybe(quantity),
    }),
  }),
)

/** `GET /api/geoblock` of the main site. */
export const Geoblock = z.object({
  blocked: z.boolean(),
  ip: maybe(z.string()),
  country: maybe(z.string()),
  region: maybe(z.string()),
})

/** `GET /order-scoring`. */
export const OrderScoring = z.object({ scoring: z.boolean() })

/** `POST /orders-scoring`. */
export const OrdersScoring = z.record(z.string(), z.boolean())

/** `GET /fees/builder-fees/{code}`. */
export const BuilderFees = z.object({
  builder_maker_fee_rate_bps: z.number(),
  builder_taker_fee_rate_bps: z.number(),
})

const Earning = { asset_address: hex, earnings: approximateMoney, asset_rate: z.number() }

/** `GET /rewards/user`. */
export const UserRewardsPage = clobPage(z.object({ ...Earning, date, condition_id: hex, maker_address: hex }))

/** `GET /rewards/user/total`. */
export const UserRewardsTotal = z.array(z.object({ ...Earning, date, maker_address: hex }))

/** `GET /rewards/user/percentages`, by condition. */
export const UserRewardPercentages = z.record(z.string(), z.number())

/** `GET /rewards/user/markets`. */
export const UserRewardMarketsPage = clobPage(
  z.object({
    condition_id: hex,
    question: z.string(),
    market_slug: z.string(),
    maker_address: hex,
    earning_percentage: z.number(),
    rewards_max_spread: z.number(),
    rewards_min_size: quantity,
    earnings: z.array(z.object(Earning)),
  }),
)

/** `GET /rebates/current`. */
export const Rebates = z.array(
  z.object({ date, condition_id: hex, asset_address: hex, maker_address: hex, rebated_fees_usdc: money }),
)
