import type { Fill, FillId, Ladder, Market, MarketId, Micros, Money, Price } from '@arbees/core'
import { DISCONTINUOUS, millis, PRICE_ONE, quadraticFee, seconds, uniformGrid } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { Life, World } from '../../test/executor-world.ts'
import { A, B, C, contracts, createWorld, PAIR, pass, planOf } from '../../test/executor-world.ts'
import type { Fate } from '../../test/scripted-venue.ts'
import type { JournalTrade } from '../journal/journal-state.ts'
import { openExposure } from '../journal/trade-exposure.ts'
import type { ExecutionLimits } from '../legs/execution-limits.ts'
import type { LegsRules } from '../legs/legs-rules.ts'
import { legsRules } from '../legs/legs-rules.ts'
import type { ListedMarket } from '../legs/market-views.ts'
import type { Plan } from '../plan/plan.ts'

const ten = contracts(10)
const THIS_TURN = 0 as Micros
const ONE_HUNDRED = 100_000_000 as Money
const ended = (ending: string, more: object = {}) => expect.objectContaining({ type: 'trade.ended', ending, ...more })
const typesOf = ({ facts }: Life) => facts.map(({ type }) => type)
const sentTo = (world: World, venue: 'kalshi' | 'polymarket') => world.venues[venue].sent.map(({ order }) => order)

async function begin(
  seed: string,
  options: Parameters<typeof createWorld>[1] = {},
  settings: Parameters<World['start']>[0] = {},
) {
  const world = createWorld(seed, options)
  const life = await world.start(settings)
  await life.executor.ready
  return { world, life, executor: life.executor }
}

function change(world: World, id: MarketId, more: Partial<Market>): void {
  const listed = world.listed.get(id) as ListedMarket
  world.listed.set(id, { ...listed, market: { ...listed.market, ...more } })
}

describe('a plan', () => {
  test('leaves with both legs, before any is answered, and ends hedged', async () => {
    const { world, life, executor } = await begin('plain')
    expect(executor.open(planOf(world, PAIR, ten))).toEqual({ trade: 1 })
    expect(sentTo(world, 'kalshi')).toMatchObject([
      { market: A, action: 'buy', outcome: 'yes', limit: 4_000, quantity: ten, isUnwind: false },
    ])
    await pass(world, THIS_TURN)
    expect(sentTo(world, 'polymarket')).toMatchObject([
      { market: B, action: 'buy', outcome: 'no', limit: 5_000, quantity: ten, isUnwind: false },
    ])
    await pass(world, millis(100))
    await executor.idle()
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten, unmatched: 0 }))
    expect(typesOf(life).filter((type) => type === 'order.filled')).toHaveLength(2)
    expect([executor.state().trades.size, executor.state().endings.hedged]).toEqual([0, 1])
  })

  test('leaves first where the book changed last', async () => {
    const { world, executor } = await begin('urgent')
    await pass(world, millis(1))
    world.setBook(B, [[5_000, 10]], [[5_100, 50]])
    executor.open(planOf(world, PAIR, ten))
    expect([sentTo(world, 'kalshi'), sentTo(world, 'polymarket')].map(({ length }) => length)).toEqual([0, 1])
    await pass(world, THIS_TURN)
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
  })

  test('with a first leg waits for it, and sends the other as planned when all of it filled', async () => {
    const { world, life, executor } = await begin('ordered')
    executor.open(planOf(world, PAIR, ten, { first: 1 }))
    expect([sentTo(world, 'kalshi').length, sentTo(world, 'polymarket').length]).toEqual([0, 1])
    await pass(world, millis(100))
    expect(sentTo(world, 'kalshi')).toMatchObject([{ quantity: ten, limit: 4_000, isUnwind: true }])
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
  })

  test('with a first leg that got nothing sends nothing else', async () => {
    const { world, life, executor } = await begin('unfilled')
    world.venues.polymarket.fates.push({ answer: 'refused' })
    executor.open(planOf(world, PAIR, ten, { first: 1 }))
    await pass(world, millis(100))
    expect(sentTo(world, 'kalshi')).toEqual([])
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'order.refused-late', reason: 'first-unfilled' }))
    expect(life.facts).toContainEqual(ended('hedged', { matched: 0, reason: 'nothing is held' }))
  })

  test('with a first leg that got a part is hedged for what arrived, priced anew', async () => {
    const { world, life, executor } = await begin('first part')
    world.venues.polymarket.fates.push({ part: 30 })
    executor.open(planOf(world, PAIR, ten, { first: 1 }))
    await pass(world, millis(100))
    expect(sentTo(world, 'kalshi')).toMatchObject([{ action: 'buy', outcome: 'yes', quantity: contracts(3) }])
    expect(life.facts).toContainEqual(ended('hedged', { matched: contracts(3) }))
  })

  test('of one leg is directional, and is what it is', async () => {
    const { world, life, executor } = await begin('one')
    world.venues.kalshi.fates.push({ part: 50 })
    executor.open(planOf(world, [PAIR[0]], ten))
    await pass(world, millis(100))
    expect(life.facts).toContainEqual(ended('hedged', { matched: contracts(5), unmatched: 0 }))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
  })

  test('of three legs completes every leg that is short', async () => {
    const { world, life, executor } = await begin('three')
    world.setBook(A, [[3_000, 50]], [[3_300, 50]])
    world.setBook(B, [[6_800, 50]], [[6_900, 50]])
    world.venues.polymarket.fates.push({ part: 0 })
    world.venues.kalshi.fates.push({ part: 100 }, { part: 40 })
    executor.open(planOf(world, [...PAIR, { market: C, outcome: 'yes' }], ten))
    await pass(world, millis(100))
    expect(sentTo(world, 'polymarket').slice(1)).toMatchObject([
      { market: B, action: 'buy', outcome: 'no', quantity: ten },
    ])
    expect(sentTo(world, 'kalshi').slice(2)).toMatchObject([{ market: C, action: 'buy', quantity: contracts(6) }])
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
  })
})

