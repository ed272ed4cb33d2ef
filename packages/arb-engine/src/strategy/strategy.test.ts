import type { Fact, Money, Price, Quantity, Rng } from '@arbees/core'
import { createRng, nextChance, nextInteger, ONE_DOLLAR, quadraticFee, seconds, toMarketId } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { A, B, book, C, cashOf, level, listed, openBooks, wideLimits } from '../../test/trading-world.ts'
import { createEngine } from '../engine.ts'
import type { EngineFact } from '../engine-fact.ts'
import { createFeeTable } from '../fee-table.ts'
import { basket } from './basket.ts'
import { crossVenuePair } from './cross-venue-pair.ts'
import { laggingMarket } from './lagging-market.ts'
import { modelEdge } from './model-edge.ts'
import type { Strategy } from './strategy.ts'
import { createOpportunity } from './strategy.ts'
import { yesAndNo } from './yes-and-no.ts'

const fees = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const feeTable = createFeeTable(fees, 'charged')
const ids = [A, B, C, toMarketId('kalshi', 'THIRD'), toMarketId('polymarket', '2')]

function engineOf(strategies: readonly Strategy[], limits: Parameters<typeof wideLimits>[0] = {}) {
  return createEngine({
    markets: ids.map((id) => listed(id, { fees, feeTable })),
    strategies,
    limits: wideLimits({ edgeMin: 0 as Money, ...limits }),
    cash: cashOf(),
  })
}

function reasons(facts: readonly EngineFact[]) {
  return facts.flatMap((fact) => (fact.type === 'opportunity.refused' ? [`${fact.direction}: ${fact.reason}`] : []))
}

/** A book as the naive search sees it. */
type Top = { readonly bid: number; readonly ask: number; readonly contracts: number }

function nextTop(rng: Rng, around: number): Top {
  const bid = Math.max(100, Math.min(9_700, around + nextInteger(rng, -10, 10) * 100))
  return { bid, ask: bid + nextInteger(rng, 1, 2) * 100, contracts: nextInteger(rng, 1, 20) }
}

const bookOf = (id: (typeof ids)[number], at: number, { bid, ask, contracts }: Top) =>
  book(id, at, [level(bid, contracts)], [level(ask, contracts)])

/** What buying one contract at a price costs, as the venue books it, in millionths of a dollar. */
const priced = (price: number) =>
  BigInt(price) * 100n + BigInt(fees.fee(price as Price, 1_000_000 as Quantity, 'taker'))

