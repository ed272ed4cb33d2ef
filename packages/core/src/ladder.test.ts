import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Book, Level, Side } from './book.ts'
import { bestAsk, bestBid, changeBook, emptyBook, isCrossed, replaceBook } from './book.ts'
import { applyBookFact, applyLevels, isBookFact } from './book-update.ts'
import { createContinuitySource, DISCONTINUOUS, nextContinuity } from './continuity.ts'
import type { Ladder } from './ladder.ts'
import {
  addToLevel,
  bestPrice,
  bestQuantity,
  clearLadder,
  createLadder,
  isLadderCrossed,
  loadBook,
  quantityAt,
  setLevel,
  toBook,
} from './ladder.ts'
import type { LevelBuffer } from './level-buffer.ts'
import { createLevelBuffer, pushLevel } from './level-buffer.ts'
import { toMarketId } from './market.ts'
import type { Micros } from './units.ts'
import { toPrice, toQuantity } from './units.ts'

const market = toMarketId('kalshi', 'LADDER-TEST')
const level = (price: number, quantity: number): Level => ({ price: toPrice(price), quantity: toQuantity(quantity) })

// Few prices, so that changes meet; ends of the range, so that the arrays' edges are met.
const price = fc.oneof(fc.integer({ min: 4990, max: 5010 }), fc.constantFrom(1, 2, 9998, 9999))
const quantity = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2 ** 40 }) },
)
const levels = fc.array(fc.tuple(price, quantity), { maxLength: 30 })
const side = fc.constantFrom<Side>('bid', 'ask')

const anyStep = fc.oneof(
  fc.record({ type: fc.constant('set' as const), side, price, quantity }),
  fc.record({ type: fc.constant('add' as const), side, price, change: fc.integer({ min: -(2 ** 20), max: 2 ** 20 }) }),
  fc.record({ type: fc.constant('snapshot' as const), isHot: fc.boolean(), bids: levels, asks: levels }),
  fc.record({ type: fc.constant('changes' as const), isHot: fc.boolean(), bids: levels, asks: levels }),
  fc.record({ type: fc.constant('reload' as const) }),
  fc.record({ type: fc.constant('clear' as const) }),
)
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

/** Levels as a message would carry them: a price once. */
function message(drawn: readonly (readonly [number, number])[], withEmpty: boolean): Level[] {
  const last = new Map(drawn)
  return [...last].filter(([, size]) => withEmpty || size > 0).map(([ticks, size]) => level(ticks, size))
}

function fill(buffer: LevelBuffer, from: readonly Level[]): void {
  buffer.length = 0
  for (const one of from) pushLevel(buffer, one.price, one.quantity)
}

/** A ladder and the naive book beside it, brought through the same steps. */
function createTwins() {
  const ladder = createLadder()
  const tokens = createContinuitySource()
  const bidBuffer = createLevelBuffer()
  const askBuffer = createLevelBuffer()
  let book: Book = emptyBook(market)
  let at = 0 as Micros

  function deliver(bids: Level[], asks: Level[], isSnapshot: boolean, isHot: boolean): void {
    const continuity = isSnapshot ? nextContinuity(tokens) : book.continuity
    if (isHot) {
      fill(bidBuffer, bids)
      fill(askBuffer, asks)
      applyLevels(ladder, isSnapshot, bidBuffer, askBuffer, at, continuity)
    } else if (isSnapshot) applyBookFact(ladder, { type: 'book.replaced', at, market, bids, asks, continuity })
    else applyBookFact(ladder, { type: 'book.changed', at, market, bids, asks })
    if (isSnapshot) book = replaceBook(market, bids, asks, at, continuity)
    else {
      for (const one of bids) book = changeBook(book, 'bid', one.price, one.quantity, at)
      for (const one of asks) book = changeBook(book, 'ask', one.price, one.quantity, at)
      book = { ...book, at }
    }
  }

  function add(step: Step & { type: 'add' }): void {
    const where = step.side === 'bid' ? ladder.bids : ladder.asks
    const before = (step.side === 'bid' ? book.bids : book.asks).find((one) => one.price === step.price)?.quantity ?? 0
    const after = addToLevel(where, toPrice(step.price), toQuantity(step.change))
    expect(after).toBe(before + step.change)
    if (after >= 0) book = changeBook(book, step.side, toPrice(step.price), after, book.at)
  }

  function take(step: Step): void {
    at = (at + 1) as Micros
    switch (step.type) {
      case 'set':
        setLevel(step.side === 'bid' ? ladder.bids : ladder.asks, toPrice(step.price), toQuantity(step.quantity))
        book = changeBook(book, step.side, toPrice(step.price), toQuantity(step.quantity), book.at)
        return
      case 'add':
        add(step)
        return
      case 'snapshot':
        deliver(message(step.bids, false), message(step.asks, false), true, step.isHot)
        return
      case 'changes':
        deliver(message(step.bids, true), message(step.asks, true), false, step.isHot)
        return
      case 'reload':
        loadBook(ladder, toBook(ladder, market))
        return
      case 'clear':
        clearLadder(ladder)
        book = { ...book, bids: [], asks: [] }
        return
    }
  }
  return { ladder, take, book: () => book }
}

