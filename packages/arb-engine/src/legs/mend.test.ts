import type { ContinuityToken, Ladder, MarketId, Micros, Money, Outcome, Price, Quantity, Rng } from '@arbees/core'
import {
  createLadder,
  createRng,
  DISCONTINUOUS,
  defectOfOrder,
  LOT,
  NO_FEES,
  NO_MONEY,
  nextChance,
  nextInteger,
  quadraticFee,
  seconds,
  setLevel,
  toMarketId,
  uniformGrid,
} from '@arbees/core'
import { expect, test } from 'vitest'
import { LIMITS } from '../../test/executor-world.ts'
import { quoteBuy, quoteSell } from '../quote.ts'
import type { LegStand } from './leg-stand.ts'
import type { ListedMarket } from './market-views.ts'
import type { Mend, MendWorld } from './mend.ts'
import { isBeyondMending, mendOf } from './mend.ts'

const at = seconds(1_796_493_600)
const PAYOUT = 1_000_000 as Money

type Draw = { readonly stands: readonly LegStand[]; readonly world: MendWorld }

function nextBook(rng: Rng): Ladder {
  const ladder = createLadder()
  const middle = nextInteger(rng, 20, 80) * 100
  for (let level = 1; level <= nextInteger(rng, 0, 4); level++) {
    setLevel(ladder.bids, (middle - level * 100) as Price, (nextInteger(rng, 1, 900) * LOT) as Quantity)
    setLevel(ladder.asks, (middle + level * 100) as Price, (nextInteger(rng, 1, 900) * LOT) as Quantity)
  }
  Object.assign(ladder, { at, continuity: (nextChance(rng, 0.1) ? DISCONTINUOUS : 7) as ContinuityToken })
  return ladder
}

function draw(rng: Rng, legs: number, listed: Partial<ListedMarket> = {}): Draw {
  const ids = Array.from({ length: legs }, (_, leg) => toMarketId(leg % 2 === 0 ? 'kalshi' : 'polymarket', `M${leg}`))
  const books = new Map(ids.map((id) => [id, nextBook(rng)]))
  const rules = (id: MarketId): ListedMarket => ({
    market: {
      id,
      venue: 'kalshi',
      title: id,
      status: 'open',
      grid: uniformGrid(100),
      lot: LOT,
      quantityMin: (nextInteger(createRng(id), 1, 50) * LOT) as Quantity,
      notionalMin: NO_MONEY,
      closesAt: null,
    },
    fees: NO_FEES,
    ...listed,
  })
  const stands = ids.map((market): LegStand => {
    const held = (nextInteger(rng, 0, 1_000) * LOT) as Quantity
    const paid = Math.ceil((held * nextInteger(rng, 20, 80)) / 100) as Money
    return { market, outcome: nextChance(rng, 0.5) ? 'yes' : 'no', held, bought: held, paid }
  })
  const limits = { ...LIMITS, repairLossMax: (nextInteger(rng, 0, 30) * 10_000) as Money }
  return {
    stands,
    world: { now: at as Micros, limits, market: rules, book: (id) => books.get(id), mayMend: () => true },
  }
}

function spread(held: readonly number[]): number {
  return Math.max(...held) - Math.min(...held)
}

/** Every order is lawful, of its own leg, and brings the legs nearer at the price that was counted. */
function check({ stands, world }: Draw, mend: Mend): void {
  const held = stands.map((stand) => stand.held as number)
  const [low, high] = [Math.min(...held), Math.max(...held)]
  let cost = 0
  for (const { leg, terms } of mend.orders) {
    const stand = stands[leg] as LegStand
    const { market, fees } = world.market(stand.market) as ListedMarket
    const ladder = world.book(stand.market) as Ladder
    expect([terms.market, terms.outcome]).toEqual([stand.market, stand.outcome])
    expect(terms.action).toBe(mend.how === 'complete' ? 'buy' : 'sell')
    expect(defectOfOrder({ ...terms, id: '' as never }, market)).toBeUndefined()
    expect([terms.continuity, ladder.continuity]).toEqual([7, 7])
    const isBuy = terms.action === 'buy'
    const room = isBuy ? high - stand.held : stand.held - low
    expect(terms.quantity).toBeLessThanOrEqual(room)
    const quote = (isBuy ? quoteBuy : quoteSell)(ladder, terms.outcome, terms.quantity, fees)
    expect(quote).toMatchObject({ quantity: terms.quantity, worst: terms.limit })
    if ('cost' in quote) expect(terms.costMax).toBeGreaterThanOrEqual(quote.cost + quote.fee)
    cost += 'cost' in quote ? quote.cost + quote.fee : quote.fee - quote.proceeds
    held[leg] = stand.held + (isBuy ? terms.quantity : -terms.quantity)
  }
  expect(mend.loss).toBeLessThanOrEqual((world.limits.repairLossMax * mend.quantity) / 1_000_000)
  // What is left is the rest, and on each leg less than its minimum.
  expect(spread(held)).toBeLessThanOrEqual(high - low - mend.quantity + 50 * LOT)
  expect(spread(held)).toBeLessThan(high - low)
  if (mend.how === 'complete') expect(cost).toBeGreaterThan(0)
}

