/*
 * The venue's second layer of limits: two token buckets for each signer, one for orders and one for
 * cancels. A batch is all or nothing; one above the burst never passes.
 */
import type { Micros, TokenBucket } from '@arbees/core'
import { createTokenBucket, drainTokens, takeTokens } from '@arbees/core'

/** A tier's rates, in tokens a second and tokens at once. */
export type Tier = {
  readonly name: string
  readonly orderRate: number
  readonly orderBurst: number
  readonly cancelRate: number
  readonly cancelBurst: number
}

/** The tier everybody begins in. */
export const STANDARD_TIER: Tier = { name: 'standard', orderRate: 40, orderBurst: 60, cancelRate: 80, cancelBurst: 120 }

/** A tier that no client of one machine exhausts: for loads. */
export const UNLIMITED_TIER: Tier = {
  name: 'unlimited',
  orderRate: 1_000_000,
  orderBurst: 1_000_000,
  cancelRate: 1_000_000,
  cancelBurst: 1_000_000,
}

/** What a request's tokens came to, with the headers that say so. */
export type Charge = {
  readonly isTaken: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** The buckets of all signers. */
export type SignerBuckets = {
  readonly charge: (signer: string, kind: 'order' | 'cancel', cost: number, now: Micros) => Charge
  /** Empties a signer's buckets: a fault. */
  readonly drain: (signer: string, now: Micros) => void
}

const MILLIONTH = 1_000_000

/** Returns full buckets of a tier for whoever comes. */
export function createSignerBuckets(tier: Tier): SignerBuckets {
  const buckets = new Map<string, TokenBucket>()

  function bucketOf(signer: string, kind: 'order' | 'cancel', now: Micros): TokenBucket {
    const name = `${kind}/${signer}`
    let bucket = buckets.get(name)
    if (bucket === undefined) {
      const isOrder = kind === 'order'
      const capacity = isOrder ? tier.orderBurst : tier.cancelBurst
      bucket = createTokenBucket({ capacity, refillPerSecond: isOrder ? tier.orderRate : tier.cancelRate }, now)
      buckets.set(name, bucket)
    }
    return bucket
  }

  function charge(signer: string, kind: 'order' | 'cancel', cost: number, now: Micros): Charge {
    const bucket = bucketOf(signer, kind, now)
    const isPossible = cost * MILLIONTH <= bucket.capacity
    const wait = isPossible ? takeTokens(bucket, cost, now) : bucket.capacity
    const full = Math.ceil((bucket.capacity - bucket.level) / bucket.refillPerSecond / MILLIONTH)
    const headers = {
      'poly-ratelimit-remaining': String(Math.floor(bucket.level / MILLIONTH)),
      'poly-ratelimit-reset': String(full),
      'poly-ratelimit-tier': tier.name,
    }
    if (wait === 0) return { isTaken: true, headers }
    return { isTaken: false, headers: { ...headers, 'retry-after': String(Math.max(1, Math.ceil(wait / MILLIONTH))) } }
  }

  return Object.freeze({
    charge,
    drain: (signer: string, now: Micros) => {
      drainTokens(bucketOf(signer, 'order', now), now)
      drainTokens(bucketOf(signer, 'cancel', now), now)
    },
  })
}