describe('unequal legs', () => {
  test('are completed where that loses less, else sold', async () => {
    for (const [ask, how, ending] of [
      [6_000, 'complete', 'hedged'],
      [6_400, 'flatten', 'flattened'],
    ] as const) {
      const { world, life, executor } = await begin(how)
      const move = () => world.setBook(B, [[10_000 - ask, 50]], [[10_000 - ask + 100, 50]])
      world.venues.polymarket.fates.push({ part: 0, before: move })
      executor.open(planOf(world, PAIR, ten))
      await pass(world, millis(100))
      expect(life.facts).toContainEqual(expect.objectContaining({ type: 'trade.repaired', how, quantity: ten }))
      expect(life.facts).toContainEqual(ended(ending))
    }
  })

  test('follow what was received where the fee is taken in contracts', async () => {
    const { world, life, executor } = await begin('received', {}, { limits: { dustMax: 5_000 as Money } })
    const fees = quadraticFee({ name: 'in contracts', takerRate: 700, roundUpTo: 1, buyFeeIn: 'quantity' })
    world.listed.set(B, { market: (world.listed.get(B) as ListedMarket).market, fees })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(3))
    // The fee of 0.07 × 10 × 0.25 dollars at 0.50 is 0.35 contracts; of 0.36 as many arrive.
    expect(sentTo(world, 'polymarket').slice(1)).toMatchObject([
      { action: 'buy', outcome: 'no', quantity: contracts(0.36) },
    ])
    expect(life.facts).toContainEqual(ended('hedged'))
  })

  test('within less than a lot end as dust, which is told', async () => {
    const { world, life, executor } = await begin('dust')
    change(world, A, { quantityMin: contracts(5), lot: contracts(1) })
    change(world, B, { quantityMin: contracts(5) })
    world.venues.polymarket.fates.push({ part: 99 })
    executor.open(planOf(world, PAIR, contracts(6)))
    await pass(world, millis(100))
    expect(life.facts).toContainEqual(ended('hedged', { unmatched: contracts(0.06) }))
    expect(life.facts.find(({ type }) => type === 'trade.ended')).toMatchObject({
      reason:
        '5.94 on each leg, 0.06 on one side only, for 0.024064, as dust: no order can mend it by the markets’ rules',
    })
  })

  test('that nothing may mend are halted in time, somebody is called, and the name trades no more until cleared', async () => {
    const { world, life, executor } = await begin('halted')
    const gone = () => {
      world.setBook(A, [[1_000, 50]], [[4_000, 50]])
      world.setBook(B, [[1_000, 50]], [[5_100, 50]])
    }
    world.venues.polymarket.fates.push({ part: 0, before: gone })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(9))
    expect(typesOf(life)).not.toContain('trade.ended')
    await pass(world, seconds(2))
    expect(life.facts).toContainEqual(ended('halted', { unmatched: ten }))
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'alert', code: 'trade-halted', trade: 1 }))
    world.setBook(B, [[5_000, 50]], [[5_100, 50]])
    expect(executor.open(planOf(world, PAIR, ten))).toMatchObject({ refused: { reason: 'halted' } })
    expect(executor.clearHalt('plan:game', 'looked at')).toBe(true)
    await pass(world, millis(100))
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
    expect(executor.state().endings).toEqual({ hedged: 1, flattened: 0, halted: 0 })
  })

  test('are repaired as often as allowed, with a growing pause, and then halted', async () => {
    const { world, life, executor } = await begin('often', {}, { limits: { repairsMax: 3 } })
    for (let order = 0; order < 5; order++) world.venues.polymarket.fates.push({ part: 0 })
    world.venues.kalshi.fates.push({}, { part: 0 })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(5))
    expect(sentTo(world, 'polymarket')).toHaveLength(4)
    const times = world.venues.polymarket.sent.map(({ at }) => at)
    expect((times[3] as number) - (times[2] as number)).toBeGreaterThan((times[2] as number) - (times[1] as number))
    expect(life.facts).toContainEqual(
      ended('halted', { reason: '10.00 on one side only, for 4.00: 3 repairs were not enough' }),
    )
  })

  test('are completed at a limit further away after a miss, and flattened after two', async () => {
    const { world, life, executor } = await begin('further')
    for (let order = 0; order < 3; order++) world.venues.polymarket.fates.push({ part: 0 })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(5))
    const [, shown, further] = world.venues.polymarket.sent.map(({ order }) => order.limit)
    expect(further).toBeGreaterThan(shown as number)
    expect(sentTo(world, 'polymarket')).toHaveLength(3)
    expect(sentTo(world, 'kalshi')).toHaveLength(2)
    expect(life.facts).toContainEqual(ended('flattened'))
  })

  test('wait for a book that is whole, and take it when it comes', async () => {
    const { world, life, executor } = await begin('whole')
    const holes = () => {
      for (const id of [A, B]) (world.ladders.get(id) as Ladder).continuity = DISCONTINUOUS
    }
    world.venues.polymarket.fates.push({ part: 0, before: holes })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(150))
    expect(sentTo(world, 'polymarket')).toHaveLength(1)
    world.setBook(B, [[5_000, 50]], [[5_100, 50]])
    executor.fold([{ type: 'book.stale', at: world.clock.now(), market: B, reason: 'gap' }])
    expect(sentTo(world, 'polymarket')).toHaveLength(2)
    await pass(world, millis(100))
    expect(life.facts).toContainEqual(ended('hedged'))
  })
})

