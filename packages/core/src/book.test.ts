import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Book, Level } from './book.ts'
import {
  bestAsk,
  bestBid,
  biddersOf,
  changeBook,
  complementBook,
  defectOf,
  depthTo,
  emptyBook,
  isCrossed,
  offersOf,
  replaceBook,
  walk,
} from './book.ts'
import { createContinuitySource, DISCONTINUOUS, nextContinuity } from './continuity.ts'
import { InvariantError } from './invariant.ts'
import { toMarketId } from './market.ts'
import type { Micros } from './units.ts'
import { complement, toPrice, toQuantity } from './units.ts'

const market = toMarketId('kalshi', 'BOOK-TEST')
const whole = nextContinuity(createContinuitySource())
const at = 1 as Micros
const level = (price: number, quantity: number): Level => ({ price: toPrice(price), quantity: toQuantity(quantity) })
const bookOf = (bids: readonly Level[], asks: readonly Level[]): Book => replaceBook(market, bids, asks, at, whole)

const anyLevels = fc
  .uniqueArray(fc.integer({ min: 1, max: 9999 }), { maxLength: 12 })
  .chain((prices) =>
    fc
      .array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: prices.length, maxLength: prices.length })
      .map((quantities) => prices.map((price, index) => level(price, quantities[index] as number))),
  )
const anyBook = fc.tuple(anyLevels, anyLevels).map(([bids, asks]) => bookOf(bids, asks))

describe('a book', () => {
  test('keeps the best level first on both sides, whatever the order of arrival', () => {
    const book = bookOf([level(40, 1), level(60, 2), level(50, 3)], [level(90, 1), level(70, 2)])
    expect(book.bids.map((one) => one.price)).toEqual([60, 50, 40])
    expect(book.asks.map((one) => one.price)).toEqual([70, 90])
    expect(bestBid(book)?.quantity).toBe(2)
    expect(bestAsk(book)?.quantity).toBe(2)
  })

  test('refuses an empty, a negative and a doubled level', () => {
    expect(() => bookOf([level(40, 0)], [])).toThrow(InvariantError)
    expect(() => bookOf([], [level(40, -1)])).toThrow('level is not empty, found -1 at 40')
    expect(() => bookOf([level(40, 1), level(30, 1), level(40, 2)], [])).toThrow('found 40 twice')
    expect(() => changeBook(emptyBook(market), 'bid', toPrice(40), toQuantity(-1), at)).toThrow(InvariantError)
  })

  test('after any changes equals a map of prices', () => {
    const change = fc.record({
      side: fc.constantFrom('bid' as const, 'ask' as const),
      price: fc.integer({ min: 1, max: 40 }),
      quantity: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        let book = emptyBook(market)
        const naive = { bid: new Map<number, number>(), ask: new Map<number, number>() }
        for (const { side, price, quantity } of changes) {
          book = changeBook(book, side, toPrice(price), toQuantity(quantity), at)
          if (quantity === 0) naive[side].delete(price)
          else naive[side].set(price, quantity)
        }
        const levels = (side: 'bid' | 'ask') =>
          [...naive[side]]
            .sort(([a], [b]) => (side === 'bid' ? b - a : a - b))
            .map(([price, quantity]) => level(price, quantity))
        expect(book.bids).toEqual(levels('bid'))
        expect(book.asks).toEqual(levels('ask'))
      }),
    )
  })

  test('says its gravest defect', () => {
    const one = level(5000, 1)
    expect(defectOf(emptyBook(market))).toBe('discontinuous')
    expect(defectOf({ ...bookOf([one], [level(5001, 1)]), continuity: DISCONTINUOUS })).toBe('discontinuous')
    expect(defectOf(bookOf([one], [one]))).toBe('crossed')
    expect(defectOf(bookOf([], [one]))).toBe('no-bid')
    expect(defectOf(bookOf([one], []))).toBe('no-ask')
    expect(defectOf(bookOf([one], [level(5001, 1)]))).toBeUndefined()
    expect(isCrossed(bookOf([level(5001, 1)], [one]))).toBe(true)
  })

  test('complemented twice is itself', () => {
    fc.assert(
      fc.property(anyBook, (book) => {
        expect(complementBook(complementBook(book))).toEqual(book)
      }),
    )
  })

  test('complemented is the book that NO sees', () => {
    fc.assert(
      fc.property(anyBook, (book) => {
        const no = complementBook(book)
        expect(no).toEqual(bookOf([...no.bids].reverse(), [...no.asks].reverse()))
        expect(isCrossed(no)).toBe(isCrossed(book))
        expect(offersOf(book, 'no')).toEqual(no.asks)
        expect(biddersOf(book, 'no')).toEqual(no.bids)
        expect(offersOf(book, 'yes')).toBe(book.asks)
        expect(biddersOf(book, 'yes')).toBe(book.bids)
      }),
    )
  })

  test('gives the depth to a limit', () => {
    const book = bookOf([level(60, 2), level(50, 3)], [level(70, 5), level(80, 7)])
    expect(depthTo(book, 'bid', toPrice(50))).toBe(5)
    expect(depthTo(book, 'bid', toPrice(51))).toBe(2)
    expect(depthTo(book, 'ask', toPrice(69))).toBe(0)
    expect(depthTo(book, 'ask', toPrice(80))).toBe(12)
  })

  test('walked, gives the best levels first, never more than wanted, shown or within the limit', () => {
    fc.assert(
      fc.property(
        anyBook,
        fc.integer({ min: 0, max: 40_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (book, wanted, limit) => {
          const taken = walk(book.asks, toQuantity(wanted), (price) => price <= limit)
          const total = taken.reduce((sum, one) => sum + one.quantity, 0)
          expect(total).toBe(Math.min(wanted, depthTo(book, 'ask', toPrice(limit))))
          for (const [index, one] of taken.entries()) {
            const shown = book.asks[index] as Level
            expect(one.price).toBe(shown.price)
            if (index < taken.length - 1) expect(one.quantity).toBe(shown.quantity)
            else expect(one.quantity).toBeLessThanOrEqual(shown.quantity)
          }
        },
      ),
    )
  })

  test('complement of a price twice is the price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (ticks) => {
        expect(complement(toPrice(ticks))).toBe(10_000 - ticks)
        expect(complement(complement(toPrice(ticks)))).toBe(ticks)
      }),
    )
  })
})
