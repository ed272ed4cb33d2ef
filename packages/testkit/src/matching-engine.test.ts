import type { Price, Quantity, Side } from '@arbees/core'
import { LOT, ONE_CONTRACT, toMicros, toPrice, toQuantity } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lifetime, MatchBook, MatchEvent, OrderEntry, SelfTradeRule } from './matching-engine.ts'
import {
  amendOrder,
  bestPriceOf,
  cancelOrder,
  createMatchBook,
  decreaseOrder,
  restingAt,
  submitOrder,
} from './matching-engine.ts'

const AT = toMicros(1_000_000)

function contracts(count: number): Quantity {
  return toQuantity(count * ONE_CONTRACT)
}

function entry(part: Partial<OrderEntry> & { readonly id: string }): OrderEntry {
  return {
    owner: part.id,
    side: 'bid',
    limit: toPrice(5000),
    quantity: ONE_CONTRACT,
    lifetime: 'gtc',
    selfTrade: 'cancel-taker',
    ...part,
  }
}

function trades(events: readonly MatchEvent[]) {
  return events.flatMap((event) =>
    event.type === 'trade' ? [[event.maker.id, event.taker.id, event.price, event.quantity]] : [],
  )
}

describe('submitOrder', () => {
  it('trades at the best price first, then the oldest order first', () => {
    const book = createMatchBook()
    submitOrder(book, entry({ id: 'late', side: 'ask', limit: toPrice(5100) }), AT)
    submitOrder(book, entry({ id: 'cheap', side: 'ask', limit: toPrice(5000) }), AT)
    submitOrder(book, entry({ id: 'later', side: 'ask', limit: toPrice(5100) }), AT)
    const events = submitOrder(book, entry({ id: 't', limit: toPrice(5200), quantity: toQuantity(2_500_000) }), AT)
    expect(trades(events)).toEqual([
      ['cheap', 't', 5000, 1_000_000],
      ['late', 't', 5100, 1_000_000],
      ['later', 't', 5100, 500_000],
    ])
    expect(events.filter((event) => event.type === 'level')).toEqual([
      { type: 'level', side: 'ask', price: 5000, quantity: 0, delta: -1_000_000, by: 't', order: 't' },
      { type: 'level', side: 'ask', price: 5100, quantity: 500_000, delta: -1_500_000, by: 't', order: 't' },
    ])
  })

  it('cancels the rest of an IOC and refuses a FOK that cannot fill whole', () => {
    const book = createMatchBook()
    submitOrder(book, entry({ id: 'a', side: 'ask' }), AT)
    expect(submitOrder(book, entry({ id: 'f', quantity: contracts(2), lifetime: 'fok' }), AT)).toEqual([
      { type: 'refused', id: 'f', owner: 'f', reason: 'fok-unfilled' },
    ])
    const events = submitOrder(book, entry({ id: 'i', quantity: contracts(3), lifetime: 'ioc' }), AT)
    expect(events.find((event) => event.type === 'canceled')).toMatchObject({ quantity: 2_000_000, cause: 'rest' })
    expect(book.orders.size).toBe(0)
  })

  it('keeps a post-only order out when it would cross, and lets it rest otherwise', () => {
    const book = createMatchBook()
    submitOrder(book, entry({ id: 'a', side: 'ask' }), AT)
    const crossing = submitOrder(book, entry({ id: 'p', isPostOnly: true }), AT)
    expect(crossing).toEqual([{ type: 'refused', id: 'p', owner: 'p', reason: 'post-only-cross' }])
    submitOrder(book, entry({ id: 'q', limit: toPrice(4900), isPostOnly: true }), AT)
    expect(bestPriceOf(book, 'bid')).toBe(4900)
  })

  it('ends the taker or the maker when an owner meets themself, as asked', () => {
    const asks = () => {
      const book = createMatchBook()
      submitOrder(book, entry({ id: 'other', owner: 'bob', side: 'ask', limit: toPrice(4900) }), AT)
      submitOrder(book, entry({ id: 'own', owner: 'ann', side: 'ask', limit: toPrice(5000) }), AT)
      submitOrder(book, entry({ id: 'behind', owner: 'bob', side: 'ask', limit: toPrice(5000) }), AT)
      return book
    }
    const taker = asks()
    const ended = submitOrder(taker, entry({ id: 't', owner: 'ann', quantity: contracts(3) }), AT)
    expect(trades(ended)).toEqual([['other', 't', 4900, 1_000_000]])
    expect(ended.find((event) => event.type === 'canceled')).toMatchObject({ id: 't', cause: 'self-trade' })
    expect(bestPriceOf(taker, 'bid')).toBeUndefined()
    const maker = asks()
    const went = submitOrder(
      maker,
      entry({ id: 't', owner: 'ann', quantity: contracts(3), selfTrade: 'cancel-maker' }),
      AT,
    )
    expect(trades(went).map(([id]) => id)).toEqual(['other', 'behind'])
    expect(went.find((event) => event.type === 'canceled')).toMatchObject({ id: 'own', cause: 'self-trade' })
    expect(bestPriceOf(maker, 'bid')).toBe(5000)
  })
})