describe('an answer that does not come', () => {
  test.each(['lost-after', 'error-after', 'silent'] as const)('(%s) is asked for, never sent again', async (answer) => {
    const { world, life, executor } = await begin(answer)
    world.venues.polymarket.fates.push({ answer, isTold: false })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(1_700))
    // Nothing else leaves for that venue meanwhile.
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'venue.in-doubt', venue: 'polymarket' }))
    await pass(world, seconds(2))
    expect([sentTo(world, 'kalshi').length, sentTo(world, 'polymarket').length]).toEqual([1, 1])
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'venue.reconciled', venue: 'polymarket' }))
  })

  test('of an order that never arrived is believed only when the records are complete; then the leg is mended', async () => {
    const { world, life, executor } = await begin('lost')
    world.venues.polymarket.fates.push({ answer: 'lost-before' })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(2))
    expect(executor.open(planOf(world, [PAIR[1]], ten, { name: 'other' }))).toMatchObject({
      refused: { reason: 'in-doubt' },
    })
    expect(sentTo(world, 'polymarket')).toHaveLength(1)
    await pass(world, seconds(3))
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
    expect(sentTo(world, 'polymarket')).toHaveLength(2)
  })

  test('for too long halts the trade; when it comes, the trade goes on', async () => {
    const { world, life, executor } = await begin('long')
    world.venues.polymarket.fates.push({ answer: 'lost-after', isTold: false, part: 50 })
    world.mute.isSet = true
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(25))
    expect(life.facts).toContainEqual(ended('halted'))
    expect(life.facts).not.toContainEqual(ended('hedged'))
    world.mute.isSet = false
    await pass(world, seconds(5))
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
  })
})

describe('a settlement that fails', () => {
  test('opens the hedge decision again', async () => {
    const { world, life, executor } = await begin('failed', { stages: true })
    world.venues.polymarket.fates.push({ fails: true })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(200))
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
    await pass(world, seconds(3))
    expect(sentTo(world, 'polymarket').slice(1)).toMatchObject([{ action: 'buy', outcome: 'no', quantity: ten }])
    expect(life.facts.filter(({ type }) => type === 'trade.ended')).toHaveLength(2)
    expect(executor.state().trades.size).toBe(0)
  })
})

describe('a venue that settles in stages', () => {
  /** Only its leg fills, and the missing one costs so much. */
  const oneSided = async (seed: string, ask: number, fate: Fate = {}, limits: Partial<ExecutionLimits> = {}) => {
    const begun = await begin(seed, { stages: true }, { limits })
    const { world } = begun
    const move = () => world.setBook(A, [[ask - 100, 50]], [[ask, 50]])
    world.venues.polymarket.fates.push(fate)
    world.venues.kalshi.fates.push({ answer: 'refused', before: move })
    begun.executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(300))
    return begun
  }

  test('has what it matched sold when that is mined, by one order', async () => {
    const { world, life } = await oneSided('sale', 7_000)
    expect([sentTo(world, 'kalshi').length, sentTo(world, 'polymarket').length]).toEqual([1, 1])
    await pass(world, millis(200))
    expect(sentTo(world, 'polymarket').slice(1)).toMatchObject([{ action: 'sell', outcome: 'no', quantity: ten }])
    expect(life.facts).toContainEqual(ended('flattened'))
  })

  test('has the missing leg bought at once', async () => {
    const { world, life } = await oneSided('purchase', 4_500)
    expect(sentTo(world, 'kalshi').slice(1)).toMatchObject([{ action: 'buy', outcome: 'yes', quantity: ten }])
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
  })

  test('may take a fill back: what completes it stays inside the bound all the same', async () => {
    // Cheap on one side, dear on the other: within the loss, beyond the bound of 5 dollars.
    const noBuyers = () => world.setBook(B, [[5_000, 10]], [])
    const { world, life, executor } = await begin('bound', { stages: true })
    world.venues.polymarket.fates.push({ fails: true, before: noBuyers })
    world.venues.kalshi.fates.push({ answer: 'refused', before: () => world.setBook(A, [[5_300, 50]], [[5_400, 50]]) })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(300))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    await pass(world, seconds(2))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    expect(life.facts).toContainEqual(ended('hedged', { matched: 0, unmatched: 0 }))
    expect(executor.state().halts.size).toBe(0)
  })

  test('may have nothing to sell for a while: no repair is spent on that', async () => {
    const { world, life } = await oneSided('funds', 7_000, {}, { repairsMax: 1 })
    for (let times = 0; times < 4; times++) {
      world.venues.polymarket.fates.push({ answer: 'refused', refusal: 'funds' })
    }
    await pass(world, seconds(6))
    expect(sentTo(world, 'polymarket')).toHaveLength(6)
    expect(life.facts).toContainEqual(ended('flattened'))
  })

  test('may have nothing to sell for ever: somebody is called', async () => {
    const { world, life } = await oneSided('no funds', 7_000, {}, { repairsMax: 1 })
    for (let times = 0; times < 20; times++) {
      world.venues.polymarket.fates.push({ answer: 'refused', refusal: 'funds' })
    }
    await pass(world, seconds(60))
    expect(sentTo(world, 'polymarket').length).toBeLessThan(12)
    expect(life.facts).toContainEqual(ended('halted'))
  })
})

