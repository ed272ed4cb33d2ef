/*
 * The venue's token buckets, on our side. What the tier is documented to have stands in until the
 * account's own answer replaces it. A part of every bucket is kept for unwinds.
 */
import type { AnyEndpoint, BucketSettings, Charge } from '@arbees/transport'
import { READ_BUCKET, SHARDS, shardBucket } from './endpoints/costs.ts'
import type { KalshiAccountLimits, KalshiEndpointCosts } from './schema/account.ts'

/** A tier by its name. */
export type KalshiTier = 'basic' | 'advanced' | 'expert' | 'premier' | 'paragon' | 'prime' | 'prestige'

type Budget = { readonly refill: number; readonly capacity: number }

const tier = (read: number, readSeconds: number, write: number, writeSeconds: number) => ({
  read: { refill: read, capacity: read * readSeconds },
  write: { refill: write, capacity: write * writeSeconds },
})

/** What each tier is documented to have, in tokens a second and in tokens at rest. */
export const TIER_BUDGETS: Readonly<Record<KalshiTier, { readonly read: Budget; readonly write: Budget }>> =
  Object.freeze({
    basic: tier(200, 3, 100, 1),
    advanced: tier(300, 3, 300, 3),
    expert: tier(600, 1, 600, 3),
    premier: tier(1_200, 1, 1_200, 3),
    paragon: tier(2_400, 1, 2_400, 3),
    prime: tier(4_800, 1, 4_800, 3),
    prestige: tier(12_000, 1, 9_600, 3),
  })

function bucket({ refill, capacity }: Budget, reservePercent: number): BucketSettings {
  const reserve = Math.floor((capacity * reservePercent) / 100)
  return { capacity, refillPerSecond: refill, reserve: Math.min(reserve, capacity - 1) }
}

function bucketsOf(
  budgets: { readonly read: Budget; readonly write: Budget },
  reservePercent: number,
): Readonly<Record<string, BucketSettings>> {
  const writes = SHARDS.map((shard) => [shardBucket(shard), bucket(budgets.write, reservePercent)] as const)
  return { [READ_BUCKET]: bucket(budgets.read, reservePercent), ...Object.fromEntries(writes) }
}

/** Returns the buckets of a tier; every shard has the full write budget. */
export function tierBuckets(of: KalshiTier, reservePercent: number): Readonly<Record<string, BucketSettings>> {
  return bucketsOf(TIER_BUDGETS[of], reservePercent)
}

/** Returns the buckets in the account's own answer. */
export function learnedBuckets(
  limits: KalshiAccountLimits,
  reservePercent: number,
): Readonly<Record<string, BucketSettings>> {
  const budget = ({ refillRate, bucketCapacity }: KalshiAccountLimits['read']) => ({
    refill: Math.max(1, refillRate),
    capacity: Math.max(1, bucketCapacity),
  })
  return bucketsOf({ read: budget(limits.read), write: budget(limits.write) }, reservePercent)
}

/** A path's form without its names: `/portfolio/orders/{}`. */
function formOf(path: string): string {
  return path.replace(/^\/trade-api\/v2/, '').replace(/\{[^{}]*\}|(?<=\/)[:*][^/]+/g, '{}')
}

/** Returns what each endpoint costs by the venue's own answer. */
export function learnedCosts(costs: KalshiEndpointCosts): (endpoint: AnyEndpoint) => Charge {
  const byName = new Map(costs.endpointCosts.map(({ method, path, cost }) => [`${method} ${formOf(path)}`, cost]))
  const charges = new WeakMap<AnyEndpoint, Charge>()
  return (endpoint) => {
    const known = charges.get(endpoint)
    if (known !== undefined) return known
    const tokens = byName.get(`${endpoint.method} ${formOf(endpoint.path)}`) ?? costs.defaultCost
    const charge = Object.freeze({ ...endpoint.cost, tokens })
    charges.set(endpoint, charge)
    return charge
  }
}
