/*
 * Markets, books and facts from a generator of chance: like the venues' own where it matters (grids,
 * lots, gaps between levels), unlike them where tests need it (crossed, one-sided, stale). With
 * fast-check: `fc.integer().map((seed) => nextBook(createRng(seed), market))`.
 */
import type {
  Book,
  ContinuitySource,
  Fact,
  Level,
  Market,
  Micros,
  Money,
  Price,
  PriceGrid,
  Quantity,
  Rng,
  Side,
  StaleReason,
  VenueId,
} from '@arbees/core'
import {
  changeBook,
  createPriceGrid,
  emptyBook,
  LOT,
  nextChance,
  nextContinuity,
  nextFloat,
  nextInteger,
  nextOf,
  ONE_CONTRACT,
  ONE_DOLLAR,
  replaceBook,
  snapToGrid,
  toMarketId,
  toMicros,
  toPrice,
  toQuantity,
  uniformGrid,
} from '@arbees/core'

/** Returns a grid as venues have them: one step over the dollar, or finer steps near its ends. */
export function nextGrid(rng: Rng): PriceGrid {
  if (nextChance(rng, 0.6)) return uniformGrid(nextOf(rng, [1, 10, 25, 50, 100, 100, 100, 1_000]))
  const edge = nextOf(rng, [500, 1_000, 2_000])
  const fine = nextOf(rng, [1, 10, 50])
  return createPriceGrid([
    { start: toPrice(0), end: toPrice(edge), step: fine },
    { start: toPrice(edge), end: toPrice(10_000 - edge), step: 100 },
    { start: toPrice(10_000 - edge), end: toPrice(10_000), step: fine },
  ])
}

/** Returns an orderable price of a grid, any as likely as another by its place in the dollar. */
export function nextPrice(rng: Rng, grid: PriceGrid): Price {
  const drawn = toPrice(nextInteger(rng, 0, 10_000))
  return (snapToGrid(grid, drawn, 'down') ?? snapToGrid(grid, drawn, 'up')) as Price
}

/** Returns a quantity of whole lots, mostly small, at times large or a round number of contracts. */
export function nextQuantity(rng: Rng, lot: Quantity = LOT): Quantity {
  if (nextChance(rng, 0.3)) return toQuantity(nextOf(rng, [1, 5, 10, 50, 100, 1_000, 25_000]) * ONE_CONTRACT)
  return toQuantity(nextInteger(rng, 1, 10 ** nextInteger(rng, 1, 6)) * lot)
}

/** Returns an open market of a venue (@default either), with rules such as it has. */
export function nextMarket(rng: Rng, venue?: VenueId): Market {
  const chosen = venue ?? nextOf(rng, ['kalshi', 'polymarket'])
  const native = chosen === 'kalshi' ? `KXGEN-${nextInteger(rng, 1, 999_999)}` : String(nextInteger(rng, 1e9, 9e9))
  return {
    id: toMarketId(chosen, native),
    venue: chosen,
    title: `A generated market, ${native}`,
    status: 'open',
    grid: nextGrid(rng),
    lot: LOT,
    quantityMin: chosen === 'kalshi' ? LOT : nextOf(rng, [LOT, toQuantity(5 * ONE_CONTRACT)]),
    notionalMin: chosen === 'kalshi' ? (0 as Money) : ONE_DOLLAR,
    closesAt: null,
  }
}

/** What a generated book is like. */
export type BookShape = {
  /** The most levels on a side. @default 12 */
  readonly levelsMax?: number
  /** How often a side is empty. @default 0.05 */
  readonly oneSided?: number
  /** How often the book is crossed or locked. @default 0.03 */
  readonly crossed?: number
}

/** Levels on one side, from `best` away from the other side, with holes. */
function nextSide(rng: Rng, market: Market, side: Side, best: Price | undefined, levelsMax: number): Level[] {
  const levels: Level[] = []
  let price = best
  for (let count = nextInteger(rng, 1, levelsMax); count > 0 && price !== undefined; count--) {
    levels.push({ price, quantity: nextQuantity(rng, market.lot) })
    const gap = nextChance(rng, 0.7) ? 1 : nextInteger(rng, 1, 500)
    const beyond: number = side === 'bid' ? price - gap : price + gap
    price =
      beyond <= 0 || beyond >= 10_000
        ? undefined
        : snapToGrid(market.grid, toPrice(beyond), side === 'bid' ? 'down' : 'up')
  }
  return levels
}

