import type { MarketId, Outcome, Price, Quantity } from '@arbees/core'
import { hashSeed, isOnGrid, LOT, PRICE_ONE, parsePrice, parseQuantity, quadraticFee, seconds } from '@arbees/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { GameDay } from './game-day.ts'
import { generateGameDay } from './game-day.ts'
import type { MarketPlan } from './market-plan.ts'
import { CROSSING_MICROS_MAX } from './market-plan.ts'

type Levels = readonly (readonly [string, string])[]
type Line =
  | { type: 'book.replaced' | 'book.changed'; at: number; market: MarketId; bids: Levels; asks: Levels }
  | { type: 'trade.printed'; at: number; market: MarketId; price: string; quantity: string; takerSide: Outcome }
  | { type: 'market.settled'; at: number; market: MarketId; outcome: Outcome }

const FIELDS: Readonly<Record<Line['type'], string>> = {
  'book.replaced': 'type,at,market,bids,asks',
  'book.changed': 'type,at,market,bids,asks',
  'trade.printed': 'type,at,market,price,quantity,takerSide',
  'market.settled': 'type,at,market,outcome',
}

/** A book of maps, as slow and plain as can be. */
type PlainBook = { readonly bids: Map<Price, Quantity>; readonly asks: Map<Price, Quantity> }
const bestBid = (book: PlainBook) => Math.max(-1, ...book.bids.keys())
const bestAsk = (book: PlainBook) => Math.min(10_001, ...book.asks.keys())

function applyLine(books: Map<MarketId, PlainBook>, line: Line): void {
  if (line.type !== 'book.replaced' && line.type !== 'book.changed') return
  const book = books.get(line.market) ?? { bids: new Map(), asks: new Map() }
  books.set(line.market, book)
  for (const side of ['bids', 'asks'] as const) {
    if (line.type === 'book.replaced') book[side].clear()
    for (const [price, size] of line[side]) {
      const quantity = parseQuantity(size)
      if (quantity === 0) book[side].delete(parsePrice(price))
      else book[side].set(parsePrice(price), quantity)
    }
  }
}

function linesOf(day: GameDay): Line[] {
  return [...day.lines()].slice(1).map((text) => JSON.parse(text) as Line)
}

const settings = { seed: 'tests', games: 4, minutes: 60 }
let day: GameDay
let lines: Line[]
let plans: ReadonlyMap<MarketId, MarketPlan>

beforeAll(() => {
  day = generateGameDay(settings)
  lines = linesOf(day)
  plans = new Map(day.markets.map((plan) => [plan.id, plan]))
})

describe('a game day is repeatable', () => {
  test('the same settings give the same bytes, also when two are read in turns', () => {
    const small = { seed: 5, games: 2, minutes: 10 }
    const expected = [...generateGameDay(small).lines()].join('\n')
    const again = generateGameDay(small)
    const one = again.lines()[Symbol.iterator]()
    const other = again.lines()[Symbol.iterator]()
    const read: [string[], string[]] = [[], []]
    for (let a = one.next(), b = other.next(); !a.done || !b.done; a = one.next(), b = other.next()) {
      if (!a.done) read[0].push(a.value)
      if (!b.done) read[1].push(b.value)
    }
    expect(read[0].join('\n') === expected && read[1].join('\n') === expected).toBe(true)
  })

  test('on every machine: this hash is the same everywhere, and changes when the generator does', () => {
    expect(hashSeed([...generateGameDay({ seed: 5, games: 2, minutes: 10 }).lines()].join('\n'))).toBe(54_364_160)
  })

  test('another seed gives another day', () => {
    const first = (seed: number) => [...generateGameDay({ seed, games: 1, minutes: 10 }).lines()].slice(1).join('\n')
    expect(first(1)).not.toBe(first(2))
  })

  test('a later start moves every line by as much', () => {
    const at = (startAt: number) =>
      linesOf(generateGameDay({ seed: 1, games: 1, minutes: 10, startAt: seconds(startAt) })).map((line) => line.at)
    const early = at(1_800_000_000)
    expect(at(1_800_000_100)).toEqual(early.map((time) => time + 100_000_000))
  })

  test.each([{ games: 0 }, { games: 1.5 }, { minutes: 9 }, { minutes: Number.NaN }])('refuses %o', (wrong) => {
    expect(() => generateGameDay({ seed: 1, ...wrong })).toThrow('a game day has at least')
  })
})

