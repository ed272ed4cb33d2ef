import { join } from 'node:path'
import type { Book, Ladder, Micros, Price, Quantity } from '../../packages/core/src/index.ts'
import {
  addToLevel,
  bestPrice,
  changeBook,
  createLadder,
  emptyBook,
  setLevel,
  toMarketId,
} from '../../packages/core/src/index.ts'
import { readRecording } from '../../packages/transport/src/index.ts'
import { writeGameDay } from '../game-day-file.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Contender } from '../race.ts'
import { race } from '../race.ts'

/** Level changes of one game day, in the order they came, on arrays so that reading them costs little. */
type Changes = {
  readonly length: number
  readonly markets: number
  readonly market: Int32Array
  readonly isBid: Uint8Array
  readonly price: Int32Array
  /** What the level holds after the change. */
  readonly quantity: Float64Array
  /** What the change adds to the level. */
  readonly added: Float64Array
}

const CHANGES_MAX = 300_000

async function changesOf(path: string): Promise<Changes> {
  const market = new Int32Array(CHANGES_MAX)
  const isBid = new Uint8Array(CHANGES_MAX)
  const price = new Int32Array(CHANGES_MAX)
  const quantity = new Float64Array(CHANGES_MAX)
  const added = new Float64Array(CHANGES_MAX)
  const held = new Map<number, number>()
  let length = 0
  let markets = 0
  await readRecording(path, {
    header: (header) => {
      markets = header.markets.length
    },
    event: (event) => {
      // A whole book is taken as its levels: what a feed sends first.
      for (const [side, levels] of [event.bids, event.asks].entries()) {
        for (let index = 0; index < levels.length && length < CHANGES_MAX; index++) {
          market[length] = event.market
          isBid[length] = 1 - side
          price[length] = levels.prices[index] as number
          quantity[length] = levels.quantities[index] as number
          const level = (event.market * 2 + side) * 10_001 + (price[length] as number)
          added[length] = (quantity[length] as number) - (held.get(level) ?? 0)
          held.set(level, quantity[length] as number)
          length += 1
        }
      }
    },
  })
  return { length, markets, market, isBid, price, quantity, added }
}

type Apply = (market: number, isBid: boolean, price: number, quantity: number, added: number) => number

function overChanges(name: string, changes: Changes, create: () => Apply): Contender {
  let sum = 0
  return {
    name,
    run: () => {
      const apply = create()
      const { length, market, isBid, price, quantity, added } = changes
      for (let index = 0; index < length; index++) {
        sum += apply(
          market[index] as number,
          isBid[index] === 1,
          price[index] as number,
          quantity[index] as number,
          added[index] as number,
        )
      }
      // The sum is looked at, so that no part of the work can be left out.
      return Number.isNaN(sum) ? 0 : length
    },
  }
}

function bestOf(ladder: Ladder): number {
  return bestPrice(ladder.bids) + bestPrice(ladder.asks)
}

function setOnLadders(markets: number): Apply {
  const ladders = Array.from({ length: markets }, createLadder)
  return (market, isBid, price, quantity) => {
    const ladder = ladders[market] as Ladder
    setLevel(isBid ? ladder.bids : ladder.asks, price as Price, quantity as Quantity)
    return bestOf(ladder)
  }
}

function addOnLadders(markets: number): Apply {
  const ladders = Array.from({ length: markets }, createLadder)
  return (market, isBid, price, _, added) => {
    const ladder = ladders[market] as Ladder
    addToLevel(isBid ? ladder.bids : ladder.asks, price as Price, added as Quantity)
    return bestOf(ladder)
  }
}

function onPlainBooks(markets: number): Apply {
  const id = toMarketId('kalshi', 'BENCH')
  const books: Book[] = Array.from({ length: markets }, () => emptyBook(id))
  return (market, isBid, price, quantity) => {
    const side = isBid ? 'bid' : 'ask'
    const book = changeBook(books[market] as Book, side, price as Price, quantity as Quantity, 0 as Micros)
    books[market] = book
    return (book.bids[0]?.price ?? -1) + (book.asks[0]?.price ?? -1)
  }
}

function onMaps(markets: number): Apply {
  const books = Array.from({ length: markets }, () => ({
    bids: new Map<number, number>(),
    asks: new Map<number, number>(),
  }))
  return (market, isBid, price, quantity) => {
    const { bids, asks } = books[market] as (typeof books)[number]
    const side = isBid ? bids : asks
    if (quantity === 0) side.delete(price)
    else side.set(price, quantity)
    let best = -1
    for (const one of bids.keys()) if (one > best) best = one
    let lowest = 10_001
    for (const one of asks.keys()) if (one < lowest) lowest = one
    return best + lowest
  }
}

/** One change of a book, and the best prices after it. */
export const booksSection: Section = {
  name: 'books',
  title: 'Books',
  measure: async ({ folder, rounds, say }) => {
    const path = join(folder, 'books.jsonl')
    await writeGameDay(path, 60)
    const changes = await changesOf(path)
    say(`${changes.length} changes of ${changes.markets} markets in ${rounds + 1} rounds`)
    const loop = 'reading the change, nothing done'
    const ladder = '**ladder: setLevel**'
    const results = await race(
      [
        overChanges(
          loop,
          changes,
          () => (market, isBid, price, quantity) => market + price + quantity + (isBid ? 1 : 0),
        ),
        overChanges(ladder, changes, () => setOnLadders(changes.markets)),
        overChanges('ladder: addToLevel', changes, () => addOnLadders(changes.markets)),
        overChanges('plain book: changeBook', changes, () => onPlainBooks(changes.markets)),
        overChanges('peer: Map of levels, best by looking at all', changes, () => onMaps(changes.markets)),
      ],
      rounds,
    )
    return [
      'One level changed (set to a quantity, or a quantity added) and both best prices read, on the level changes of a generated game day. No target of its own: a ladder is the smallest part of the road from a frame to a decision.',
      table(
        ['one change', 'ns', 'fastest – slowest round', 'CPU ns', '× ladder'],
        results.map(({ name, nanos, nanosMin, nanosMax, cpuNanos, ratioTo }) => [
          name,
          formatFigure(nanos),
          `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
          formatFigure(cpuNanos),
          formatFigure(ratioTo(ladder)),
        ]),
      ),
    ].join('\n\n')
  },
}