describe('strategies', () => {
  test('a basket is open exactly where brute force over its outcomes earns, on 2,000 random baskets', () => {
    const rng = createRng('basket')
    const seen = { 'all-yes': 0, 'all-no': 0, none: 0 }
    for (let round = 0; round < 2_000; round++) {
      const markets = ids.slice(0, nextInteger(rng, 2, 5))
      const tops = markets.map(() => nextTop(rng, Math.floor(100 / markets.length) * 100))
      const engine = engineOf([basket({ name: 'cup', markets })])
      const { facts, commands } = engine.step(markets.map((id, index) => bookOf(id, 1, tops[index] as Top)))
      const worth = (outcome: 'yes' | 'no') => {
        const payout = outcome === 'yes' ? 1_000_000n : BigInt(markets.length - 1) * 1_000_000n
        return tops.reduce((left, { bid, ask }) => left - priced(outcome === 'yes' ? ask : 10_000 - bid), payout)
      }
      for (const outcome of ['yes', 'no'] as const) {
        const direction = `all-${outcome}` as const
        const isOpen = facts.some((fact) => fact.type === 'opportunity.opened' && fact.direction === direction)
        expect(isOpen, `${direction} ${JSON.stringify(tops)}`).toBe(worth(outcome) > 0n)
        if (isOpen) seen[direction] += 1
        else seen.none += 1
      }
      for (const { plan } of commands) {
        expect(plan.legs.map(({ market }) => market)).toEqual(markets)
        const outcome = plan.legs[0]?.outcome as 'yes' | 'no'
        expect(plan.legs.every((leg) => leg.outcome === outcome)).toBe(true)
        expect(plan.payout).toBe((outcome === 'yes' ? 1 : markets.length - 1) * ONE_DOLLAR)
        expect(plan.edge.net).toBeGreaterThan(0)
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })

  test('a pair is open exactly where brute force over both directions earns, and never swaps its legs', () => {
    const rng = createRng('pair')
    let opened = 0
    for (let round = 0; round < 2_000; round++) {
      const polarity = nextChance(rng, 0.5) ? 'same' : 'inverse'
      const tops = [A, B].map((_, index) => nextTop(rng, index === 0 || polarity === 'same' ? 4_000 : 6_000)) as [
        Top,
        Top,
      ]
      const { facts, commands } = engineOf([crossVenuePair({ name: 'game', a: A, b: B, polarity })]).step(
        [A, B].map((id, index) => bookOf(id, 1, tops[index] as Top)),
      )
      const ways = (['yes', 'no'] as const).map((a) => {
        const b = (a === 'yes') === (polarity === 'inverse') ? 'yes' : 'no'
        const cost = [a, b].map((outcome, index) => {
          const { bid, ask } = tops[index] as Top
          return priced(outcome === 'yes' ? ask : 10_000 - bid)
        }) as [bigint, bigint]
        return { direction: `${a}_a+${b}_b`, outcomes: [a, b], left: 1_000_000n - cost[0] - cost[1] }
      })
      for (const { direction, left, outcomes } of ways) {
        const isOpen = facts.some((fact) => fact.type === 'opportunity.opened' && fact.direction === direction)
        expect(isOpen, `${polarity} ${direction} ${JSON.stringify(tops)}`).toBe(left > 0n)
        if (!isOpen) continue
        opened += 1
        const plan = commands.find(({ plan: { legs } }) => legs[0]?.outcome === outcomes[0])?.plan
        if (plan !== undefined) {
          expect(plan.legs.map(({ market }) => market)).toEqual([A, B])
          expect(plan.legs.map(({ outcome }) => outcome)).toEqual(outcomes)
        }
      }
    }
    expect(opened).toBeGreaterThan(500)
  })

  test('sister markets of one venue are a same-platform pair', () => {
    const engine = engineOf([crossVenuePair({ name: 'sisters', a: A, b: C, polarity: 'inverse' })])
    const facts = [book(A, 1, [level(3_900, 5)], [level(4_000, 5)]), book(C, 1, [level(4_900, 5)], [level(5_000, 5)])]
    expect(engine.step(facts).commands[0]?.plan).toMatchObject({
      opportunityType: 'same_platform_arb',
      strategy: 'same-venue-pair',
      legs: [{ outcome: 'yes' }, { outcome: 'yes' }],
    })
  })

  test('YES and NO of one market below a dollar is a crossed book: believed only where told so', () => {
    const crossed = [book(A, 1, [level(6_000, 5)], [level(4_000, 5)])]
    expect(reasons(engineOf([yesAndNo({ name: 'x', market: A })]).step(crossed).facts)).toEqual([
      'yes+no: book-crossed',
    ])
    const trusting = engineOf([yesAndNo({ name: 'x', market: A, trustsCrossedBook: true })])
    expect(trusting.step(crossed).commands[0]?.plan).toMatchObject({
      opportunityType: 'same_platform_arb',
      legs: [
        { market: A, outcome: 'yes', limit: 4_000 },
        { market: A, outcome: 'no', limit: 4_000 },
      ],
    })
    const whole = [book(A, 2, [level(3_900, 5)], [level(4_000, 5)])]
    expect(reasons(trusting.step(whole).facts)).toEqual(['yes+no: below-edge'])
  })

  test('a model’s edge is bought on the side that is cheap, for a part of Kelly’s stake', () => {
    const strategy = modelEdge({ name: 'model', market: A, maxAge: seconds(60) })
    const engine = engineOf([strategy], { edgeMin: 20_000 as Money, kellyBps: 2_500, quantityMax: 1e9 as Quantity })
    const deep = [book(A, 1, [level(4_900, 9_000)], [level(5_000, 9_000)])]
    expect(reasons(engine.step(deep).facts)).toEqual(['yes: no-estimate', 'no: no-estimate'])
    const [command] = engine.step([
      { type: 'estimate.given', at: seconds(2), market: A, probability: 600_000 },
    ]).commands
    expect(command?.plan).toMatchObject({ opportunityType: 'model_edge_yes', payout: 0, legs: [{ outcome: 'yes' }] })
    // Costs 0.5175 with its fee, is worth 0.60: Kelly's part is 0.0825 / 0.4825, a quarter of it 4.27% of $2,000.
    const cost = command?.plan.legs[0]?.costMax ?? 0
    expect(cost).toBeGreaterThan(85_000_000)
    expect(cost).toBeLessThan(86_000_000)
    const other = engineOf([strategy], { edgeMin: 20_000 as Money })
    other.step(deep)
    const no = other.step([{ type: 'estimate.given', at: seconds(2), market: A, probability: 400_000 }])
    expect(no.commands[0]?.plan).toMatchObject({
      opportunityType: 'model_edge_no',
      legs: [{ outcome: 'no', limit: 5_100 }],
    })
  })

  test('an estimate that is old or extreme is not acted on', () => {
    const engine = engineOf([modelEdge({ name: 'model', market: A, maxAge: seconds(60) })])
    engine.step([{ type: 'estimate.given', at: seconds(1), market: A, probability: 960_000 }])
    const cheap = (at: number): Fact => book(A, at, [level(4_900, 5)], [level(5_000, 5)])
    expect(reasons(engine.step([cheap(2)]).facts)).toEqual(['yes: estimate-extreme', 'no: estimate-extreme'])
    engine.step([{ type: 'estimate.given', at: seconds(3), market: A, probability: 600_000 }])
    const late = engineOf([modelEdge({ name: 'model', market: A, maxAge: seconds(60) })])
    late.step([{ type: 'estimate.given', at: seconds(1), market: A, probability: 600_000 }])
    expect(late.step([cheap(62)]).commands).toEqual([])
    expect(late.step([cheap(63)]).commands).toEqual([])
    const wrong = { type: 'estimate.given', at: seconds(64), market: A, probability: 0.6 } as const
    expect(() => late.step([wrong])).toThrow('a probability is 0 to 1000000 millionths, found 0.6')
  })

  test('a market that stands still while the same question moves elsewhere is bought at its old price', () => {
    const pair = { name: 'lag', a: A, b: B, polarity: 'same' } as const
    const engine = engineOf([laggingMarket({ pair, stillFor: seconds(30), movedWithin: seconds(5) })])
    engine.step([book(B, 1, [level(3_900, 5)], [level(4_000, 5)]), book(A, 1, [level(3_900, 5)], [level(4_000, 5)])])
    expect(engine.step([book(A, 20, [level(5_500, 5)], [level(5_600, 5)])]).commands).toEqual([])
    const { commands } = engine.step([book(A, 40, [level(5_600, 5)], [level(5_700, 5)])])
    expect(commands[0]?.plan).toMatchObject({
      opportunityType: 'lagging_market',
      payout: 0,
      legs: [{ market: B, outcome: 'yes', limit: 4_000 }],
    })
  })

  test('a strategy of one’s own needs nothing but the interface', () => {
    const contrarian: Strategy = {
      name: 'mine',
      strategy: 'contrarian',
      markets: [A],
      start: ({ markets }) => {
        const buy = createOpportunity({
          direction: 'yes',
          opportunityType: 'model_edge_yes',
          legs: [{ market: 0, outcome: 'yes' }],
          payout: 0 as Money,
        })
        return {
          opportunities: [buy],
          judge: () => {
            buy.reason = undefined
            buy.worth = 500_000 as Money
            buy.edge = (5_000 - (markets[0]?.ladder.asks.prices[0] ?? 10_000)) * 100_000_000
          },
        }
      },
    }
    expect(engineOf([contrarian]).step(openBooks(1)).commands[0]?.plan).toMatchObject({ strategy: 'contrarian' })
  })

  test('a basket of one, of too many, or of one market twice is refused', () => {
    expect(() => basket({ name: 'x', markets: [A] })).toThrow('2 to 16 markets, found 1')
    expect(() => basket({ name: 'x', markets: [A, A] })).toThrow('each market once')
  })
})
