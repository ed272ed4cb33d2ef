import { LOT, ONE_CONTRACT, toMicros, toPrice, toQuantity } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayBook, displayedAt, displayLevel } from './displayed-liquidity.ts'
import { bestPriceOf, createMatchBook, submitOrder } from './matching-engine.ts'

const AT = toMicros(1)
const P50 = toPrice(5000)

describe('displayLevel', () => {
  it('keeps an order that queues behind the crowd behind it when the level shrinks and grows', () => {
    const book = createMatchBook()
    displayLevel(book, 'ask', P50, toQuantity(3_000_000), AT)
    const mine = { id: 'mine', owner: 'me', side: 'ask', limit: P50, quantity: ONE_CONTRACT } as const
    submitOrder(book, { ...mine, lifetime: 'gtc', selfTrade: 'cancel-taker' }, AT)
    displayLevel(book, 'ask', P50, toQuantity(1_000_000), AT)
    displayLevel(book, 'ask', P50, toQuantity(2_000_000), AT)
    const events = submitOrder(
      book,
      {
        id: 't',
        owner: 'you',
        side: 'bid',
        limit: P50,
        quantity: toQuantity(3_000_000),
        lifetime: 'ioc',
        selfTrade: 'allow',
      },
      AT,
    )
    const makers = events.flatMap((event) => (event.type === 'trade' ? [event.maker.owner] : []))
    expect(makers).toEqual(['crowd', 'me', 'crowd'])
  })
})

describe('displayBook', () => {
  it('shows exactly the recorded levels after any sequence of books', () => {
    const level = fc.record({
      price: fc.integer({ min: 1, max: 49 }).map((cents) => toPrice(cents * 100)),
      quantity: fc.integer({ min: 1, max: 900 }).map((lots) => toQuantity(lots * LOT)),
    })
    const side = fc.uniqueArray(level, { maxLength: 6, selector: (one) => one.price })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(side, side, fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 8 }),
        (books) => {
          const book = createMatchBook()
          for (const [low, high, shift] of books) {
            const bids = low.map((one) => ({ ...one, price: toPrice(one.price + shift * 100) }))
            const asks = high.map((one) => ({ ...one, price: toPrice(one.price + 5000) }))
            const top = Math.max(0, ...bids.map((one) => one.price))
            const above = asks.filter((one) => one.price > top)
            displayBook(book, bids, above, AT)
            expect(book.bids.levels.length + book.asks.levels.length).toBe(bids.length + above.length)
            for (const one of bids) expect(displayedAt(book, 'bid', one.price)).toBe(one.quantity)
            for (const one of above) expect(displayedAt(book, 'ask', one.price)).toBe(one.quantity)
            const bid = bestPriceOf(book, 'bid') ?? 0
            expect(bid).toBeLessThan(bestPriceOf(book, 'ask') ?? 10_000)
          }
        },
      ),
    )
  })
})