test('a mend is lawful, within the loss, and brings the legs nearer, for any legs and books', () => {
  const hows = { complete: 0, flatten: 0, none: 0 }
  for (let seed = 0; seed < 4_000; seed++) {
    const rng = createRng(seed)
    const one = draw(rng, nextInteger(rng, 2, 5))
    const mend = mendOf(one.stands, PAYOUT, one.world)
    hows[mend?.how ?? 'none'] += 1
    if (mend === undefined) continue
    expect(isBeyondMending(one.stands, one.world), `seed ${seed}`).toBe(false)
    check(one, mend)
  }
  expect(Math.min(hows.complete, hows.flatten, hows.none)).toBeGreaterThan(200)
})

test('after a repair that filled nothing the limits reach as far as the loss allows, and never further', () => {
  const fees = quadraticFee({ name: 'in money', takerRate: 700, roundUpTo: 100 })
  const moved = { buy: 0, sell: 0, money: 0 }
  for (let seed = 0; seed < 2_000; seed++) {
    const rng = createRng(`reach ${seed}`)
    const buysBy = nextChance(rng, 0.3) ? 'money' : 'quantity'
    const { stands, world } = draw(rng, 2, { fees, buysBy })
    const shown = mendOf(stands, PAYOUT, world)
    const far = mendOf(stands, PAYOUT, { ...world, misses: ['complete'] })
    expect([far?.how, far?.quantity, far?.loss]).toEqual([shown?.how, shown?.quantity, shown?.loss])
    if (shown === undefined || far === undefined) continue
    const [{ terms: near }] = shown.orders as [Mend['orders'][number]]
    const [{ terms, leg }] = far.orders as [Mend['orders'][number]]
    const { market } = world.market(terms.market) as ListedMarket
    expect(defectOfOrder({ ...terms, id: '' as never }, market), `seed ${seed}`).toBeUndefined()
    const further = terms.action === 'buy' ? terms.limit - near.limit : near.limit - terms.limit
    expect(further, `seed ${seed}`).toBeGreaterThanOrEqual(0)
    if (further === 0) continue
    moved[terms.action] += 1
    if (buysBy === 'money' && terms.action === 'buy') {
      moved.money += 1
      // The money that is given stays the same, but for a lot.
      expect(Math.abs(terms.limit * terms.quantity - near.limit * near.quantity)).toBeLessThanOrEqual(
        terms.limit * LOT + near.limit * LOT,
      )
    }
    // Even if all of it fills at the limit itself, the loss of each contract stays what is allowed.
    const stand = stands[leg] as LegStand
    const [long] = [...stands].sort((a, b) => b.held - a.held) as [LegStand]
    const filled = buysBy === 'money' && terms.action === 'buy' ? far.quantity : near.quantity
    const fee = fees.fee(terms.limit, filled, 'taker')
    const value = (terms.limit * filled) / 10_000
    const sunk = (long.paid * far.quantity) / long.bought
    const loss = terms.action === 'buy' ? sunk + value + fee - far.quantity : sunk - value + fee
    expect(stand.market).toBe(terms.market)
    expect(loss, `seed ${seed}`).toBeLessThanOrEqual((world.limits.repairLossMax * far.quantity) / 1_000_000 + 1)
  }
  expect(Math.min(moved.buy, moved.sell, moved.money)).toBeGreaterThan(50)
})

test('where the bound of the trade forbids to reach further, the price that is shown is asked for again', () => {
  let kept = 0
  for (let seed = 0; seed < 1_000; seed++) {
    const { stands, world } = draw(createRng(`bound ${seed}`), 2)
    const shown = mendOf(stands, PAYOUT, world)
    const [order] = shown?.orders ?? []
    if (shown?.how !== 'complete' || order === undefined) continue
    const most = order.terms.costMax
    const isBounded: MendWorld['isBounded'] = ([further]) => (further?.costMax ?? 0) <= most
    expect(mendOf(stands, PAYOUT, { ...world, isBounded, misses: ['flatten'] })?.orders).toEqual(shown.orders)
    kept += 1
  }
  expect(kept).toBeGreaterThan(50)
})

