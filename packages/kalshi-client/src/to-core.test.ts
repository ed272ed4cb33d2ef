import type { ClientOrderId, Micros, Money, Price, Quantity } from '@arbees/core'
import { uniformGrid } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { KalshiMarket } from './schema/market.ts'
import { MARKET_STATUSES } from './schema/market.ts'
import { marketStatusOf, toFill, toMarket } from './to-core.ts'

const market = {
  ticker: 'KX-1',
  marketType: 'binary',
  title: 'A question?',
  status: 'active',
  closeTime: 9 as Micros,
  priceRanges: uniformGrid(100),
  settlementBoundsType: 'default',
} as unknown as KalshiMarket

describe('a market', () => {
  it('becomes core’s', () => {
    expect(toMarket(market)).toMatchObject({
      id: 'kalshi:KX-1',
      status: 'open',
      lot: 10_000,
      notionalMin: 0,
      closesAt: 9,
    })
  })

  it('has a known state for every known word, and is unknown for any other', () => {
    for (const status of MARKET_STATUSES) expect(marketStatusOf(status)).not.toBe('unknown')
    expect(marketStatusOf('constructor')).toBe('unknown')
    expect(marketStatusOf('halted_by_moon')).toBe('unknown')
  })

  it('is refused when its rules are not known', () => {
    expect(() => toMarket({ ...market, marketType: 'scalar' })).toThrow(/binary/)
    expect(() => toMarket({ ...market, settlementBoundsType: 'floor' })).toThrow(/bounds/)
  })
})

describe('a fill', () => {
  const fill = {
    id: 'f-1',
    ticker: 'KX-1',
    bookSide: 'ask' as const,
    yesPrice: 6700 as Price,
    quantity: 8_930_000 as Quantity,
    fee: 138_300 as Money,
    isTaker: true,
    at: 5 as Micros,
  }
  const id = 'arb1' as ClientOrderId

  it('is told in the words of its order', () => {
    const bought = toFill(fill, id, { action: 'buy', outcome: 'no' })
    expect(bought).toMatchObject({ action: 'buy', outcome: 'no', price: 3300, received: 8_930_000, fee: 138_300 })
    expect(toFill(fill, id, { action: 'sell', outcome: 'yes' })).toMatchObject({ action: 'sell', price: 6700 })
  })

  it('of an unknown order is told in the venue’s words, or by what it gained', () => {
    expect(toFill({ ...fill, action: 'sell', side: 'yes' }, id, undefined)).toMatchObject({
      action: 'sell',
      price: 6700,
    })
    expect(toFill(fill, id, undefined)).toMatchObject({ action: 'buy', outcome: 'no', price: 3300, liquidity: 'taker' })
    expect(toFill({ ...fill, bookSide: 'bid', isTaker: false }, id, undefined)).toMatchObject({
      outcome: 'yes',
      price: 6700,
      liquidity: 'maker',
    })
  })
})