describe('every line of a game day', () => {
  test('is what the format says', () => {
    let last = day.header.from as number
    for (const line of lines) {
      const isTimely = Number.isSafeInteger(line.at) && line.at >= last && line.at <= day.header.to
      const isFormed = Object.keys(line).join() === FIELDS[line.type] && plans.has(line.market)
      if (!isTimely || !isFormed) expect(line).toBe('well formed and in time')
      last = line.at
    }
  })

  test('the first is the header, and lists each market once and pairs of them', () => {
    const [first] = day.lines()
    expect(JSON.parse(first as string)).toEqual(day.header)
    const ids = day.header.markets.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(day.markets.map(({ id }) => id))
    for (const { a, b } of day.header.pairs) expect([ids.includes(a), ids.includes(b)]).toEqual([true, true])
    expect(new Set(day.header.pairs.map(({ polarity }) => polarity))).toEqual(new Set(['same', 'inverse']))
  })

  test('has prices of four decimals on the grid and whole lots, each price once, the best first', () => {
    for (const line of lines) {
      if (line.type === 'market.settled') continue
      const { grid } = plans.get(line.market) as MarketPlan
      const named =
        line.type === 'trade.printed' ? [[line.price, line.quantity] as const] : [...line.bids, ...line.asks]
      for (const [price, size] of named) {
        const quantity = parseQuantity(size)
        const isSize = quantity % LOT === 0 && (quantity > 0 || (line.type === 'book.changed' && size === '0'))
        if (!(price.length === 6 && isOnGrid(grid, parsePrice(price)) && isSize)) expect(line).toBe('on the grid')
      }
      if (line.type === 'trade.printed') continue
      for (const side of ['bids', 'asks'] as const) {
        const prices = line[side].map(([price]) => parsePrice(price))
        const sign = side === 'bids' ? -1 : 1
        const isOrdered = prices.every(
          (price, index) => index === 0 || (price - (prices[index - 1] as number)) * sign > 0,
        )
        const isOnce = new Set(prices).size === prices.length
        if (!isOnce || (line.type === 'book.replaced' && !isOrdered)) expect(line).toBe('in order')
      }
      if (line.type === 'book.changed' && line.bids.length + line.asks.length === 0) expect(line).toBe('a change')
    }
  })

  test('changes what it says: no removal of what is not there', () => {
    const books = new Map<MarketId, PlainBook>()
    for (const line of lines) {
      const book = books.get(line.market)
      if (line.type === 'book.changed') {
        for (const side of ['bids', 'asks'] as const) {
          for (const [price, size] of line[side]) {
            if (size === '0' && book?.[side].has(parsePrice(price)) !== true) expect(line).toBe('removing a level')
          }
        }
      }
      applyLine(books, line)
    }
  })

  test('trades at the best price of the book before it, for no more than was there', () => {
    const books = new Map<MarketId, PlainBook>()
    let trades = 0
    for (const line of lines) {
      if (line.type === 'trade.printed') {
        trades += 1
        const book = books.get(line.market) as PlainBook
        const price = parsePrice(line.price)
        const there = (line.takerSide === 'yes' ? book.asks : book.bids).get(price) ?? 0
        const isBest = price === (line.takerSide === 'yes' ? bestAsk(book) : bestBid(book))
        if (!isBest || parseQuantity(line.quantity) > there) expect(line).toBe('a trade at the best price')
      }
      applyLine(books, line)
    }
    expect(trades).toBeGreaterThan(300)
  })
})

describe('the books of a game day', () => {
  /** Whether a market's book may stand crossed at `at`: soon after a score planned for it. */
  function isPlanned(plan: MarketPlan, at: number): boolean {
    return [...plan.crossesAt].some((index) => {
      const score = plan.game.scores[index]
      return score !== undefined && at > score.at && at < score.at + 60_000_000
    })
  }

  test('cross only where it was planned, and not for long', () => {
    const books = new Map<MarketId, PlainBook>()
    const since = new Map<MarketId, number>()
    let crossings = 0
    for (const line of lines) {
      applyLine(books, line)
      const book = books.get(line.market) as PlainBook
      const began = since.get(line.market)
      if (bestBid(book) >= bestAsk(book)) {
        if (began === undefined) {
          crossings += 1
          since.set(line.market, line.at)
          if (!isPlanned(plans.get(line.market) as MarketPlan, line.at)) expect(line).toBe('planned')
        }
      } else if (began !== undefined) {
        since.delete(line.market)
        expect(line.at - began).toBeLessThanOrEqual(CROSSING_MICROS_MAX)
      }
    }
    expect(crossings).toBeGreaterThan(0)
  })

  test('are one-sided at times, and deep on both sides mostly', () => {
    const books = new Map<MarketId, PlainBook>()
    let oneSided = 0
    let deep = 0
    for (const line of lines) {
      applyLine(books, line)
      const { bids, asks } = books.get(line.market) as PlainBook
      if ((bids.size === 0) !== (asks.size === 0)) oneSided += 1
      if (bids.size >= 4 && asks.size >= 4) deep += 1
    }
    expect(oneSided).toBeGreaterThan(0)
    expect(oneSided / lines.length).toBeLessThan(0.2)
    expect(deep / lines.length).toBeGreaterThan(0.6)
  })

  test('say nothing while their feed is frozen, then say all', () => {
    let freezes = 0
    for (const plan of day.markets) {
      for (const { from, to } of plan.freezes) {
        const own = lines.filter((line) => line.market === plan.id)
        expect(own.filter((line) => line.at > from && line.at < to && line.at !== from)).toEqual([])
        expect(own.find((line) => line.at >= to)?.type).toBe('book.replaced')
        freezes += 1
      }
    }
    expect(freezes).toBeGreaterThan(0)
  })
})

