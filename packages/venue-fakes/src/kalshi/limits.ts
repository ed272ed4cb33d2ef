/*
 * Kalshi's token buckets: what each tier refills, what a request costs, and which buckets pay.
 */
import type { Micros, TokenBucket } from '@arbees/core'
import { createTokenBucket, refillTokens, takeTokens } from '@arbees/core'
import { tooMany } from './answers.ts'
import type { KalshiMember } from './world.ts'
import { SHARDS } from './world.ts'

/** What a tier may spend. */
export type KalshiTier = { readonly read: number; readonly write: number }

/** Tokens a second of each tier. */
export const TIERS: Readonly<Record<string, KalshiTier>> = {
  basic: { read: 200, write: 100 },
  advanced: { read: 300, write: 300 },
  expert: { read: 600, write: 600 },
  premier: { read: 1_200, write: 1_200 },
  paragon: { read: 2_400, write: 2_400 },
  prime: { read: 4_800, write: 4_800 },
  prestige: { read: 12_000, write: 9_600 },
}

/** What most requests cost. */
export const DEFAULT_COST = 10

/** A bucket as an account sees it. */
export type BucketSize = { readonly refill: number; readonly capacity: number }

/** Returns a tier's buckets: three seconds of budget for basic and advanced reads and for writes above basic. */
export function bucketSizes(
  tierName: string,
  tier: KalshiTier,
): { readonly read: BucketSize; readonly write: BucketSize } {
  const isSmall = tierName === 'basic' || tierName === 'advanced'
  return {
    read: { refill: tier.read, capacity: tier.read * (isSmall ? 3 : 1) },
    write: { refill: tier.write, capacity: tier.write * (tierName === 'basic' ? 1 : 3) },
  }
}

function bucketOf({ refill, capacity }: BucketSize, now: Micros): TokenBucket {
  return createTokenBucket({ capacity, refillPerSecond: refill }, now)
}

/** Returns full buckets for a tier. */
export function createBuckets(
  tierName: string,
  tier: KalshiTier,
  now: Micros,
): { readonly read: TokenBucket; readonly write: readonly TokenBucket[] } {
  const { read, write } = bucketSizes(tierName, tier)
  // The unscoped bucket serves shard 0; each other shard has its own.
  return { read: bucketOf(read, now), write: SHARDS.map(() => bucketOf(write, now)) }
}

const TOKEN = 1_000_000

/**
 * Takes the cost of a read.
 *
 * @throws Refusal a 429 when the bucket does not hold it.
 */
export function payRead(member: KalshiMember, cost: number, now: Micros): void {
  if (member.read !== undefined) payAll([member.read], cost, now)
}

/**
 * Takes the cost of a write from the bucket of its shard; `auto` is billed to every bucket.
 *
 * @throws Refusal a 429 when one of them does not hold it: nothing is taken then.
 */
export function payWrite(member: KalshiMember, cost: number, route: number | 'auto', now: Micros): void {
  if (route === 'auto') payAll(member.write, cost, now)
  else payAll(member.write.slice(route, route + 1), cost, now)
}

function payAll(buckets: readonly TokenBucket[], cost: number, now: Micros): void {
  for (const bucket of buckets) {
    refillTokens(bucket, now)
    if (bucket.level < cost * TOKEN) throw tooMany()
  }
  for (const bucket of buckets) takeTokens(bucket, cost, now)
}
