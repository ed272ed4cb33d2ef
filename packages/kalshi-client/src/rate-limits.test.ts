import { describe, expect, it } from 'vitest'
import { batchCharges, CANCEL, routedCharges, WRITE } from './endpoints/costs.ts'
import * as orders from './endpoints/orders.ts'
import { learnedBuckets, learnedCosts, TIER_BUDGETS, tierBuckets } from './rate-limits.ts'

describe('rate limits', () => {
  it('are those of the tier, for every shard, with a reserve', () => {
    expect(tierBuckets('basic', 20)).toEqual({
      read: { capacity: 600, refillPerSecond: 200, reserve: 120 },
      write: { capacity: 100, refillPerSecond: 100, reserve: 20 },
      'write:1': { capacity: 100, refillPerSecond: 100, reserve: 20 },
      'write:2': { capacity: 100, refillPerSecond: 100, reserve: 20 },
      'write:3': { capacity: 100, refillPerSecond: 100, reserve: 20 },
    })
    expect(TIER_BUDGETS.prestige).toEqual({
      read: { refill: 12_000, capacity: 12_000 },
      write: { refill: 9_600, capacity: 28_800 },
    })
  })

  it('are those of the account’s own answer, once it came', () => {
    const budget = { refillRate: 300, bucketCapacity: 900 }
    const learned = learnedBuckets({ usageTier: 'advanced', read: budget, write: budget, grants: [] }, 10)
    expect(learned['write:2']).toEqual({ capacity: 900, refillPerSecond: 300, reserve: 90 })
  })

  it('take costs by method and path, whatever the names in it', () => {
    const costOf = learnedCosts({
      defaultCost: 7,
      endpointCosts: [{ method: 'DELETE', path: '/trade-api/v2/portfolio/events/orders/:id', cost: 3 }],
    })
    expect(costOf(orders.cancelOrder)).toEqual({ bucket: 'write', tokens: 3 })
    expect(costOf(orders.createOrder)).toEqual({ bucket: 'write', tokens: 7 })
  })

  it('bill a routed write to every shard, an addressed one to its own', () => {
    expect(routedCharges({ exchangeIndex: 0 }, WRITE)).toEqual([WRITE])
    expect(routedCharges({ exchangeIndex: 2 }, CANCEL)).toEqual([{ bucket: 'write:2', tokens: 2 }])
    expect(routedCharges({}, WRITE)).toEqual([WRITE])
    for (const route of [{ ticker: 'KX' }, { ticker: 'KX', exchangeIndex: -1 }]) {
      expect(routedCharges(route, WRITE).map(({ bucket }) => bucket)).toEqual([
        'write',
        'write:1',
        'write:2',
        'write:3',
      ])
    }
    expect(batchCharges(5, WRITE)).toEqual([{ bucket: 'write', tokens: 50 }])
  })
})