describe('amendOrder', () => {
  it('keeps the place for a smaller size, and loses it for a larger one', () => {
    const book = createMatchBook()
    submitOrder(book, entry({ id: 'a', side: 'ask', quantity: contracts(3) }), AT)
    submitOrder(book, entry({ id: 'b', side: 'ask' }), AT)
    amendOrder(book, 'a', { limit: toPrice(5000), remaining: contracts(2), selfTrade: 'cancel-taker' }, AT)
    expect(trades(submitOrder(book, entry({ id: 't1', lifetime: 'ioc' }), AT))).toEqual([['a', 't1', 5000, 1_000_000]])
    amendOrder(book, 'a', { limit: toPrice(5000), remaining: contracts(2), selfTrade: 'cancel-taker' }, AT)
    expect(trades(submitOrder(book, entry({ id: 't2', lifetime: 'ioc' }), AT))).toEqual([['b', 't2', 5000, 1_000_000]])
  })

  it('trades at once when the new price crosses', () => {
    const book = createMatchBook()
    submitOrder(book, entry({ id: 'a', side: 'ask', limit: toPrice(5100) }), AT)
    submitOrder(book, entry({ id: 'b', side: 'bid', limit: toPrice(4900) }), AT)
    const events = amendOrder(
      book,
      'b',
      { limit: toPrice(5100), remaining: ONE_CONTRACT, selfTrade: 'cancel-taker' },
      AT,
    )
    expect(trades(events)).toEqual([['a', 'b', 5100, 1_000_000]])
  })
})

/* The model: a flat list of orders, searched from the start each time. */
type Flat = { id: string; owner: string; side: Side; price: Price; remaining: number; order: number }

function modelSubmit(flat: Flat[], one: OrderEntry, order: number): (readonly [string, number, number])[] {
  const isBid = one.side === 'bid'
  const against = () =>
    flat
      .filter((o) => o.side !== one.side && (isBid ? o.price <= one.limit : o.price >= one.limit))
      .toSorted((a, b) => (isBid ? a.price - b.price : b.price - a.price) || a.order - b.order)
  const drop = (o: Flat) => flat.splice(flat.indexOf(o), 1)
  if (one.isPostOnly === true && against().length > 0) return []
  if (one.lifetime === 'fok') {
    let sum = 0
    for (const o of against()) {
      if (o.owner === one.owner && one.selfTrade === 'cancel-taker') break
      if (o.owner !== one.owner || one.selfTrade === 'allow') sum += o.remaining
    }
    if (sum < one.quantity) return []
  }
  const done: (readonly [string, number, number])[] = []
  let rest: number = one.quantity
  while (rest > 0) {
    const maker = against()[0]
    if (maker === undefined) break
    if (maker.owner === one.owner && one.selfTrade === 'cancel-taker') return done
    if (maker.owner === one.owner && one.selfTrade === 'cancel-maker') {
      drop(maker)
      continue
    }
    const part = Math.min(rest, maker.remaining)
    rest -= part
    maker.remaining -= part
    if (maker.remaining === 0) drop(maker)
    done.push([maker.id, maker.price, part])
  }
  if (rest > 0 && one.lifetime === 'gtc') {
    flat.push({ id: one.id, owner: one.owner, side: one.side, price: one.limit, remaining: rest, order })
  }
  return done
}