/** Returns a book of a market at `at`, continuous when a source of tokens is given. */
export function nextBook(
  rng: Rng,
  market: Market,
  at: Micros,
  tokens?: ContinuitySource,
  { levelsMax = 12, oneSided = 0.05, crossed = 0.03 }: BookShape = {},
): Book {
  const { grid } = market
  const bid = nextPrice(rng, grid)
  const spread = 1 + Math.floor(nextFloat(rng) ** 3 * 800)
  const isCrossed = nextChance(rng, crossed)
  const target = isCrossed ? Math.max(0, bid - spread + 1) : Math.min(10_000, bid + spread)
  const ask = snapToGrid(grid, toPrice(target), isCrossed ? 'down' : 'up')
  const without = nextChance(rng, oneSided) ? nextOf(rng, ['bid', 'ask', 'both']) : undefined
  const bids = without === 'bid' || without === 'both' ? [] : nextSide(rng, market, 'bid', bid, levelsMax)
  const asks = without === 'ask' || without === 'both' ? [] : nextSide(rng, market, 'ask', ask, levelsMax)
  return replaceBook(
    market.id,
    bids,
    asks,
    at,
    tokens === undefined ? emptyBook(market.id).continuity : nextContinuity(tokens),
  )
}

/** One changed level: most often one that is there, near the best. */
function nextChange(rng: Rng, book: Book, market: Market): { readonly side: Side; readonly level: Level } {
  const side = nextOf<Side>(rng, ['bid', 'ask'])
  const levels = side === 'bid' ? book.bids : book.asks
  const known = levels[Math.min(levels.length - 1, Math.floor(nextFloat(rng) ** 2 * levels.length))]
  if (known !== undefined && nextChance(rng, 0.7)) {
    const quantity = nextChance(rng, 0.3) ? toQuantity(0) : nextQuantity(rng, market.lot)
    return { side, level: { price: known.price, quantity } }
  }
  const other = side === 'bid' ? book.asks[0] : book.bids[0]
  let price = nextPrice(rng, market.grid)
  for (let tries = 0; tries < 8 && other !== undefined; tries++) {
    if (side === 'bid' ? price < other.price : price > other.price) break
    price = nextPrice(rng, market.grid)
  }
  return { side, level: { price, quantity: nextQuantity(rng, market.lot) } }
}

const STALE_REASONS: readonly StaleReason[] = [
  'gap',
  'disconnected',
  'silent',
  'mismatch',
  'negative',
  'resubscribed',
  'malformed',
]

/** What generated facts are about. */
export type FactsSettings = {
  readonly markets: readonly Market[]
  readonly count: number
  readonly from: Micros
  readonly tokens: ContinuitySource
  /** @default of `nextBook` */
  readonly shape?: BookShape
}

/**
 * Returns facts of several markets' books in order of time, several at one instant now and then. A
 * market's first fact, and its first after going stale, is a whole book.
 */
export function nextFacts(rng: Rng, settings: FactsSettings): Fact[] {
  const { markets, count, tokens, shape } = settings
  const books = new Map<Market, Book>()
  const facts: Fact[] = []
  let at = settings.from
  while (facts.length < count) {
    if (nextChance(rng, 0.8)) at = toMicros(at + nextInteger(rng, 1, 10 ** nextInteger(rng, 2, 7)))
    const market = nextOf(rng, markets)
    const known = books.get(market)
    const drawn = nextFloat(rng)
    if (known === undefined || drawn < 0.05) {
      const book = nextBook(rng, market, at, tokens, shape)
      books.set(market, book)
      const { bids, asks, continuity } = book
      facts.push({ type: 'book.replaced', at, market: market.id, bids, asks, continuity })
    } else if (drawn < 0.07) {
      books.delete(market)
      facts.push({ type: 'book.stale', at, market: market.id, reason: nextOf(rng, STALE_REASONS) })
    } else if (drawn < 0.15) {
      const price = (nextChance(rng, 0.5) ? known.bids[0] : known.asks[0])?.price ?? nextPrice(rng, market.grid)
      const quantity = nextQuantity(rng, market.lot)
      facts.push({
        type: 'trade.printed',
        at,
        market: market.id,
        price,
        quantity,
        takerSide: nextOf(rng, ['yes', 'no']),
      })
    } else {
      const { side, level } = nextChange(rng, known, market)
      books.set(market, changeBook(known, side, level.price, level.quantity, at))
      const [bids, asks] = side === 'bid' ? [[level], []] : [[], [level]]
      facts.push({ type: 'book.changed', at, market: market.id, bids, asks })
    }
  }
  return facts
}