describe('a market that settles', () => {
  /** Three of B stand against ten of A, and nothing is offered within the loss. */
  const uneven = async (seed: string) => {
    const begun = await begin(seed, {}, { limits: { repairLossMax: 0 as Money } })
    const { world, executor } = begun
    world.venues.polymarket.fates.push({ part: 30 })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(7))
    world.setBook(A, [[3_500, 50]], [[9_900, 50]])
    world.setBook(B, [[100, 50]], [[9_900, 50]])
    await pass(world, millis(93))
    return begun
  }
  const settle = (world: World, { executor }: Life, id: MarketId) => {
    change(world, id, { status: 'settled' })
    executor.fold([{ type: 'market.settled', at: world.clock.now(), market: id, outcome: 'yes', yesPrice: PRICE_ONE }])
  }

  test('with the long leg in it calls somebody at once, tells the money, and is no risk any more', async () => {
    const { world, life, executor } = await uneven('long settled')
    // Now the short leg could be bought for next to nothing, and would hedge nothing.
    world.setBook(B, [[9_800, 50]], [[9_900, 50]])
    settle(world, life, A)
    await pass(world, millis(400))
    expect([sentTo(world, 'kalshi').length, sentTo(world, 'polymarket').length]).toEqual([1, 1])
    const reason = '7.00 on one side only, for 2.80: kalshi:GAME settled'
    expect(life.facts).toContainEqual(ended('halted', { matched: contracts(3), unmatched: contracts(7), reason }))
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'alert', code: 'trade-halted', trade: 1 }))
    const trade = executor.state().trades.get(1) as JournalTrade
    expect(openExposure(trade, () => false)).toMatchObject({ quantity: contracts(7) })
    expect(openExposure(trade, (id) => id === A)).toEqual({ quantity: 0, money: 0 })
    // While the other leg is not paid out, whoever takes the trade up again is told again.
    const alerts = () => life.facts.filter(({ type }) => type === 'alert').length
    const before = alerts()
    executor.clearHalt('plan:game', 'too early')
    expect([alerts(), executor.state().halts.size]).toEqual([before + 1, 1])
    settle(world, life, B)
    executor.clearHalt('plan:game', 'seen')
    expect([alerts(), executor.state().halts.size]).toEqual([before + 1, 0])
    expect(executor.state().trades.get(1)?.ending).toBe('halted')
  })

  test('with the short leg in it sells the excess, and buys nothing', async () => {
    const { world, life, executor } = await uneven('short settled')
    settle(world, life, B)
    expect(openExposure(executor.state().trades.get(1) as JournalTrade, (id) => id === B)).toMatchObject({
      quantity: contracts(7),
    })
    world.setBook(A, [[4_000, 50]], [[4_100, 50]])
    await pass(world, millis(400))
    expect(sentTo(world, 'kalshi').slice(1)).toMatchObject([{ action: 'sell', outcome: 'yes', quantity: contracts(7) }])
    expect(life.facts).toContainEqual(ended('hedged', { matched: contracts(3) }))
  })
})