function expectSame(ladder: Ladder, book: Book): void {
  expect(toBook(ladder, market)).toEqual(book)
  expect(bestPrice(ladder.bids)).toBe(bestBid(book)?.price ?? -1)
  expect(bestPrice(ladder.asks)).toBe(bestAsk(book)?.price ?? -1)
  expect(bestQuantity(ladder.bids)).toBe(bestBid(book)?.quantity ?? 0)
  expect(bestQuantity(ladder.asks)).toBe(bestAsk(book)?.quantity ?? 0)
  expect(isLadderCrossed(ladder)).toBe(isCrossed(book))
  for (const one of book.bids) expect(quantityAt(ladder.bids, one.price)).toBe(one.quantity)
  for (const one of book.asks) expect(quantityAt(ladder.asks, one.price)).toBe(one.quantity)
}

describe('a ladder', () => {
  test('equals a naive book after any sequence of changes, snapshots and level buffers', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const twins = createTwins()
        for (const step of steps) twins.take(step)
        expectSame(twins.ladder, twins.book())
      }),
      { numRuns: 400 },
    )
  })

  test('holds a level at every price, set from both ends', () => {
    const ladder = createLadder()
    for (let ticks = 1; ticks < 5000; ticks++) {
      setLevel(ladder.bids, toPrice(ticks), toQuantity(ticks))
      setLevel(ladder.bids, toPrice(10_000 - ticks), toQuantity(10_000 - ticks))
    }
    expect(ladder.bids.length).toBe(9998)
    for (let ticks = 1; ticks < 10_000; ticks += 7) {
      expect(quantityAt(ladder.bids, toPrice(ticks))).toBe(ticks === 5000 ? 0 : ticks)
    }
  })

  test('refuses a negative quantity and leaves a change that would be negative unapplied', () => {
    const ladder = createLadder()
    expect(() => setLevel(ladder.bids, toPrice(40), toQuantity(-1))).toThrow('is not negative')
    expect(() => setLevel(ladder.bids, toPrice(40), Number.NaN as never)).toThrow('is not negative')
    setLevel(ladder.bids, toPrice(40), toQuantity(5))
    expect(addToLevel(ladder.bids, toPrice(40), toQuantity(-6))).toBe(-1)
    expect(addToLevel(ladder.bids, toPrice(40), Number.NaN as never)).toBeNaN()
    expect(quantityAt(ladder.bids, toPrice(40))).toBe(5)
    expect(addToLevel(ladder.bids, toPrice(40), toQuantity(-5))).toBe(0)
    expect(ladder.bids.length).toBe(0)
  })

  test('is void from a stale fact until it is replaced', () => {
    const ladder = createLadder()
    const tokens = createContinuitySource()
    const continuity = nextContinuity(tokens)
    const one = [level(40, 1)]
    applyBookFact(ladder, { type: 'book.replaced', at: 1 as Micros, market, bids: one, asks: [], continuity })
    applyBookFact(ladder, { type: 'book.stale', at: 2 as Micros, market, reason: 'gap' })
    expect(ladder.continuity).toBe(DISCONTINUOUS)
    applyBookFact(ladder, { type: 'book.changed', at: 3 as Micros, market, bids: one, asks: [] })
    expect(ladder.continuity).toBe(DISCONTINUOUS)
    const renewed = nextContinuity(tokens)
    applyBookFact(ladder, { type: 'book.replaced', at: 4 as Micros, market, bids: [], asks: one, continuity: renewed })
    expect(ladder.continuity).toBe(renewed)
    expect(toBook(ladder, market).bids).toEqual([])
  })

  test('only facts about books are book facts', () => {
    expect(isBookFact({ type: 'book.stale', at: 1 as Micros, market, reason: 'gap' })).toBe(true)
    expect(isBookFact({ type: 'clock.struck', at: 1 as Micros, timer: 'one' })).toBe(false)
  })
})
