import type { ClientOrderId, FillId, Micros, Money, Price, Quantity, Rng } from '@arbees/core'
import { costRoundedUp, createRng, LOT, nextChance, nextInteger, toMarketId } from '@arbees/core'
import { expect, test } from 'vitest'
import type { JournalFill, JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { filledOf } from '../journal/order-doubt.ts'
import type { FurtherOrder } from '../journal/trade-exposure.ts'
import { exposureWith, tradeExposure } from '../journal/trade-exposure.ts'
import { claimedLegs, isBounded, missesOf, refusedFor, repairsOf } from './past-mends.ts'

const A = toMarketId('kalshi', 'GAME')
const B = toMarketId('polymarket', '71')
const staged = (market: string) => market === B
const at = 1_796_493_600_000_000 as Micros

function fillOf(rng: Rng, limit: number, quantity: number, name: string, stage: JournalFill['stage']): JournalFill {
  const price = nextInteger(rng, Math.max(1, Math.floor(limit / 2)), limit) as Price
  return {
    id: name as FillId,
    price,
    quantity: quantity as Quantity,
    received: quantity as Quantity,
    fee: 0 as Money,
    stage,
  }
}

function orderOf(rng: Rng, number: number, leg: number, more: Partial<JournalOrder> = {}): JournalOrder {
  const market = leg % 2 === 0 ? A : B
  const limit = (nextInteger(rng, 10, 90) * 100) as Price
  const lots = nextInteger(rng, 1, 1_000)
  const quantity = (lots * LOT) as Quantity
  const order = `arb${number}` as ClientOrderId
  const fills: JournalFill[] = []
  const filled = nextInteger(rng, 0, lots)
  const split = nextInteger(rng, 0, filled)
  for (const [index, part] of [split, filled - split].entries()) {
    if (part === 0) continue
    const stage = !staged(market) ? 'confirmed' : nextChance(rng, 0.5) ? 'matched' : 'mined'
    fills.push(fillOf(rng, limit, part * LOT, `${order}/${index}`, stage))
  }
  return {
    order,
    number,
    trade: 1,
    leg,
    purpose: 'open',
    market,
    action: 'buy',
    outcome: leg % 2 === 0 ? 'yes' : 'no',
    limit,
    quantity,
    costMax: costRoundedUp(limit, quantity),
    expiresAt: at,
    intendedAt: at,
    status: 'done',
    venueOrder: null,
    filled: (filled * LOT) as Quantity,
    fills,
    ...more,
  }
}

function tradeOf(orders: JournalOrder[], legs: number, bound: JournalTrade['bound']): JournalTrade {
  return {
    trade: 1,
    at,
    name: 'game',
    strategy: 'pair',
    opportunityType: null,
    payout: 1_000_000 as Money,
    bound,
    expiresAt: at,
    first: 'all',
    legs,
    orders,
    changedAt: at,
    ending: null,
    ordersAtEnd: 0,
    hasNews: false,
    reason: '',
  }
}

/** Returns the trade after its last orders filled as they may, and some claims of all were taken back. */
function fallen(rng: Rng, trade: JournalTrade, further: readonly FurtherOrder[]): JournalTrade {
  const bought = further.map((order, index): JournalOrder => {
    const part = nextChance(rng, 0.3) ? 0 : nextChance(rng, 0.5) ? order.quantity : Math.floor(order.quantity / 2)
    const { limit, quantity } = order as JournalOrder
    const name = `further/${index}`
    const stage = staged(order.market) ? 'matched' : 'confirmed'
    const fills = part === 0 ? [] : [fillOf(rng, limit, part, name, stage)]
    return { ...(order as JournalOrder), order: name as ClientOrderId, quantity, filled: part as Quantity, fills }
  })
  const orders = [...trade.orders, ...bought].map((order) => {
    const fills = order.fills.map((fill) =>
      fill.stage !== 'confirmed' && nextChance(rng, 0.5) ? { ...fill, stage: 'failed' as const } : fill,
    )
    return { ...order, fills, filled: filledOf({ fills }) }
  })
  return { ...trade, orders }
}

test('what may leave keeps a trade inside its bound, whatever of it and of earlier claims is taken back', () => {
  const seen = { allowed: 0, barred: 0, near: 0 }
  for (let seed = 0; seed < 3_000; seed++) {
    const rng = createRng(seed)
    const legs = nextInteger(rng, 2, 4)
    const orders = Array.from({ length: legs }, (_, leg) => orderOf(rng, leg + 1, leg))
    const bound = {
      quantity: (nextInteger(rng, 1, 15) * 1_000_000) as Quantity,
      money: (nextInteger(rng, 1, 15) * 1_000_000) as Money,
    }
    const trade = tradeOf(orders, legs, bound)
    const further = [orderOf(rng, 10, nextInteger(rng, 0, legs - 1), { fills: [], filled: 0 as Quantity })]
    if (!isBounded(trade, further, staged)) {
      seen.barred += 1
      continue
    }
    seen.allowed += 1
    const worst = exposureWith(trade, further, staged)
    for (let times = 0; times < 12; times++) {
      const { quantity, money } = tradeExposure(fallen(rng, trade, further))
      expect(quantity, `seed ${seed}`).toBeLessThanOrEqual(bound.quantity)
      expect(money, `seed ${seed}`).toBeLessThanOrEqual(bound.money)
      if (quantity === worst.quantity) seen.near += 1
    }
  }
  expect(Math.min(seen.allowed, seen.barred, seen.near)).toBeGreaterThan(300)
})

test('a dear leg is not bought on a cheap claim that may be taken back', () => {
  const rng = createRng('cheap claim')
  const six = 6_000_000 as Quantity
  const claim = fillOf(rng, 2_500, six, 'claim', 'matched')
  const cheap = orderOf(rng, 2, 1, { quantity: six, filled: six, fills: [{ ...claim, price: 2_500 as Price }] })
  const none = orderOf(rng, 1, 0, { quantity: six, filled: 0 as Quantity, fills: [] })
  const bound = { quantity: six, money: 4_490_000 as Money }
  const trade = tradeOf([none, cheap], 2, bound)
  const buy = (costMax: number): FurtherOrder => ({
    leg: 0,
    market: A,
    action: 'buy',
    quantity: six,
    costMax: costMax as Money,
  })
  expect(isBounded(trade, [buy(4_490_000)], staged)).toBe(true)
  expect(isBounded(trade, [buy(4_640_000)], staged)).toBe(false)
  const [fill] = cheap.fills
  Object.assign(fill as JournalFill, { stage: 'confirmed' })
  expect(isBounded(trade, [buy(4_640_000)], staged)).toBe(true)
})

test('a claim bars sales of its own leg only, a sale without funds is no repair, and waits grow all the same', () => {
  const rng = createRng('past')
  const open = [orderOf(rng, 1, 0), orderOf(rng, 2, 1)]
  const sale = (number: number, more: Partial<JournalOrder>) =>
    orderOf(rng, number, 1, {
      purpose: 'flatten',
      action: 'sell',
      fills: [],
      filled: 0 as Quantity,
      status: 'rejected',
      ...more,
    })
  const unfunded = [3, 4].map((number) => sale(number, { refusal: 'funds' }))
  const trade = tradeOf([...open, sale(5, { refusal: 'no-match' }), ...unfunded], 2, {
    quantity: 0 as Quantity,
    money: 0 as Money,
  })
  trade.changedAt = (at + 700) as Micros
  expect([repairsOf(trade), missesOf(trade), refusedFor(trade)]).toEqual([1, ['flatten', 'flatten', 'flatten'], 700])
  expect([missesOf({ ...trade, orders: open }), refusedFor({ ...trade, orders: open })]).toEqual([[], 0])
  const stand = { outcome: 'no', bought: 0 as Quantity, paid: 0 as Money } as const
  const stands = (a: number, b: number) => [
    { ...stand, market: A, held: a as Quantity },
    { ...stand, market: B, held: b as Quantity },
  ]
  const claim = fillOf(rng, 5_000, LOT, 'claim', 'matched')
  const claimed = tradeOf([open[0] as JournalOrder, orderOf(rng, 2, 1, { fills: [claim] })], 2, trade.bound)
  expect([...claimedLegs(claimed, stands(1, 2), staged)]).toEqual([B])
  expect([...claimedLegs(claimed, stands(2, 1), staged)]).toEqual([])
  claim.stage = 'mined'
  const [, order] = claimed.orders
  Object.assign(order as JournalOrder, { filled: LOT })
  expect([...claimedLegs(claimed, stands(1, 2), staged)]).toEqual([])
  Object.assign(order as JournalOrder, { filled: 2 * LOT })
  expect([...claimedLegs(claimed, stands(1, 2), staged)]).toEqual([B])
  expect([...claimedLegs(claimed, stands(1, 2), () => false)]).toEqual([])
})