const entries = fc.record({
  owner: fc.constantFrom('ann', 'bob', 'eve'),
  side: fc.constantFrom<Side>('bid', 'ask'),
  limit: fc.integer({ min: 45, max: 55 }).map((cents) => toPrice(cents * 100)),
  quantity: fc.integer({ min: 1, max: 300 }).map((lots) => toQuantity(lots * LOT)),
  lifetime: fc.constantFrom<Lifetime>('gtc', 'gtc', 'ioc', 'fok'),
  isPostOnly: fc.boolean(),
  selfTrade: fc.constantFrom<SelfTradeRule>('cancel-taker', 'cancel-maker', 'allow'),
})
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('submit' as const), entry: entries }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel' as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('decrease' as const), pick: fc.nat(), lots: fc.nat(300) }) },
  ),
  { maxLength: 60 },
)

function assertWhole(book: MatchBook): void {
  const bid = bestPriceOf(book, 'bid')
  const ask = bestPriceOf(book, 'ask')
  if (bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask)
  let count = 0
  for (const queue of [book.bids, book.asks]) {
    for (const level of queue.levels) {
      expect(level.total).toBe(level.orders.reduce((sum, order) => sum + order.remaining, 0))
      expect(level.orders.every((order) => order.remaining > 0)).toBe(true)
      count += level.orders.length
    }
  }
  expect(count).toBe(book.orders.size)
}

describe('the book as a whole', () => {
  it('agrees with a flat list, never crosses, and loses no contract', () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const book = createMatchBook()
        const flat: Flat[] = []
        const shown = new Map<string, number>()
        const resting = new Map<string, number>()
        actions.forEach((action, index) => {
          let events: readonly MatchEvent[]
          if (action.type === 'submit') {
            const one: OrderEntry = { id: `o${index}`, ...action.entry }
            const expected = modelSubmit(flat, one, index)
            events = submitOrder(book, one, AT)
            expect(trades(events)).toEqual(expected.map(([maker, price, part]) => [maker, one.id, price, part]))
            if (events.some((event) => event.type === 'accepted')) resting.set(one.id, one.quantity)
          } else {
            const victim = flat[action.pick % Math.max(1, flat.length)]
            if (victim === undefined) return
            const less = action.type === 'cancel' ? victim.remaining : (action.lots * LOT) % victim.remaining
            if (less === 0) return
            events =
              action.type === 'cancel' ? cancelOrder(book, victim.id) : decreaseOrder(book, victim.id, toQuantity(less))
            victim.remaining -= less
            if (victim.remaining === 0) flat.splice(flat.indexOf(victim), 1)
          }
          for (const event of events) {
            if (event.type === 'level') {
              const key = `${event.side}${event.price}`
              expect((shown.get(key) ?? 0) + event.delta).toBe(event.quantity)
              shown.set(key, event.quantity)
              expect(restingAt(book, event.side, event.price)).toBe(event.quantity)
            } else if (event.type === 'trade') {
              for (const id of [event.maker.id, event.taker.id]) {
                resting.set(id, (resting.get(id) ?? 0) - event.quantity)
              }
            } else if (event.type === 'canceled') {
              resting.set(event.id, (resting.get(event.id) ?? 0) - event.quantity)
            }
          }
          assertWhole(book)
        })
        // What came in and neither traded nor was canceled rests, and nothing else does.
        const left = [...resting].filter(([, quantity]) => quantity !== 0)
        expect(new Map(left)).toEqual(new Map([...book.orders].map(([id, order]) => [id, order.remaining])))
        expect(new Map(flat.map((one) => [one.id, one.remaining]))).toEqual(new Map(left))
      }),
      { numRuns: 300 },
    )
  })
})
