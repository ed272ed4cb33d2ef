/*
 * What calls cost, by the venue's documentation: 10 tokens but for a few, out of the read or the write
 * bucket. Writes to orders of a shard above 0 are billed to that shard's own bucket, those that the
 * exchange has to route by ticker to all of them.
 */
import type { Charge } from '@arbees/transport'

/** The bucket of everything that is no write. */
export const READ_BUCKET = 'read'
/** The bucket of writes that are not on a shard of their own. */
export const WRITE_BUCKET = 'write'
/** The shards there are. An index above them has a bucket of its own too, unlimited until it is configured. */
export const SHARDS: readonly number[] = Object.freeze([0, 1, 2, 3])

/** What most reads cost. */
export const READ: Charge = Object.freeze({ bucket: READ_BUCKET, tokens: 10 })
/** What most writes cost. */
export const WRITE: Charge = Object.freeze({ bucket: WRITE_BUCKET, tokens: 10 })
/** What a cancel costs. */
export const CANCEL: Charge = Object.freeze({ bucket: WRITE_BUCKET, tokens: 2 })

/** Returns the write bucket of a shard. */
export function shardBucket(exchangeIndex: number): string {
  return exchangeIndex <= 0 ? WRITE_BUCKET : `${WRITE_BUCKET}:${exchangeIndex}`
}

const SHARD_BUCKETS: readonly string[] = Object.freeze(SHARDS.map(shardBucket))

/** Where a write to one order goes. */
export type OrderRoute = {
  readonly exchangeIndex?: number | undefined
  /** With a ticker the exchange can find the shard by itself. */
  readonly ticker?: string | undefined
}

/** Returns what a write to one order is billed to. */
export function routedCharges(route: OrderRoute, cost: Charge): readonly Charge[] {
  const { exchangeIndex, ticker } = route
  const { tokens } = cost
  const isRouted = exchangeIndex === -1 || (exchangeIndex === undefined && ticker !== undefined)
  return isRouted ? everyShard(tokens) : [{ bucket: shardBucket(exchangeIndex ?? 0), tokens }]
}

function billOf(tokens: number): readonly Charge[] {
  return Object.freeze(SHARD_BUCKETS.map((bucket) => Object.freeze({ bucket, tokens })))
}

/** What nearly every order is charged: made once. */
const USUAL_BILL = billOf(WRITE.tokens)

/** Returns what all shards are charged together. */
function everyShard(tokens: number): readonly Charge[] {
  return tokens === WRITE.tokens ? USUAL_BILL : billOf(tokens)
}

/** Returns what a batch is billed: its items, out of the unscoped bucket, whatever their shard. */
export function batchCharges(items: number, cost: Charge): readonly Charge[] {
  return [{ ...cost, tokens: cost.tokens * items }]
}
