import { z } from 'zod'
import { clobPage } from './clob-market.ts'
import { Side } from './price.ts'
import {
  approximatePrice,
  date,
  hex,
  maybe,
  money,
  price,
  quantity,
  secondsOrMilliseconds,
  tokenId,
} from './scalars.ts'
import { prefixedWord, word } from './word.ts'

/** How far a trade is: CONFIRMED and FAILED are final, and FAILED undoes the fill. */
export const TradeStatus = prefixedWord('TRADE_STATUS_', [
  'MATCHED',
  'MATCHED_NOT_BROADCASTED',
  'MINED',
  'CONFIRMED',
  'RETRYING',
  'FAILED',
])

/** One maker's part of a trade; its token may be the other one, at the complement of the price. */
export const MakerOrder = z.object({
  order_id: z.string(),
  owner: maybe(z.string()),
  maker_address: maybe(z.string()),
  matched_amount: quantity,
  price,
  asset_id: tokenId,
  outcome: maybe(z.string()),
  side: maybe(Side),
  fee_rate_bps: maybe(z.union([z.string(), z.number()])),
})

/** A trade of ours, as `GET /data/trades` and the user stream have it. */
export const Trade = z.object({
  id: z.string().min(1),
  taker_order_id: z.string(),
  market: z.string(),
  asset_id: tokenId,
  side: Side,
  size: quantity,
  /** The taker's price, which may be an average: fills are priced by the makers' orders. */
  price: approximatePrice,
  status: TradeStatus,
  match_time: secondsOrMilliseconds,
  last_update: maybe(secondsOrMilliseconds),
  outcome: maybe(z.string()),
  bucket_index: maybe(z.number()),
  owner: z.string(),
  maker_address: maybe(z.string()),
  transaction_hash: maybe(z.string()),
  err_msg: maybe(z.string()),
  trader_side: maybe(word(['TAKER', 'MAKER'])),
  maker_orders: z.array(MakerOrder),
  fee_rate_bps: maybe(z.union([z.string(), z.number()])),
})

/** A trade of ours. */
export type Trade = z.infer<typeof Trade>

/** `GET /data/trades`. */
export const TradesPage = clobPage(Trade)

/** `GET /builder/trades`. */
export const BuilderTradesPage = clobPage(
  z.object({
    id: z.string(),
    tradeType: word(['TAKER', 'MAKER']),
    takerOrderHash: hex,
    builder: hex,
    market: hex,
    assetId: tokenId,
    side: Side,
    size: quantity,
    sizeUsdc: money,
    price: approximatePrice,
    status: TradeStatus,
    outcome: maybe(z.string()),
    owner: z.string(),
    maker: hex,
    transactionHash: maybe(z.string()),
    matchTime: secondsOrMilliseconds,
    fee: maybe(money),
    feeUsdc: maybe(money),
    createdAt: maybe(date),
    updatedAt: maybe(date),
  }),
)