describe('a refusal by the rules of a market', () => {
  test.each(['tick', 'closed', 'paused'] as const)(
    'as %s lets nothing leave until they were read again',
    async (refusal) => {
      const { world, life, executor } = await begin(refusal)
      world.setBook(B, [[4_900, 50]], [[5_100, 50]])
      world.setBook(A, [[1_000, 50]], [[4_000, 50]])
      world.venues.polymarket.fates.push({ part: 0 }, { answer: 'refused', refusal })
      executor.open(planOf(world, PAIR, ten, { bound: { quantity: ten, money: ONE_HUNDRED } }))
      await pass(world, seconds(5))
      expect(sentTo(world, 'polymarket')).toHaveLength(2)
      expect(executor.open(planOf(world, PAIR, ten, { name: 'other' }))).toMatchObject({
        refused: { reason: 'market-rules' },
      })
      if (refusal === 'tick') change(world, B, { grid: uniformGrid(50) })
      executor.fold([{ type: 'market.changed', at: world.clock.now(), market: B }])
      await pass(world, millis(300))
      expect(sentTo(world, 'polymarket')).toHaveLength(3)
      expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
    },
  )

  test('has them read again where that can be asked for, and again when that fails', async () => {
    let asked = 0
    const refreshMarket = async () => {
      asked += 1
      if (asked === 1) throw new Error('no answer')
    }
    const { world, life, executor } = await begin('refreshed', {}, { refreshMarket })
    world.setBook(A, [[1_000, 50]], [[4_000, 50]])
    world.venues.polymarket.fates.push({ part: 0 }, { answer: 'refused', refusal: 'tick' })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(500))
    expect([asked, sentTo(world, 'polymarket').length]).toEqual([1, 2])
    await pass(world, seconds(2))
    expect([asked, sentTo(world, 'polymarket').length]).toEqual([2, 3])
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten }))
  })
})

describe('nothing leaves', () => {
  const halt =
    (scope: string) =>
    (_world: World, { executor }: Life) =>
      executor.halt(scope, 'a drill')
  const refusals: readonly [string, string, (world: World, life: Life) => unknown, Partial<Plan>?][] = [
    ['while the kill switch is set', 'stopped', ({ killSwitch }) => Object.assign(killSwitch, { isSet: true })],
    ['while everything is halted', 'halted', halt('all')],
    ['while a venue of it is halted', 'halted', halt('kalshi')],
    ['while a market of it is halted', 'halted', halt(B)],
    ['while its name is halted', 'halted', halt('plan:game')],
    ['after its expiry', 'expired', () => undefined, { expiresAt: seconds(1) }],
    [
      'while one of its name is open',
      'in-flight',
      (world, life) => life.executor.open(planOf(world, PAIR, contracts(1))),
    ],
    ['beyond its bound', 'bound', () => undefined, { bound: { quantity: contracts(9), money: ONE_HUNDRED } }],
    ['beyond its bound in money', 'bound', () => undefined, { bound: { quantity: ten, money: 1_000_000 as Money } }],
    ['when the venue takes no orders', 'window', ({ window }) => Object.assign(window, { closed: 'post-only' })],
  ]

  test.each(refusals)('%s', async (_what, reason, prepare, more) => {
    const { world, life, executor } = await begin(reason)
    prepare(world, life)
    const before = world.venues.kalshi.sent.length
    expect(executor.open(planOf(world, PAIR, ten, more))).toMatchObject({ refused: { reason } })
    await pass(world, millis(50))
    expect(world.venues.kalshi.sent).toHaveLength(before)
  })

  const fees = quadraticFee({ name: 'dear', takerRate: 700, roundUpTo: 1 })
  const bookOf = ({ ladders }: World, id: MarketId) => ladders.get(id) as Ladder
  const soon = ({ clock }: World) => ({ closesAt: (clock.now() + seconds(29)) as Micros })
  test.each<[string, string, (world: World) => unknown]>([
    ['on a book that was replaced', 'discontinuous', (world) => world.setBook(A, [[3_900, 50]], [[4_000, 10]])],
    [
      'on a book with a hole',
      'discontinuous',
      (world) => Object.assign(bookOf(world, B), { continuity: DISCONTINUOUS }),
    ],
    ['for a market that is paused', 'market-rules', (world) => change(world, A, { status: 'paused' })],
    ['for a market that closes too soon for an unwind', 'closing', (world) => change(world, B, soon(world))],
    ['for a market without known fees', 'market-unknown', ({ listed }) => listed.delete(B)],
    ['when the price has gone', 'edge-gone', (world) => Object.assign(bookOf(world, A).asks, { length: 0 })],
    [
      'when fees ate the edge',
      'edge-gone',
      ({ listed }) => listed.set(A, { ...(listed.get(A) as ListedMarket), fees }),
    ],
  ])('%s', async (_what, reason, prepare) => {
    const { world, executor } = await begin(reason)
    const plan = planOf(world, PAIR, ten)
    prepare(world)
    expect(executor.open(plan)).toMatchObject({ refused: { reason } })
    expect([...world.venues.kalshi.sent, ...world.venues.polymarket.sent]).toEqual([])
  })

  test('beyond what all trades together may be', async () => {
    const { world, executor } = await begin(
      'limits',
      {},
      { limits: { exposureMax: { quantity: contracts(15), money: 100_000_000 as Money } } },
    )
    expect(executor.open(planOf(world, PAIR, ten, { name: 'a' }))).toEqual({ trade: 1 })
    expect(executor.open(planOf(world, PAIR, ten, { name: 'b' }))).toMatchObject({ refused: { reason: 'limits' } })
    expect(executor.open(planOf(world, PAIR, contracts(5), { name: 'b' }))).toEqual({ trade: 2 })
  })

  test('beyond the orders a second, of which unwinds have a part for themselves', async () => {
    const { world, life, executor } = await begin('rate', {}, { limits: { tradesMax: 100 } })
    const reasons: string[] = []
    for (let trade = 0; trade < 45; trade++) {
      if (trade === 39) {
        await pass(world, THIS_TURN)
        world.venues.polymarket.fates.push({ part: 0 })
      }
      const opened = executor.open(planOf(world, PAIR, contracts(0.01), { name: `t${trade}` }))
      if ('refused' in opened) reasons.push(opened.refused.reason)
    }
    expect(reasons).toEqual(Array.from({ length: 5 }, () => 'rate'))
    await pass(world, millis(20))
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'trade.repaired', trade: 40 }))
    await pass(world, seconds(1))
    expect(executor.state().endings.hedged).toBe(40)
  })

  test('before its intent is on the medium, nor when things changed until then', async () => {
    const { world, life, executor } = await begin('sync', { syncMicros: millis(50) }, { durability: 'machine' })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(40))
    expect(sentTo(world, 'kalshi')).toEqual([])
    await pass(world, millis(20))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    await pass(world, seconds(1))
    world.setBook(A, [[3_900, 50]], [[4_000, 10]])
    executor.open(planOf(world, PAIR, contracts(1)))
    world.killSwitch.isSet = true
    await pass(world, seconds(1))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'order.refused-late', reason: 'stopped' }))
    expect(executor.state().endings.hedged).toBe(2)
  })

  test('when the disk is full: the journal says no, and somebody is called', async () => {
    const { world, life, executor } = await begin('full')
    world.disk.setCapacity(world.disk.usedBytes() + 50)
    expect(executor.open(planOf(world, PAIR, ten))).toMatchObject({ refused: { reason: 'journal' } })
    expect(executor.open(planOf(world, PAIR, ten))).toMatchObject({ refused: { reason: 'journal' } })
    expect(sentTo(world, 'kalshi')).toEqual([])
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'alert', code: 'journal-failed' }))
  })
})

