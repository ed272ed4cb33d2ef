import { z } from 'zod'
import { Side } from './price.ts'
import {
  approximateMoney,
  approximatePrice,
  approximateQuantity,
  hex,
  maybe,
  seconds,
  tokenId,
  uint256,
} from './scalars.ts'
import { word } from './word.ts'

const outcomeFields = {
  conditionId: hex,
  asset: tokenId,
  outcome: maybe(z.string()),
  outcomeIndex: maybe(z.number()),
  title: maybe(z.string()),
  slug: maybe(z.string()),
  eventSlug: maybe(z.string()),
}

/** `GET /positions`: the user is the wallet that holds the funds, not the signer. */
export const Positions = z.array(
  z.object({
    ...outcomeFields,
    proxyWallet: hex,
    size: approximateQuantity,
    avgPrice: approximatePrice,
    initialValue: maybe(approximateMoney),
    currentValue: maybe(approximateMoney),
    cashPnl: maybe(approximateMoney),
    percentPnl: maybe(z.number()),
    totalBought: maybe(approximateQuantity),
    realizedPnl: maybe(approximateMoney),
    curPrice: maybe(approximatePrice),
    redeemable: z.boolean(),
    mergeable: maybe(z.boolean()),
    oppositeOutcome: maybe(z.string()),
    oppositeAsset: maybe(tokenId),
    endDate: maybe(z.string()),
    negativeRisk: maybe(z.boolean()),
  }),
)

/** Positions held, by the Data API. */
export type Positions = z.infer<typeof Positions>

/** `GET /closed-positions`. */
export const ClosedPositions = z.array(
  z.object({
    ...outcomeFields,
    proxyWallet: hex,
    avgPrice: approximatePrice,
    totalBought: approximateQuantity,
    realizedPnl: approximateMoney,
    curPrice: maybe(approximatePrice),
    timestamp: maybe(seconds),
    oppositeAsset: maybe(tokenId),
  }),
)

/** `GET /trades`: everybody's; cached by the venue, so not for the detection of fills. */
export const DataTrades = z.array(
  z.object({
    ...outcomeFields,
    proxyWallet: hex,
    side: Side,
    size: approximateQuantity,
    price: approximatePrice,
    timestamp: seconds,
    transactionHash: maybe(z.string()),
  }),
)

/** `GET /activity`. */
export const Activity = z.array(
  z.object({
    proxyWallet: hex,
    timestamp: seconds,
    conditionId: maybe(z.string()),
    type: word([
      'TRADE',
      'SPLIT',
      'MERGE',
      'REDEEM',
      'REWARD',
      'CONVERSION',
      'DEPOSIT',
      'WITHDRAWAL',
      'YIELD',
      'MAKER_REBATE',
      'TAKER_REBATE',
      'REFERRAL_REWARD',
    ]),
    size: approximateQuantity,
    usdcSize: maybe(approximateMoney),
    transactionHash: maybe(z.string()),
    price: maybe(approximatePrice),
    asset: maybe(z.string()),
    side: maybe(Side),
    outcome: maybe(z.string()),
    outcomeIndex: maybe(z.number()),
    slug: maybe(z.string()),
  }),
)

/** `GET /holders`. */
export const Holders = z.array(
  z.object({
    token: tokenId,
    holders: z.array(
      z.object({
        proxyWallet: hex,
        asset: maybe(tokenId),
        amount: approximateQuantity,
        outcomeIndex: maybe(z.number()),
      }),
    ),
  }),
)

/** `GET /value`. */
export const PortfolioValue = z.array(z.object({ user: hex, value: approximateMoney }))

/** `GET /oi`. */
export const OpenInterest = z.array(z.object({ market: z.string(), value: approximateMoney }))

/** `GET /live-volume`. */
export const LiveVolume = z.array(
  z.object({
    total: approximateMoney,
    markets: maybe(z.array(z.object({ market: z.string(), value: approximateMoney }))),
  }),
)

/** `GET /traded`. */
export const Traded = z.object({ user: hex, traded: z.number() })

/** `GET /v1/approvals`. */
export const Approvals = z.object({
  address: hex,
  chainId: z.number(),
  contracts: z.array(
    z.object({
      id: z.string(),
      feature: maybe(z.string()),
      token: hex,
      spender: hex,
      standard: word(['ERC20', 'ERC1155']),
      amount: maybe(uint256),
      approved: z.boolean(),
    }),
  ),
})

/**
 * The envelope of every `/v2` list: the end is a cursor that is null, whatever the page holds. Rows
 * are kept as they come: their fields are not documented enough to be relied on.
 */
export const DataV2Page = z.object({
  data: z.array(z.looseObject({})).nullable(),
  pagination: maybe(
    z.object({ limit: maybe(z.number()), has_more: maybe(z.boolean()), next_cursor: maybe(z.string()) }),
  ),
})

/** A page of the Data API's second version. */
export type DataV2Page = z.infer<typeof DataV2Page>

/** A refusal of the Data API, first or second version. */
export const DataError = z.object({
  error: z.string(),
  code: maybe(z.string()),
  retryable: maybe(z.boolean()),
  trace_id: maybe(z.string()),
  parameter: maybe(z.string()),
})
