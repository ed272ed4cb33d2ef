/*
 * What a request costs. Two layers: limits by address (IP), each over ten seconds, and the token
 * buckets of the signer, one for orders and one for cancels. The numbers are Polymarket's of
 * August 2026; the signer's are those of the lowest tier and are learned from the answers' headers.
 * https://docs.polymarket.com/api-reference/rate-limits
 */
import type { Charge } from '@arbees/transport'

/** Requests per ten seconds and address, by bucket. */
export const IP_LIMITS = {
  clob: 9_000,
  'clob.ok': 100,
  'clob.book': 1_500,
  'clob.books': 500,
  'clob.prices-history': 1_000,
  'clob.tick-size': 200,
  'clob.ledger': 900,
  'clob.data': 500,
  'clob.notifications': 125,
  'clob.balance': 200,
  'clob.balance-update': 50,
  'clob.api-key': 100,
  'clob.order': 5_000,
  'clob.orders': 2_000,
  'clob.cancel': 5_000,
  'clob.cancels': 2_000,
  'clob.cancel-all': 250,
  'clob.cancel-market': 1_500,
  gamma: 4_000,
  'gamma.events': 500,
  'gamma.markets': 300,
  'gamma.comments': 200,
  'gamma.tags': 200,
  'gamma.search': 350,
  data: 1_000,
  'data.trades': 200,
  'data.positions': 150,
  'data.v2': 200,
  site: 100,
} as const

/** The name of a limit by address. */
export type IpBucket = keyof typeof IP_LIMITS

/** The signer's buckets: rate a second and burst, of the tier called Standard. */
export const SIGNER_LIMITS = {
  'signer.order': { refillPerSecond: 40, capacity: 60 },
  'signer.cancel': { refillPerSecond: 80, capacity: 120 },
} as const

/** Returns the cost of one request by address. */
export function one(bucket: IpBucket): Charge {
  return { bucket, tokens: 1 }
}

/** Returns what posting `count` orders costs the signer. */
export function orderTokens(count: number): Charge {
  return { bucket: 'signer.order', tokens: count }
}

/** Returns what canceling `count` orders costs the signer. */
export function cancelTokens(count: number): Charge {
  return { bucket: 'signer.cancel', tokens: count }
}