describe('a turn that does not end as it must', () => {
  const fault = new Error('a rule is broken')
  const nextMove: LegsRules['nextMove'] = (rules, trade, state) => {
    if (trade.name === 'broken') throw fault
    return legsRules.nextMove(rules, trade, state)
  }

  test('lets nothing more leave, and calls somebody at once', async () => {
    const { world, life, executor } = await begin('broken', {}, { rules: { ...legsRules, nextMove } })
    expect(() => executor.open(planOf(world, PAIR, contracts(1), { name: 'broken' }))).toThrow(fault)
    expect(life.facts).toContainEqual(
      expect.objectContaining({ type: 'alert', code: 'journal-failed', sentence: fault.message }),
    )
    expect(executor.open(planOf(world, PAIR, contracts(1)))).toMatchObject({ refused: { reason: 'journal' } })
    await pass(world, THIS_TURN)
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
  })

  test('is followed by turns that tell what they learn', async () => {
    const { world, life, executor } = await begin('broken later', {}, { rules: { ...legsRules, nextMove } })
    expect(() => executor.open(planOf(world, PAIR, contracts(1), { name: 'broken' }))).toThrow(fault)
    const asked = executor.reconcile('kalshi')
    const before = life.facts.length
    await pass(world, millis(100))
    await asked
    expect(life.facts.slice(before).map(({ type }) => type)).toContain('venue.reconciled')
  })
})

describe('the kill switch', () => {
  test.each([false, true])('lets what is held be sold only if so configured (%s)', async (mayUnwind) => {
    const { world, life, executor } = await begin('kill', {}, { limits: { repairMicros: seconds(2) } })
    world.killSwitch.mayUnwind = mayUnwind
    const pull = () => {
      world.killSwitch.isSet = true
    }
    world.venues.polymarket.fates.push({ part: 0, before: pull })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(5))
    // Completing would be cheaper, but is new money.
    expect(sentTo(world, 'kalshi').slice(1)).toMatchObject(mayUnwind ? [{ action: 'sell', quantity: ten }] : [])
    expect(life.facts).toContainEqual(ended(mayUnwind ? 'flattened' : 'halted'))
  })
})

