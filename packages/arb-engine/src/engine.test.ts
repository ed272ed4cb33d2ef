import type { Fact, Money, Price } from '@arbees/core'
import { quadraticFee, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { A, B, book, cashOf, filled, intended, level, listed, openBooks, wideLimits } from '../test/trading-world.ts'
import type { EngineSettings } from './engine.ts'
import { createEngine } from './engine.ts'
import type { Proposal } from './plan/proposal.ts'

const fees = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })

function settings(change: Parameters<typeof wideLimits>[0] = {}, cash = 1_000_000_000): EngineSettings {
  return {
    markets: [A, B].map((id) => listed(id, { fees })),
    pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
    limits: wideLimits(change),
    cash: cashOf(cash),
  }
}

/** Books on which the same legs cost 0.99 before fees. */
const shut = (at: number) => [book(A, at, [level(3_900, 10)], [level(4_900, 10)])]

describe('engine', () => {
  test('opens a trade on the depth that earns, with the limits that were walked to', () => {
    const { commands, facts } = createEngine(settings()).step(openBooks(10))
    expect(facts.map(({ type }) => type)).toEqual(['opportunity.opened', 'opportunity.taken', 'opportunity.refused'])
    expect(commands).toHaveLength(1)
    expect(commands[0]?.plan).toMatchObject({
      name: 'game',
      strategy: 'cross-venue-pair',
      opportunityType: 'cross_platform_arb',
      payout: 1_000_000,
      first: 'all',
      at: seconds(10),
      expiresAt: seconds(11),
      legs: [
        { market: A, outcome: 'yes', limit: 4_000, quantity: 5_000_000, continuity: 1 },
        { market: B, outcome: 'no', limit: 5_000, quantity: 5_000_000, continuity: 1 },
      ],
      // 5 × (1 − 0.40 − 0.50), less 0.084 and 0.0875 of fees.
      edge: { gross: 500_000, fees: 171_500, slippage: 0, net: 328_500, heldMicros: null, whenVoid: null },
    })
    expect(commands[0]?.plan.edge.locked).toEqual([
      { venue: 'kalshi', money: 2_084_000 },
      { venue: 'polymarket', money: 2_587_500 },
    ])
  })

  test.each([
    ['no-book', [book(A, 1, [level(3_900, 10)], [level(4_000, 10)]), book(B, 1, [level(5_000, 5)], [], 0)]],
    ['book-crossed', [book(A, 1, [level(4_000, 10)], [level(4_000, 10)]), openBooks(1)[1] as Fact]],
    ['side-empty', [book(A, 1, [level(3_900, 10)], []), openBooks(1)[1] as Fact]],
    ['below-edge', [...shut(1), openBooks(1)[1] as Fact]],
    ['no-depth', [book(A, 1, [level(3_900, 10)], [level(4_000, 0.005)]), openBooks(1)[1] as Fact]],
    ['price-at-bound', [book(A, 1, [level(3_900, 10)], [level(10_000, 1)]), openBooks(1)[1] as Fact]],
  ] as const)('refuses for %s and says so', (reason, facts) => {
    const step = createEngine(settings()).step(facts)
    expect(step.commands).toEqual([])
    const refused = step.facts.filter((fact) => fact.type === 'opportunity.refused' && fact.direction === 'yes_a+no_b')
    expect(refused).toMatchObject([{ reason }])
  })

  test('refuses a stale book from the microsecond after its last good one', () => {
    const engine = createEngine(settings({ maxAgeUs: 2_000_000 }))
    engine.step([openBooks(10)[0] as Fact])
    const late = { ...(openBooks(12)[1] as Fact), at: 12_000_001 } as Fact
    expect(engine.step([late]).facts).toMatchObject([{ reason: 'stale' }, { reason: 'stale' }])
    expect(engine.step([openBooks(13)[0] as Fact]).commands).toHaveLength(1)
  })

  test('a refusal says what was found and what it was held against', () => {
    const step = createEngine(settings({}, 5_000)).step(openBooks(1))
    expect(step.commands).toEqual([])
    const refused = step.facts.find((fact) => fact.type === 'opportunity.refused')
    // One lot at 0.40 with its fee and the room for rounding.
    expect(refused).toMatchObject({ reason: 'funds', found: 10_600, limit: 5_000, about: 'kalshi', planEdge: null })
    const [below] = createEngine(settings()).step([...shut(1), openBooks(1)[1] as Fact]).facts
    expect(below).toMatchObject({ reason: 'below-edge', found: -25_000, limit: 5_000 })
  })

  test('acts once on an opening, and again only after it closed', () => {
    const engine = createEngine(settings())
    const [command] = engine.step(openBooks(1)).commands
    expect(engine.step(openBooks(2)).commands).toEqual([])
    if (command === undefined) throw new Error('expected a trade')
    engine.record(intended(command.plan, 1, seconds(2)))
    for (const leg of [0, 1]) for (const record of filled(command.plan, 1, leg, 0, seconds(3))) engine.record(record)
    engine.record({ type: 'trade.ended', at: seconds(3), trade: 1, ending: 'hedged', reason: 'nothing filled' })
    expect([...engine.ledger().cash.values()]).toEqual([1_000_000_000, 1_000_000_000])
    expect(engine.step(openBooks(4)).commands).toEqual([])
    const closed = engine.step(shut(5))
    expect(closed.facts).toContainEqual(expect.objectContaining({ type: 'opportunity.closed', openedAt: seconds(1) }))
    expect(engine.step(openBooks(6)).commands).toHaveLength(1)
  })

  test('while a trade is under way, its money is set aside and its name is taken', () => {
    const engine = createEngine(settings())
    const [command] = engine.step(openBooks(1)).commands
    expect(engine.ledger().cash.get('kalshi')).toBe(1_000_000_000 - (command?.plan.legs[0]?.costMax ?? 0))
    engine.step(shut(2))
    const { facts } = engine.step(openBooks(3))
    expect(facts).toContainEqual(expect.objectContaining({ type: 'opportunity.refused', reason: 'in-flight' }))
    engine.drop('game')
    expect(engine.ledger().cash.get('kalshi')).toBe(1_000_000_000)
    expect(engine.step([{ type: 'clock.struck', at: seconds(4), timer: 'retry' }]).commands).toHaveLength(1)
  })

  test('waits as long as it was told to, and rests after a trade', () => {
    const engine = createEngine(settings({ debounce: seconds(2), cooldown: seconds(60) }))
    expect(engine.step(openBooks(1)).facts).toContainEqual(
      expect.objectContaining({ reason: 'debounce', found: 0, limit: seconds(2) }),
    )
    const [command] = engine.step(openBooks(3)).commands
    if (command === undefined) throw new Error('expected a trade')
    engine.record(intended(command.plan, 1, seconds(3)))
    for (const leg of [0, 1]) for (const record of filled(command.plan, 1, leg, 0, seconds(4))) engine.record(record)
    engine.record({ type: 'trade.ended', at: seconds(4), trade: 1, ending: 'hedged', reason: 'nothing filled' })
    engine.step(shut(5))
    engine.step(openBooks(6))
    expect(engine.step(openBooks(9)).facts).toContainEqual(
      expect.objectContaining({ reason: 'cooldown', found: seconds(9), limit: seconds(64) }),
    )
    expect(engine.step(openBooks(65)).commands).toHaveLength(1)
  })

  test('a settled market is not traded', () => {
    const engine = createEngine(settings())
    engine.step([{ type: 'market.settled', at: seconds(1), market: A, outcome: 'yes', yesPrice: 10_000 as Price }])
    expect(engine.step(openBooks(2)).commands).toEqual([])
  })

  test('hands proposals on where risk is another process', () => {
    const proposals: Proposal[] = []
    const engine = createEngine({ ...settings(), propose: (proposal) => proposals.push(proposal) })
    const { commands, facts } = engine.step(openBooks(1))
    expect(commands).toEqual([])
    expect(facts).toContainEqual(expect.objectContaining({ type: 'opportunity.taken', plan: null }))
    expect(JSON.parse(JSON.stringify(proposals))).toEqual([
      {
        name: 'game',
        direction: 'yes_a+no_b',
        strategy: 'cross-venue-pair',
        opportunityType: 'cross_platform_arb',
        legs: [
          { market: A, outcome: 'yes', continuity: 1 },
          { market: B, outcome: 'no', continuity: 1 },
        ],
        payout: 1_000_000,
        worth: 1_000_000,
        edge: 65_700_000_000,
        quantityMax: null,
        openedAt: seconds(1),
        at: seconds(1),
        expiresAt: seconds(2),
      },
    ])
  })

  test('the same facts in the same batches give the same bytes', () => {
    const play = () => {
      const engine = createEngine(settings())
      const steps = [1, 2, 3, 4].map((at) => engine.step(at % 2 === 0 ? openBooks(at) : [book(A, at, [], [])]))
      return JSON.stringify(steps)
    }
    expect(play()).toBe(play())
  })

  test('facts that go back in time are refused', () => {
    const engine = createEngine(settings())
    engine.step(openBooks(5))
    expect(() => engine.step(openBooks(4))).toThrow('facts come in order of time')
  })

  test('a strategy on a market that is not listed, and a second of one name, are refused', () => {
    const pair = { name: 'game', a: A, b: B, polarity: 'same' } as const
    expect(() => createEngine({ ...settings(), markets: [listed(A)] })).toThrow('names listed markets')
    expect(() => createEngine({ ...settings(), pairs: [pair, pair] })).toThrow('found game twice')
    expect(() => createEngine(settings({ edgeMin: -1 as Money }))).toThrow('edgeMin is a whole number from 0')
  })
})