test('a way that was tried in vain twice running gives way to the other one, where that is allowed', () => {
  let turned = 0
  for (let seed = 0; seed < 1_000; seed++) {
    const { stands, world } = draw(createRng(`vain ${seed}`), 2)
    const shown = mendOf(stands, PAYOUT, world)
    if (shown === undefined) continue
    const other = shown.how === 'complete' ? 'flatten' : 'complete'
    expect(mendOf(stands, PAYOUT, { ...world, misses: [other, shown.how] })?.how).toBe(shown.how)
    const next = mendOf(stands, PAYOUT, { ...world, misses: [shown.how, shown.how] })
    expect(next).toBeDefined()
    if (next?.how === other) turned += 1
    expect(mendOf(stands, PAYOUT, { ...world, misses: [other, other] })?.how).toBe(shown.how)
  }
  expect(turned).toBeGreaterThan(50)
})

/** What mending two legs by a quantity loses, counted anew: completing the short one, or selling the long one. */
function lossOf({ stands, world }: Draw, how: 'complete' | 'flatten', quantity: number): number | undefined {
  const [long, short] = [...stands].sort((a, b) => b.held - a.held) as [LegStand, LegStand]
  const { market, outcome } = how === 'complete' ? short : long
  const { market: rules, fees } = world.market(market) as ListedMarket
  const ladder = world.book(market) as Ladder
  if (quantity < rules.quantityMin || ladder.continuity === DISCONTINUOUS) return undefined
  const sunk = Math.ceil((long.paid * quantity) / long.bought)
  const book = (of: Outcome, wanted: Quantity) =>
    how === 'complete' ? quoteBuy(ladder, of, wanted, fees) : quoteSell(ladder, of, wanted, fees)
  const quote = book(outcome, quantity as Quantity)
  if (quote.quantity < quantity) return undefined
  return 'cost' in quote ? sunk + quote.cost - quantity : sunk - quote.proceeds
}

test('for two legs nothing that is within the loss is missed, and the whole excess is mended where that is', () => {
  let whole = 0
  for (let seed = 0; seed < 2_000; seed++) {
    const one = draw(createRng(`pair ${seed}`), 2)
    const excess = spread(one.stands.map(({ held }) => held))
    if (excess === 0) continue
    const mend = mendOf(one.stands, PAYOUT, one.world)
    const within = (quantity: number) => (one.world.limits.repairLossMax * quantity) / 1_000_000
    const losses = (['complete', 'flatten'] as const).map((how) => lossOf(one, how, excess))
    const least = Math.min(...losses.map((loss) => (loss !== undefined && loss <= within(excess) ? loss : 1e15)))
    if (least === 1e15) continue
    whole += 1
    expect(mend, `seed ${seed}`).toBeDefined()
    // Never dearer for each contract than the better of the two ways for all of it.
    const perContract = ((mend?.loss ?? 0) * 1_000_000) / (mend?.quantity ?? 1)
    expect(perContract, `seed ${seed}`).toBeLessThanOrEqual((least * 1_000_000) / excess + 200)
  }
  expect(whole).toBeGreaterThan(300)
})

test('of contracts that are fewer than were bought, so many more are bought that they arrive, and no more', () => {
  const fees = quadraticFee({ name: 'in contracts', takerRate: 700, roundUpTo: 1, buyFeeIn: 'quantity' })
  let bought = 0
  for (let seed = 0; seed < 500; seed++) {
    const one = draw(createRng(`fee ${seed}`), 2, { fees })
    const mend = mendOf(one.stands, PAYOUT, one.world)
    if (mend?.how !== 'complete') continue
    bought += 1
    const [{ terms, leg }] = mend.orders as [Mend['orders'][number]]
    const short = one.stands[leg] as LegStand
    const { received } = quoteBuy(one.world.book(short.market) as Ladder, terms.outcome, terms.quantity, fees)
    expect(received).toBeLessThanOrEqual(mend.quantity + 10)
    expect(received).toBeGreaterThan(mend.quantity * 0.98 - 2 * LOT)
  }
  expect(bought).toBeGreaterThan(50)
})