describe('by hand', () => {
  test('everything that may rest is canceled, and each venue is asked afterwards', async () => {
    const { world, executor } = await begin('cancel')
    const canceling = executor.cancelAll()
    await pass(world, millis(50))
    const isDone = { isDone: true, sentence: '' }
    expect(await canceling).toEqual([
      { venue: 'kalshi', ...isDone },
      { venue: 'polymarket', ...isDone },
    ])
    world.mute.isSet = true
    const failing = executor.cancelAll()
    await pass(world, millis(50))
    expect((await failing).map((one) => one.isDone)).toEqual([false, false])
  })

  test('everything held is sold, halts or not, in rounds, and each venue is asked afterwards', async () => {
    const { world, life, executor } = await begin('close')
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    world.venues.polymarket.fates.push({ part: 0 })
    world.setBook(A, [[3_900, 50]], [[4_000, 50]])
    world.setBook(B, [[5_000, 50]], [[5_100, 50]])
    executor.open(
      planOf(world, PAIR, contracts(4), { name: 'other', expiresAt: (world.clock.now() + millis(9)) as Micros }),
    )
    executor.halt('all', 'a drill')
    await pass(world, millis(50))
    world.venues.kalshi.fates.push({ part: 60 })
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(10))
    expect(await closing).toEqual([
      { venue: 'kalshi', isDone: true, left: [], sentence: '' },
      { venue: 'polymarket', isDone: true, left: [], sentence: '' },
    ])
    expect(executor.open(planOf(world, PAIR, ten))).toMatchObject({ refused: { reason: 'halted' } })
    expect(executor.state().trades.size).toBe(0)
    expect(life.facts).toContainEqual(ended('flattened', { name: 'other' }))
  })

  test('what cannot be sold is reported as left', async () => {
    const { world, executor } = await begin('left')
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    world.setBook(A, [], [[4_000, 50]])
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(60))
    const [kalshi, polymarket] = await closing
    const sentence = 'nobody bids for it'
    expect(kalshi).toMatchObject({ isDone: false, left: [{ market: A, outcome: 'yes', quantity: ten, sentence }] })
    expect(polymarket).toMatchObject({ isDone: true })
  })

  test.each([
    ['before it is halted', millis(100)],
    ['while it is halted', seconds(5)],
    ['once it is halted', seconds(30)],
  ])('what a trade in doubt may hold is not sold as nobody’s, %s, and that is said', async (when, wait) => {
    const { world, life, executor } = await begin(`close in doubt ${when}`)
    world.venues.polymarket.fates.push({ answer: 'lost-after', isTold: false, delay: seconds(80) })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, wait)
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(45))
    const sentence = 'an order of its trade is in doubt'
    expect(await Promise.race([closing, 'it goes on'])).toMatchObject([
      { isDone: false, left: [{ market: A, outcome: 'yes', quantity: ten, sentence }] },
      { isDone: true, left: [] },
    ])
    await pass(world, seconds(100))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    expect(life.facts).toContainEqual(ended('hedged', { matched: ten, unmatched: 0 }))
  })

  test('what a sale in doubt may still sell is not sold a second time', async () => {
    const { world, executor } = await begin('close a sale in doubt')
    executor.open(planOf(world, [{ market: A, outcome: 'yes' }], ten))
    await pass(world, millis(100))
    world.venues.kalshi.fates.push({ answer: 'lost-after', isTold: false, delay: seconds(80) })
    const { continuity } = world.ladders.get(A) as Ladder
    const expiresAt = (world.clock.now() + millis(500)) as Micros
    const exit = { name: 'exit', market: A, outcome: 'yes', quantity: ten, continuity, expiresAt } as const
    expect(executor.sell({ ...exit, limit: 3_900 as Price })).toEqual({ trade: 2 })
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(45))
    const sentence = 'an order of its trade is in doubt'
    expect(await Promise.race([closing, 'it goes on'])).toMatchObject([{ left: [{ market: A, sentence }] }, {}])
    expect(sentTo(world, 'kalshi')).toHaveLength(2)
  })

  test('a trade whose doubt ends while everything is sold is sold as a whole', async () => {
    const { world, executor } = await begin('close after doubt')
    world.venues.polymarket.fates.push({ answer: 'lost-after', isTold: false, delay: seconds(10) })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(9))
    expect(sentTo(world, 'kalshi')).toHaveLength(1)
    world.setBook(B, [[5_000, 50]], [[5_100, 50]])
    await pass(world, seconds(51))
    expect(await closing).toMatchObject([
      { isDone: true, left: [] },
      { isDone: true, left: [] },
    ])
    expect(executor.state().trades.size).toBe(0)
    expect(executor.state().endings).toMatchObject({ hedged: 1, halted: 0 })
  })

  test('a disk that is full ends it at once: nothing leaves that is not written down', async () => {
    const { world, executor } = await begin('full while closing')
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    world.setBook(A, [], [[4_000, 50]])
    world.disk.setCapacity(world.disk.usedBytes())
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(2))
    expect(await Promise.race([closing, 'it goes on'])).toMatchObject([{ isDone: false }, { isDone: false }])
  })

  test('what cannot be sold yet is sold when it can be', async () => {
    const { world, executor } = await begin('later')
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    world.setBook(A, [], [[4_000, 50]])
    const closing = executor.flattenAll('somebody asked')
    await pass(world, seconds(5))
    world.setBook(A, [[3_900, 50]], [[4_000, 50]])
    await pass(world, seconds(10))
    expect(await closing).toMatchObject([
      { isDone: true, left: [] },
      { isDone: true, left: [] },
    ])
  })
})