describe('the truth of a game day', () => {
  test('each market settles once, last of all its lines, its book empty, as the game went', () => {
    for (const plan of day.markets) {
      const own = lines.filter((line) => line.market === plan.id)
      const settled = own.filter((line) => line.type === 'market.settled')
      expect(settled).toEqual([own.at(-1)])
      expect(settled[0]).toMatchObject({ outcome: plan.game.winner === plan.team ? 'yes' : 'no' })
      expect(settled[0]?.at).toBeGreaterThan(plan.game.endsAt)
      expect(own.at(-2)).toMatchObject({ type: 'book.replaced', bids: [], asks: [] })
    }
  })

  test('paired markets settle alike, or opposite where the pair is inverse', () => {
    const outcomes = new Map(
      lines.flatMap((line) => (line.type === 'market.settled' ? [[line.market, line.outcome]] : [])),
    )
    for (const { a, b, polarity } of day.header.pairs) {
      expect(outcomes.get(a) === outcomes.get(b)).toBe(polarity === 'same')
    }
  })

  test('the books believe what the game says: the mid price follows the chance', () => {
    const books = new Map<MarketId, PlainBook>()
    let error = 0
    let looks = 0
    for (const line of lines) {
      applyLine(books, line)
      const { game, team } = plans.get(line.market) as MarketPlan
      const book = books.get(line.market) as PlainBook
      const second = Math.floor((line.at - game.startsAt) / 1_000_000) - 10
      const chance = game.homeChances[second]
      if (chance === undefined || book.bids.size === 0 || book.asks.size === 0) continue
      const ticks = (team === 'home' ? chance : 1 - chance) * PRICE_ONE
      error += Math.abs((bestBid(book) + bestAsk(book)) / 2 - ticks)
      looks += 1
    }
    expect(looks).toBeGreaterThan(5_000)
    expect(error / looks).toBeLessThan(250)
  })
})

describe('the gaps between the venues', () => {
  const kalshiFee = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
  const polymarketFee = quadraticFee({ name: 'polymarket', takerRate: 300, roundUpTo: 1 })
  const contract = 1_000_000 as Quantity

  /** What one contract of each leg makes after fees, in micro-dollars, in the better direction. */
  function netEdge(a: PlainBook, b: PlainBook, isInverse: boolean): number {
    const [bidA, askA, bidB, askB] = [bestBid(a), bestAsk(a), bestBid(b), bestAsk(b)]
    if (bidA < 0 || askA > 10_000 || bidB < 0 || askB > 10_000 || bidA >= askA || bidB >= askB) return -1
    const [bid, ask] = isInverse ? [10_000 - askB, 10_000 - bidB] : [bidB, askB]
    const edge = (priceA: number, priceB: number) =>
      1_000_000 -
      (priceA + priceB) * 100 -
      kalshiFee.fee(priceA as Price, contract, 'taker') -
      polymarketFee.fee(priceB as Price, contract, 'taker')
    return Math.max(edge(askA, 10_000 - bid), edge(10_000 - bidA, ask))
  }

  test('pay after fees now and then, for seconds, and are shut nearly always', () => {
    const books = new Map<MarketId, PlainBook>()
    const openSince = new Map<string, number>()
    const lengths: number[] = []
    for (const line of lines) {
      applyLine(books, line)
      for (const { name, a, b, polarity } of day.header.pairs) {
        if (line.market !== a && line.market !== b) continue
        const [bookA, bookB] = [books.get(a), books.get(b)]
        if (bookA === undefined || bookB === undefined) continue
        const since = openSince.get(name)
        const pays = netEdge(bookA, bookB, polarity === 'inverse') > 0
        if (pays && since === undefined) openSince.set(name, line.at)
        if (!pays && since !== undefined) {
          openSince.delete(name)
          if (line.at > since) lengths.push(line.at - since)
        }
      }
    }
    lengths.sort((a, b) => a - b)
    const total = lengths.reduce((sum, length) => sum + length, 0)
    const watched = (day.header.to - day.header.from) * day.header.pairs.length
    expect(lengths.length).toBeGreaterThan(20)
    expect(lengths[lengths.length >> 1]).toBeGreaterThan(300_000)
    expect(lengths[lengths.length >> 1]).toBeLessThan(10_000_000)
    expect(total / watched).toBeGreaterThan(0.0003)
    expect(total / watched).toBeLessThan(0.02)
  })
})
