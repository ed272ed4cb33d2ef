import { z } from 'zod'
import { approximatePrice, price, seconds, tick, tokenId } from './scalars.ts'
import { word } from './word.ts'

/** A side of a book or of an order. */
export const Side = word(['BUY', 'SELL'])

/** `GET /price`. */
export const TokenPrice = z.object({ price })

/** `POST /prices`: `BUY` is the best bid and `SELL` the best ask. */
export const TokenPrices = z.record(tokenId, z.object({ BUY: price.optional(), SELL: price.optional() }))

/** `GET /midpoint`: the documentation says `mid_price`, the live venue `mid`. */
export const Midpoint = z
  .object({ mid: approximatePrice.optional(), mid_price: approximatePrice.optional() })
  .transform(({ mid, mid_price }, context) => {
    const found = mid ?? mid_price
    if (found !== undefined) return { mid: found }
    context.addIssue({ code: 'custom', path: ['mid'], message: 'expected mid or mid_price, found neither' })
    return z.NEVER
  })

/** `POST /midpoints` and `POST /spreads`, by token. */
export const PricesByToken = z.record(tokenId, approximatePrice)

/** `GET /spread`. */
export const Spread = z.object({ spread: approximatePrice })

/** `GET /last-trade-price`; the side is empty for a market that never traded. */
export const LastTradePrice = z.object({ price, side: Side })

/** `POST /last-trades-prices`. */
export const LastTradePrices = z.array(z.object({ token_id: tokenId, price, side: Side }))

/** `GET /prices-history`. */
export const PriceHistory = z.object({ history: z.array(z.object({ t: seconds, p: approximatePrice })) })

/** `POST /batch-prices-history`. */
export const PriceHistories = z.object({
  history: z.record(tokenId, z.array(z.object({ t: seconds, p: approximatePrice }))),
})

/** `GET /tick-size`. */
export const TickSize = z.object({ minimum_tick_size: tick })

/** `GET /neg-risk`. */
export const NegRisk = z.object({ neg_risk: z.boolean() })

/** `GET /fee-rate`: legacy, and not the fee. */
export const FeeRate = z.object({
  base_fee: z.union([
    z.number(),
    z
      .string()
      .regex(/^[0-9]+$/)
      .transform(Number),
  ]),
})

/** `GET /version`: which order version the CLOB takes. */
export const ClobVersion = z.object({ version: z.number().int() })
