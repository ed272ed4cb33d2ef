import type { MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import { LOT, ONE_DOLLAR, quadraticFee, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import {
  A,
  B,
  book,
  C,
  cashOf,
  filled,
  intended,
  level,
  listed,
  openBooks,
  wideLimits,
} from '../../test/trading-world.ts'
import { createEngine } from '../engine.ts'
import type { MarketState } from '../market-state.ts'
import { createMarkets, foldMarketFact } from '../market-state.ts'
import type { EngineMarket } from '../market-view.ts'
import type { Proposal } from '../plan/proposal.ts'
import { basket } from '../strategy/basket.ts'
import { modelEdge } from '../strategy/model-edge.ts'
import type { EngineLimits } from './limits.ts'
import type { RefusalReason } from './refusal.ts'
import { createRiskDesk } from './risk.ts'

function engineWith(
  limits: Partial<EngineLimits>,
  markets: Readonly<Partial<Record<MarketId, Parameters<typeof listed>[1]>>> = {},
  cash?: number,
) {
  return createEngine({
    markets: [A, B].map((id): EngineMarket => listed(id, markets[id])),
    pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
    limits: wideLimits(limits),
    cash: cashOf(cash),
  })
}

/** What comes of books on which five contracts of 0.40 + 0.50 can be had without fees. */
function tryWith(...args: Parameters<typeof engineWith>) {
  const { commands, facts } = engineWith(...args).step(openBooks(10))
  const refused = facts.find((fact) => fact.type === 'opportunity.refused' && fact.direction === 'yes_a+no_b')
  return { plan: commands[0]?.plan, refused: refused?.type === 'opportunity.refused' ? refused : undefined }
}

const REFUSALS: readonly (readonly [RefusalReason, Partial<EngineLimits>, found: number, limit: number])[] = [
  ['edge-too-good', { edgeMax: 50_000 as Money }, 100_000, 50_000],
  ['order-rate', { orderRate: { orders: 1, per: seconds(1) } }, 2, 1],
  ['price-insane', { priceMin: 4_500 as Price }, 4_000, 4_500],
  ['price-insane', { priceMax: 4_500 as Price }, 5_000, 4_500],
  // Half a contract that was set aside for by the limit, and room for rounding.
  ['trade-limit', { notionalMax: 5_000 as Money }, 21_800, 5_000],
  ['position-limit', { positionMax: 5_000 as Money }, 10_400, 5_000],
  ['market-limit', { marketMax: 5_000 as Money }, 10_400, 5_000],
  ['event-limit', { eventMax: 5_000 as Money }, 10_400, 5_000],
  ['total-limit', { totalMax: 5_000 as Money }, 21_800, 5_000],
  ['unhedged-limit', { unhedgedMax: 5_000 as Money }, 11_800, 5_000],
  ['below-hurdle', { hurdleBps: 1 }, 0, 1],
  ['void-loss', { voidLossMax: 1 as Money }, 0, -1],
]

describe('risk', () => {
  test.each(REFUSALS)('refuses for %s with its numbers: %o', (reason, limits, found, limit) => {
    const { plan, refused } = tryWith(limits)
    expect(plan).toBeUndefined()
    // What is not known is null: no return without an end, no void rule.
    const expected = found === 0 ? null : found
    expect(refused).toMatchObject({ reason, found: expected, limit })
  })

  test('cuts a trade to what each limit leaves', () => {
    const room = { positionMax: 1_000_000, marketMax: 1_100_000, eventMax: 900_000, unhedgedMax: 800_000 }
    for (const [name, most] of Object.entries(room)) {
      const { plan } = tryWith({ [name]: most as Money })
      const [a, b] = plan?.legs ?? []
      const larger = Math.max(a?.costMax ?? 0, b?.costMax ?? 0)
      expect(larger, name).toBeLessThanOrEqual(most)
      // The next lot would not have fitted: half a dollar for a hundred lots.
      expect(larger + 5_000, name).toBeGreaterThan(most)
    }
    expect(tryWith({ tradeShareBps: 10 }).plan?.legs.reduce((sum, { costMax }) => sum + costMax, 0)).toBeLessThan(
      2_000_000,
    )
    expect(tryWith({ depthShareBps: 5_000 }).plan?.legs[0]?.quantity).toBe(2_500_000)
  })

  test('does not open where an unwind would come too late', () => {
    const closing = { [B]: { rules: { closesAt: seconds(70) } } }
    expect(tryWith({ closeMargin: seconds(61) }, closing).refused).toMatchObject({
      reason: 'closing-soon',
      found: seconds(60),
      limit: seconds(61),
      about: B,
    })
    expect(tryWith({ closeMargin: seconds(60) }, closing).plan).toBeDefined()
  })

  test('does not ask for less than a venue takes', () => {
    const few = { [B]: { rules: { quantityMin: 6_000_000 as Quantity } } }
    expect(tryWith({}, few).refused).toMatchObject({ reason: 'below-minimum', found: 5_000_000, limit: 6_000_000 })
    const cheap = { [A]: { rules: { notionalMin: (3 * ONE_DOLLAR) as Money } } }
    expect(tryWith({}, cheap).refused).toMatchObject({ reason: 'below-minimum', found: 2_000_000, limit: 3_000_000 })
  })

  test('an edge is money: days, dollars locked, a hurdle, a void', () => {
    const inAYear = seconds(10 + 31_536_000)
    const known = { resolvesAt: inAYear, voidYesPrice: 5_000 as Price }
    const { plan } = tryWith({ hurdleBps: 1_000, voidLossMax: 0 as Money }, { [A]: known, [B]: known })
    // Five contracts earn 0.50 on 4.50 in a year: 11.11%. In a void they pay 2 × 2.50.
    expect(plan?.edge).toMatchObject({ net: 500_000, annualizedBps: 1_111, hurdleBps: 1_000, whenVoid: 500_000 })
    expect(plan?.edge.heldMicros).toBe(31_536_000_000_000)
    const { refused } = tryWith({ hurdleBps: 1_112 }, { [A]: known, [B]: known })
    expect(refused).toMatchObject({ reason: 'below-hurdle', found: 1_111, limit: 1_112 })
    expect(refused?.planEdge).toMatchObject({ net: 500_000 })
    const worse = { ...known, voidYesPrice: 3_000 as Price }
    expect(tryWith({ voidLossMax: 0 as Money }, { [A]: worse, [B]: known }).refused).toMatchObject({
      reason: 'void-loss',
      found: -500_000,
    })
  })

  test('sets the slippage allowed aside, and lets limits go that far', () => {
    const { plan } = tryWith({ slippageTicks: 250 })
    // On cents, two and a half are two.
    expect(plan?.legs.map(({ limit }) => limit)).toEqual([4_200, 5_200])
    expect(plan?.edge).toMatchObject({ gross: 500_000, slippage: 200_000, net: 300_000 })
    // At five cents of slippage on each leg nothing is left.
    expect(tryWith({ slippageTicks: 500 }).refused).toMatchObject({ reason: 'no-depth' })
  })

  test('lets the leg leave first whose book is thinner', () => {
    const { plan } = tryWith({ legOrder: 'thinner-first' })
    expect(plan).toMatchObject({ first: 1 })
    expect(plan?.why).toContain('leg 0 200%, leg 1 100%')
  })

  test('bounds what may stand one-sided: the dearer leg, and what repairs may lose', () => {
    const { plan } = tryWith({ repairLossMax: 50_000 as Money })
    expect(plan?.bound).toEqual({ quantity: 5_000_000, money: (plan?.legs[1]?.costMax ?? 0) + 250_000 })
  })

  test('a venue that takes money gets the money quoted, and the bound knows what that may bring', () => {
    const fees = quadraticFee({ name: 'p', takerRate: 300, roundUpTo: 10 })
    const engine = engineWith({}, { [A]: { buysBy: 'money', fees } })
    const books = [
      book(A, 1, [level(3_000, 9)], [level(3_500, 2), level(4_000, 10)]),
      book(B, 1, [level(5_000, 5)], [level(5_100, 5)]),
    ]
    const plan = engine.step(books).commands[0]?.plan
    // Two at 0.35 and three at 0.40 cost 1.90: at the limit that is 4.75 contracts, and five arrive.
    expect(plan?.legs[0]).toMatchObject({ limit: 4_000, quantity: 4_750_000, quoted: { cost: 1_900_000 } })
    expect(plan?.legs[0]?.quoted.received).toBe(5_000_000)
    expect(plan?.legs[1]).toMatchObject({ quantity: 5_000_000 })
    // At one cent, 1.90 would buy 190 contracts.
    expect(plan?.bound.quantity).toBe(190_000_000)
  })

  test('a day that lost too much stays shut, also after a restart, until the next day begins', () => {
    const limits = { dailyLossMax: 1_000_000 as Money, dayStartsAt: seconds(6 * 3_600) }
    const engine = engineWith(limits)
    const [command] = engine.step(openBooks(10)).commands
    if (command === undefined) throw new Error('expected a trade')
    const { plan } = command
    engine.record(intended(plan, 1, seconds(11)))
    // Only YES fills, for two dollars; then its bid falls to a cent.
    for (const record of [...filled(plan, 1, 0, 5_000_000, seconds(12)), ...filled(plan, 1, 1, 0, seconds(12))]) {
      engine.record(record)
    }
    engine.record({ type: 'trade.ended', at: seconds(12), trade: 1, ending: 'flattened', reason: 'told so' })
    engine.step([book(A, 13, [level(100, 10)], [level(5_100, 10)])])
    const fallen = [book(A, 15, [level(100, 10)], [level(4_000, 10)]), ...openBooks(15).slice(1)]
    const { commands, facts } = engine.step(fallen)
    expect(commands).toEqual([])
    expect(facts).toContainEqual(expect.objectContaining({ reason: 'daily-loss', found: 1_950_000, limit: 1_000_000 }))
    const again = engineWith(limits)
    again.restore(JSON.parse(JSON.stringify(engine.snapshot())))
    const day = 6 * 3_600
    // The bid has recovered, yet the day is over for opening.
    expect(again.step(openBooks(day - 2)).commands).toEqual([])
    again.step([book(A, day - 1, [level(3_900, 10)], [level(5_100, 10)])])
    expect(again.step(openBooks(day)).commands).toHaveLength(1)
  })

  test('a day that begins before the books are seen loses what the holdings cost', () => {
    const engine = engineWith({ dailyLossMax: (10 * ONE_DOLLAR) as Money }, {}, 50 * ONE_DOLLAR)
    const whole = [book(A, 10, [level(4_900, 200)], [level(5_000, 100)]), book(B, 10, [level(6_000, 100)], [])]
    const plan = engine.step(whole).commands[0]?.plan
    if (plan === undefined) throw new Error('expected a trade')
    engine.record(intended(plan, 1, seconds(11)))
    const bought = [...filled(plan, 1, 0, 100_000_000, seconds(12), 5_000), ...filled(plan, 1, 1, 0, seconds(12))]
    for (const record of bought) engine.record(record)
    engine.record({ type: 'trade.ended', at: seconds(12), trade: 1, ending: 'flattened', reason: 'told so' })
    const again = engineWith({ dailyLossMax: (10 * ONE_DOLLAR) as Money }, {}, 50 * ONE_DOLLAR)
    again.restore(JSON.parse(JSON.stringify(engine.snapshot())))
    const day = 24 * 3_600
    // Midnight comes between the restart and the first book.
    again.decide(seconds(day))
    again.step([book(A, day + 1, [level(100, 200)], [level(5_000, 100)])])
    const { commands, facts } = again.step([book(B, day + 2, [level(6_000, 100)], [])])
    expect(commands).toEqual([])
    expect(facts).toContainEqual(
      expect.objectContaining({ reason: 'daily-loss', found: 49 * ONE_DOLLAR, limit: 10 * ONE_DOLLAR }),
    )
  })

  test('an edge that comes and goes stakes no more than one that stays', () => {
    const engine = createEngine({
      markets: [listed(A)],
      strategies: [modelEdge({ name: 'model', market: A, maxAge: seconds(60) })],
      limits: wideLimits({ kellyBps: 2_500 }),
      cash: cashOf(100 * ONE_DOLLAR),
    })
    engine.step([book(A, 1, [level(3_900, 1_000)], [level(4_000, 1_000)])])
    const exposed = () => engine.ledger().exposed.get(`${A} yes`) ?? 0
    for (let turn = 0; turn < 8; turn++) {
      const at = 10 * (turn + 1)
      const estimate = { type: 'estimate.given', market: A } as const
      const { commands } = engine.step([{ ...estimate, at: seconds(at), probability: 600_000 }])
      for (const { plan } of commands) {
        engine.record(intended(plan, turn + 1, seconds(at)))
        for (const record of filled(plan, turn + 1, 0, plan.legs[0]?.quantity ?? 0, seconds(at))) engine.record(record)
        const ended = { trade: turn + 1, ending: 'hedged', reason: 'told so' } as const
        engine.record({ type: 'trade.ended', at: seconds(at), ...ended })
      }
      engine.step([{ ...estimate, at: seconds(at + 5), probability: 400_000 }])
    }
    // Kelly stakes a third of a hundred dollars, and of that a quarter is asked for.
    expect(exposed()).toBeGreaterThan(8_000_000)
    expect(exposed()).toBeLessThanOrEqual(8_333_333)
  })

  test('sells what is offered once: of two plans of one batch the second waits until the first has left', () => {
    const engine = createEngine({
      markets: [A, B, C].map((id) => listed(id)),
      pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
      strategies: [basket({ name: 'cup', markets: [A, C] })],
      limits: wideLimits(),
      cash: cashOf(),
    })
    const offered = (at: number) => book(A, at, [level(3_900, 5)], [level(4_000, 5)])
    const cup = book(C, 10, [level(4_900, 5)], [level(5_000, 5)])
    const { commands, facts } = engine.step([offered(10), ...openBooks(10).slice(1), cup])
    expect(commands.map(({ plan }) => plan.name)).toEqual(['game'])
    expect(facts).toContainEqual(
      expect.objectContaining({ name: 'cup', reason: 'in-flight', limit: 5_000_000, about: A }),
    )
    const plan = commands[0]?.plan
    if (plan === undefined) throw new Error('expected a trade')
    engine.record(intended(plan, 1, seconds(11)))
    for (const leg of [0, 1]) for (const record of filled(plan, 1, leg, 5_000_000, seconds(11))) engine.record(record)
    expect(engine.step([offered(12)]).commands.map((command) => command.plan.name)).toEqual(['cup'])
  })

  test('leaves to the second plan of a batch what the first does not take', () => {
    const engine = createEngine({
      markets: [A, B, C].map((id) => listed(id)),
      pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
      strategies: [basket({ name: 'cup', markets: [A, C] })],
      limits: wideLimits(),
      cash: cashOf(),
    })
    const offered = book(A, 10, [level(3_900, 8)], [level(4_000, 8)])
    const cup = book(C, 10, [level(4_900, 5)], [level(5_000, 5)])
    const { commands } = engine.step([offered, ...openBooks(10).slice(1), cup])
    expect(commands.map(({ plan: { name, legs } }) => [name, legs[0]?.quantity])).toEqual([
      ['game', 5_000_000],
      ['cup', 3_000_000],
    ])
  })

  test('halts hold by scope, and a halted trade holds its name', () => {
    for (const scope of ['all', 'kalshi', B]) {
      const engine = engineWith({})
      engine.record({ type: 'halt.set', at: 0 as Micros, scope, reason: 'told so' })
      expect(engine.step(openBooks(1)).facts).toContainEqual(
        expect.objectContaining({ reason: 'halted', about: scope }),
      )
      engine.record({ type: 'halt.cleared', at: 0 as Micros, scope, reason: 'told so' })
      expect(engine.step([{ type: 'clock.struck', at: seconds(2), timer: '' }]).commands).toHaveLength(1)
    }
    const engine = engineWith({})
    const [command] = engine.step(openBooks(1)).commands
    if (command === undefined) throw new Error('expected a trade')
    engine.record(intended(command.plan, 1, seconds(2)))
    for (const record of filled(command.plan, 1, 0, 5_000_000, seconds(2))) engine.record(record)
    engine.record({ type: 'trade.ended', at: seconds(3), trade: 1, ending: 'halted', reason: 'one-sided' })
    engine.step([book(A, 4, [level(3_900, 10)], [level(5_100, 10)])])
    expect(engine.step(openBooks(5)).facts).toContainEqual(expect.objectContaining({ reason: 'halted', found: 1 }))
  })

  test('a venue’s own word bounds what is spent, never raises it', () => {
    const engine = engineWith({})
    engine.step([
      { type: 'account.reported', at: seconds(1), venue: 'kalshi', free: 1_000_000 as Money, locked: 0 as Money },
    ])
    const [command] = engine.step(openBooks(2)).commands
    expect(command?.plan.legs[0]?.costMax).toBeLessThanOrEqual(1_000_000)
    expect(command?.plan.legs[0]?.quantity).toBe(248 * LOT)
  })

  test('judges proposals that another process made, on books of its own', () => {
    const sent: string[] = []
    const detecting = createEngine({
      markets: [listed(A), listed(B)],
      pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
      limits: wideLimits(),
      cash: new Map(),
      propose: (proposal) => sent.push(JSON.stringify(proposal)),
    })
    detecting.step(openBooks(10))
    const markets = createMarkets([listed(A), listed(B)])
    const market = (id: MarketId) => markets.states[markets.indexOf.get(id) ?? -1]
    const marketsOf = (event: string) => markets.byEvent.get(event) ?? []
    const desk = createRiskDesk({ market, marketsOf, limits: wideLimits(), cash: cashOf() })
    const proposal = JSON.parse(sent[0] as string) as Proposal
    expect(desk.judge(proposal, seconds(10))).toMatchObject({ refusal: { reason: 'discontinuous', about: A } })
    for (const fact of openBooks(10)) foldMarketFact(market('market' in fact ? fact.market : A) as MarketState, fact)
    expect(desk.judge(proposal, seconds(12))).toMatchObject({
      refusal: { reason: 'expired', found: seconds(12), limit: seconds(11) },
    })
    const verdict = desk.judge(proposal, seconds(11))
    expect(verdict).toMatchObject({
      type: 'approved',
      plan: { legs: [{ quantity: 5_000_000 }, { quantity: 5_000_000 }] },
    })
    // The money is set aside and the name is taken before the next is judged.
    expect(desk.judge(proposal, seconds(11))).toMatchObject({ refusal: { reason: 'in-flight' } })
    expect(desk.ledger.reserved.get('kalshi')).toBe(2_006_400)
  })
})
