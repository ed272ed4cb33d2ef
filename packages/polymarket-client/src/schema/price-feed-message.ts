/*
 * Reference prices: RTDS, which the venue is retiring, and PolyBolt, which replaces it. No session
 * is built for either here; the schemas read recordings of both.
 */
import { z } from 'zod'
import { byKey } from './by-key.ts'
import { maybe, milliseconds } from './scalars.ts'
import { word } from './word.ts'

const Point = z.object({ timestamp: milliseconds, value: z.number() })

/** A message of RTDS: an update, or the snapshot after subscribing. */
export const RtdsMessage = z.object({
  topic: word(['crypto_prices', 'crypto_prices_chainlink', 'equity_prices', 'comments']),
  type: z.string(),
  timestamp: milliseconds,
  payload: z.looseObject({
    symbol: maybe(z.string()),
    value: maybe(z.number()),
    full_accuracy_value: maybe(z.string()),
    data: maybe(z.array(Point)),
  }),
})

/** A message of PolyBolt: an event, or the answer to an operation. */
export const PolyboltMessage = byKey({
  channel: z.object({ channel: z.string(), ts: milliseconds, seq: z.number().int(), payload: z.looseObject({}) }),
  op: z.object({ op: z.string(), rid: maybe(z.string()), code: maybe(z.string()) }),
})
