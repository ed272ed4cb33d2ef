import { describe, expect, test } from 'vitest'
import type { Market, MarketId } from './market.ts'
import { isMarketId, nativeOf, otherOutcome, toMarketId, venueOf } from './market.ts'
import type { ClientOrderId, IocOrder, OrderStatus } from './order.ts'
import { defectOfOrder, isFinal, isLegalTransition } from './order.ts'
import { uniformGrid } from './price-grid.ts'
import { LOT, ONE_CONTRACT, ONE_DOLLAR, toPrice, toQuantity } from './units.ts'

const market: Market = {
  id: toMarketId('polymarket', '123'),
  venue: 'polymarket',
  title: 'A test',
  status: 'open',
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: ONE_CONTRACT,
  notionalMin: ONE_DOLLAR,
  closesAt: null,
}
const order: IocOrder = {
  id: 'arb1' as ClientOrderId,
  market: market.id,
  action: 'buy',
  outcome: 'yes',
  limit: toPrice(5000),
  quantity: toQuantity(2_000_000),
}

describe('an order', () => {
  const statuses: readonly OrderStatus[] = ['pending', 'unknown', 'filled', 'canceled', 'rejected']

  test('goes only where it may', () => {
    const legal = statuses.flatMap((from) =>
      statuses.filter((to) => isLegalTransition(from, to)).map((to) => `${from} ${to}`),
    )
    expect(legal).toEqual([
      'pending unknown',
      'pending filled',
      'pending canceled',
      'pending rejected',
      'unknown filled',
      'unknown canceled',
      'unknown rejected',
      'filled canceled',
      'canceled filled',
    ])
    expect(statuses.filter(isFinal)).toEqual(['filled', 'canceled', 'rejected'])
  })

  test('has no defect when the market allows it', () => {
    expect(defectOfOrder(order, market)).toBeUndefined()
    expect(defectOfOrder({ ...order, action: 'sell', limit: toPrice(100) }, market)).toBeUndefined()
  })

  test.each<[string, Partial<IocOrder>, Partial<Market>]>([
    ['closed', {}, { status: 'closed' }],
    ['closed', {}, { status: 'unknown' }],
    ['closed', {}, { status: 'upcoming' }],
    ['paused', {}, { status: 'paused' }],
    ['tick', { limit: toPrice(5050) }, {}],
    ['tick', { limit: toPrice(0) }, {}],
    ['tick', { limit: toPrice(10_000) }, {}],
    ['lot', { quantity: toQuantity(2_000_001) }, {}],
    ['lot', { quantity: toQuantity(0) }, {}],
    ['lot', { quantity: toQuantity(-2_000_000) }, {}],
    ['minimum', { quantity: toQuantity(990_000) }, {}],
    ['minimum', { quantity: toQuantity(1_990_000) }, {}],
  ])('is refused for %s: %o, %o', (reason, draft, rules) => {
    const defect = defectOfOrder({ ...order, ...draft }, { ...market, ...rules })
    expect(defect?.reason).toBe(reason)
  })

  test('is never held against the rules of another market', () => {
    expect(() => defectOfOrder({ ...order, market: toMarketId('kalshi', 'KX') }, market)).toThrow('found the rules of')
  })
})

describe('a market id', () => {
  test('carries venue and native name, colons kept', () => {
    const id = toMarketId('kalshi', 'KXHIGHNY-26NOV22-B53.5:X')
    expect([venueOf(id), nativeOf(id), isMarketId(id)]).toEqual(['kalshi', 'KXHIGHNY-26NOV22-B53.5:X', true])
  })

  test.each(['kalshi', 'kalshi:', ':KX', 'Kalshi:KX', 'kalshi:K X', ''])('%j has not its form', (text) => {
    expect(isMarketId(text)).toBe(false)
    expect(() => toMarketId(text.split(':')[0] as string, text.split(':')[1] ?? '')).toThrow()
  })

  test('narrows text', () => {
    const text = 'kalshi:KX'
    const id: MarketId | undefined = isMarketId(text) ? text : undefined
    expect(id).toBe(text)
  })

  test('has two outcomes', () => {
    expect([otherOutcome('yes'), otherOutcome('no')]).toEqual(['no', 'yes'])
  })
})
