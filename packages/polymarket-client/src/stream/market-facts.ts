/*
 * What the market stream's messages mean for one book: changes to the ladder, and facts.
 */
import type { ContinuitySource, Fact, Level, Micros, Price, Quantity, StaleReason } from '@arbees/core'
import {
  bestPrice,
  changeLadder,
  complement,
  DISCONTINUOUS,
  loadBook,
  nextContinuity,
  PRICE_ONE,
  replaceBook,
  toBook,
} from '@arbees/core'
import type { MarketMessage } from '../schema/market-message.ts'
import { gridOfTick } from '../tick.ts'
import type { BookEntry } from './book-entry.ts'
import { isWhole, setHash } from './book-entry.ts'
import { NO_PRICE } from './byte-scan.ts'
import type { PriceChange } from './change-scan.ts'
import { UNSAID } from './change-scan.ts'
import { toLevels } from './decode.ts'

type BookMessage = Extract<MarketMessage, { readonly event_type: 'book' }>

/** The venue's own name, in facts. */
export const VENUE = 'polymarket'

/** Takes a book out of trade and says why; nothing when it is out already. */
export function stale(entry: BookEntry, reason: StaleReason, at: Micros, facts: Fact[]): void {
  if (!isWhole(entry)) return
  entry.ladder.continuity = DISCONTINUOUS
  facts.push({ type: 'book.stale', market: entry.market, reason, at })
}

/** Returns a book message's levels in YES terms. */
export function yesLevels(
  entry: BookEntry,
  message: Pick<BookMessage, 'asset_id' | 'bids' | 'asks'>,
): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
  const bids = toLevels(message.bids, true)
  const asks = toLevels(message.asks, false)
  if (message.asset_id === entry.yes) return { bids, asks }
  const turned = (levels: readonly Level[]) =>
    levels.map(({ price, quantity }) => ({ price: complement(price), quantity }))
  return { bids: turned(asks), asks: turned(bids) }
}

/** Says whether a list of levels has a price twice: a book nobody can trade on. */
function hasTwice(levels: readonly Level[]): boolean {
  return levels.some((level, index) => levels[index + 1]?.price === level.price)
}

/**
 * Replaces a book by a snapshot. A book that was whole stays under its token, since the venue sends a
 * snapshot after every trade; one that was not gets a new token. A snapshot that is crossed or says
 * a price twice is not believed.
 */
export function applySnapshot(
  entry: BookEntry,
  message: Pick<BookMessage, 'asset_id' | 'bids' | 'asks' | 'timestamp' | 'hash'>,
  at: Micros,
  source: ContinuitySource,
  facts: Fact[],
): void {
  const { bids, asks } = yesLevels(entry, message)
  const { timestamp: venueAt } = message
  const [bid] = bids
  const [ask] = asks
  if ((bid && ask && bid.price >= ask.price) || hasTwice(bids) || hasTwice(asks)) {
    stale(entry, 'mismatch', at, facts)
    return
  }
  const continuity = isWhole(entry) ? entry.ladder.continuity : nextContinuity(source)
  loadBook(entry.ladder, replaceBook(entry.market, bids, asks, at, continuity))
  if (message.asset_id === entry.yes) setHash(entry, message.hash)
  entry.venueAt = venueAt
  entry.confirmedAt = at
  entry.suspect = undefined
  entry.snapshotBy = 0 as Micros
  facts.push({ type: 'book.replaced', market: entry.market, bids, asks, continuity, at, venueAt })
}

const NO_LEVELS: readonly Level[] = []

function levelsOf({ prices, quantities, length }: PriceChange['bids']): readonly Level[] {
  if (length === 0) return NO_LEVELS
  const levels: Level[] = []
  for (let index = 0; index < length; index++) {
    levels.push({ price: prices[index] as Price, quantity: quantities[index] as Quantity })
  }
  return levels
}

/** Says whether the venue's best price is the ladder's: where nothing rests, it says 0, 1 or nothing. */
function agrees(found: number, said: number): boolean {
  if (said === UNSAID || found === said) return true
  return found === NO_PRICE && (said === NO_PRICE || said === 0 || said === PRICE_ONE)
}

/**
 * Applies a decoded price change to a whole book, and returns whether the book is still believed afterwards:
 * the tokens agree, the book is not crossed, and its best prices are those the venue says.
 */
export function applyChange(entry: BookEntry, change: PriceChange, at: Micros): boolean {
  const { ladder } = entry
  changeLadder(ladder, change.bids, change.asks)
  ladder.at = at
  const bestBid = bestPrice(ladder.bids)
  const bestAsk = bestPrice(ladder.asks)
  const isCrossed = bestBid !== NO_PRICE && bestAsk !== NO_PRICE && bestBid >= bestAsk
  if (change.isContradictory || isCrossed) return false
  return agrees(bestBid, change.bestBid) && agrees(bestAsk, change.bestAsk)
}

/** Returns the fact of a price change that has been applied. */
export function changedFact({ market }: BookEntry, change: PriceChange, at: Micros): Fact {
  const bids = levelsOf(change.bids)
  const asks = levelsOf(change.asks)
  return { type: 'book.changed', market, bids, asks, at, venueAt: change.venueAt }
}

/** Turns a message that is neither a book nor a price change into facts. */
export function describe(entry: BookEntry, message: MarketMessage, at: Micros, facts: Fact[]): void {
  const venueAt = message.timestamp
  const { market } = entry
  switch (message.event_type) {
    case 'last_trade_price': {
      const isYes = message.asset_id === entry.yes
      const price = isYes ? message.price : complement(message.price)
      const isBuy = message.side === 'BUY'
      const takerSide = message.side === 'BUY' || message.side === 'SELL' ? (isBuy === isYes ? 'yes' : 'no') : undefined
      const side = takerSide === undefined ? {} : { takerSide: takerSide as 'yes' | 'no' }
      facts.push({ type: 'trade.printed', market, price, quantity: message.size, ...side, at, venueAt })
      return
    }
    case 'tick_size_change':
      facts.push({ type: 'market.changed', market, grid: gridOfTick(message.new_tick_size), at, venueAt })
      return
    case 'market_resolved': {
      const { winning_asset_id: winner } = message
      if (winner !== entry.yes && winner !== entry.no) {
        facts.push({ type: 'venue.surprised', venue: VENUE, where: 'market_resolved', found: winner.slice(0, 80), at })
        return
      }
      const isYes = winner === entry.yes
      const yesPrice = (isYes ? PRICE_ONE : 0) as Price
      facts.push({ type: 'market.settled', market, outcome: isYes ? 'yes' : 'no', yesPrice, at, venueAt })
      return
    }
    case 'book':
    case 'price_change':
    case 'best_bid_ask':
    case 'new_market':
      return
  }
}

/** Returns whether a book says the same as the venue's own, in YES terms. */
export function isSameBook(entry: BookEntry, bids: readonly Level[], asks: readonly Level[]): boolean {
  const own = toBook(entry.ladder, entry.market)
  const same = (a: readonly Level[], b: readonly Level[]) =>
    a.length === b.length && a.every((level, i) => level.price === b[i]?.price && level.quantity === b[i]?.quantity)
  return same(own.bids, bids) && same(own.asks, asks)
}