describe('a start', () => {
  test('asks each venue first; until one has told of its account nothing leaves for it', async () => {
    const world = createWorld('start')
    world.mute.isSet = true
    const life = await world.start()
    let isReady = false
    const becoming = life.executor.ready.then(() => {
      isReady = true
    })
    expect(life.executor.open(planOf(world, PAIR, ten))).toMatchObject({ refused: { reason: 'in-doubt' } })
    await pass(world, seconds(3))
    expect(isReady).toBe(false)
    world.mute.isSet = false
    await pass(world, seconds(2))
    expect(isReady).toBe(true)
    await becoming
    expect(life.executor.open(planOf(world, PAIR, ten))).toEqual({ trade: 1 })
  })

  test('settles what the life before left on its way', async () => {
    const world = createWorld('restart')
    const first = await world.start()
    world.venues.polymarket.fates.push({ part: 30 })
    first.executor.open(planOf(world, PAIR, ten))
    await pass(world, THIS_TURN)
    world.crash('process')
    await pass(world, seconds(1))
    const second = await world.start()
    await pass(world, seconds(2))
    expect(second.facts).toContainEqual(ended('hedged', { matched: ten }))
    expect(world.venues.kalshi.sent).toHaveLength(1)
    expect(world.venues.polymarket.sent).toHaveLength(2)
  })

  test('learns of a fill that was taken back meanwhile, however late the record answers and whatever comes first', async () => {
    const { world, executor } = await begin('taken back', { stages: true })
    world.setBook(
      B,
      [
        [4_900, 5],
        [5_000, 5],
      ],
      [[5_100, 50]],
    )
    world.venues.polymarket.fates.push({ fails: true })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(200))
    const fills = world.venues.polymarket.truth.values().next().value?.fills ?? []
    expect([fills.length, executor.state().endings.hedged]).toEqual([2, 1])
    world.crash('process')
    await pass(world, seconds(2))
    world.setBook(B, [[5_000, 50]], [[5_100, 50]])
    world.mute.isSet = true
    const second = await world.start()
    await pass(world, millis(50))
    const { order, id: fill } = fills[0] as Fill
    second.executor.fold([{ type: 'fill.settled', at: world.clock.now(), order, fill, stage: 'mined' }])
    world.mute.isSet = false
    await pass(world, seconds(3))
    expect(sentTo(world, 'polymarket').slice(1)).toMatchObject([{ action: 'buy', outcome: 'no', quantity: ten }])
    expect(second.facts).toContainEqual(ended('hedged', { matched: ten }))
  })

  test('compacts a long journal when nothing is open, and goes on after it', async () => {
    const { world, life, executor } = await begin('compact', {}, { limits: { compactRecords: 20 } })
    for (let trade = 0; trade < 6; trade++) {
      world.setBook(A, [[3_900, 50]], [[4_000, 50]])
      world.setBook(B, [[5_000, 50]], [[5_100, 50]])
      expect(executor.open(planOf(world, PAIR, ten))).toEqual({ trade: trade + 1 })
      await pass(world, millis(100))
    }
    expect(life.journal.size()).toBeLessThan(8_000)
    world.crash()
    const again = await world.start()
    expect([again.journal.report.records < 20, again.executor.state().endings.hedged]).toEqual([true, 6])
  })

  test('an answer that contradicts the last word halts everything, however late it comes', async () => {
    const { world, executor } = await begin('contradiction', {}, { limits: { repairMicros: seconds(1) } })
    // On its way for ten seconds, and not in the records: nobody can know.
    world.venues.kalshi.fates.push({ delay: seconds(10), isHidden: true, isTold: false })
    world.venues.polymarket.fates.push({ part: 0 }, { part: 0 }, { part: 0 }, { part: 0 }, { part: 0 })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, seconds(9))
    expect(executor.state().endings.hedged).toBe(1)
    await pass(world, seconds(15))
    expect(executor.state().halts.get('all')?.reason).toContain('an answer came late')
  })

  test('calls somebody again about a trade that is halted: the life before may not have come to it', async () => {
    const { world, executor } = await begin('call', {}, { limits: { repairsMax: 0 } })
    world.venues.polymarket.fates.push({ part: 0 })
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    expect(executor.state().endings.halted).toBe(1)
    world.crash()
    const { facts } = await world.start()
    expect(facts).toContainEqual(expect.objectContaining({ type: 'alert', code: 'trade-halted', trade: 1 }))
    expect(facts).not.toContainEqual(expect.objectContaining({ type: 'order.sent' }))
  })

  test('a fill that nobody expected halts everything', async () => {
    const { world, life, executor } = await begin('surprise')
    executor.open(planOf(world, PAIR, ten))
    await pass(world, millis(100))
    const [fill] = world.venues.kalshi.truth.values().next().value?.fills ?? []
    const at = world.clock.now()
    // Told again, it is no news; told under another name, it is one too many.
    executor.fold([{ type: 'order.filled', at, fill: fill as Fill }])
    expect(executor.state().halts.size).toBe(0)
    executor.fold([{ type: 'order.filled', at, fill: { ...(fill as Fill), id: 'another' as FillId } }])
    expect(executor.state().halts.get('all')?.reason).toContain('which no open trade has')
    expect(life.facts).toContainEqual(expect.objectContaining({ type: 'alert', code: 'halted' }))
  })
})
