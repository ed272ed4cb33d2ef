/*
 * What a service that decides or sends knows of markets: the rules and fees that discovery told, and the
 * books that the monitors tell, each with the token of the monitor that kept it whole.
 */
import type { EngineMarket, FeeTable, MarketState } from '@arbees/arb-engine'
import { createFeeTable, createMarkets, foldMarketFact } from '@arbees/arb-engine'
import type {
  BookReplaced,
  BookStale,
  Fact,
  FeeSchedule,
  Market,
  MarketChanged,
  MarketId,
  MarketSettled,
  Micros,
} from '@arbees/core'
import { createLadder, DISCONTINUOUS, quadraticFee } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

type Matched = MessageOf<'market.matched'>
type Quote = MessageOf<'quote.changed'>
type Fees = Matched['markets'][number]['fees']

/** One market with its book. */
export type ShelvedMarket = {
  readonly state: MarketState
  readonly game: string
  readonly league: Matched['league']
  readonly yesOn: Matched['markets'][number]['yesOn']
}

/** Markets by id and by game. Changed in place. */
export type MarketShelf = {
  /** On paper every buy asks for contracts; a live Polymarket spends the money it is given. */
  readonly isPaper: boolean
  readonly byId: Map<MarketId, ShelvedMarket>
  readonly byGame: Map<string, readonly MarketId[]>
  /** The last book of every market, also of those that discovery has not told of yet. */
  readonly quotes: Map<MarketId, Quote>
  /** Markets that have settled and are still here, the oldest first. */
  readonly settled: Set<MarketId>
  readonly schedules: Map<string, { readonly fees: FeeSchedule; readonly table: FeeTable }>
}

/** How many settled markets are kept, without their books: those of some fifty games of today. */
const SETTLED_KEPT = 200
/** The book of every settled market. Nothing is folded into it. */
const NO_BOOK = createLadder()

/** Returns an empty shelf. */
export function createMarketShelf(isPaper: boolean): MarketShelf {
  return { isPaper, byId: new Map(), byGame: new Map(), quotes: new Map(), settled: new Set(), schedules: new Map() }
}

/** A schedule and its table are made once for all markets that are charged alike. */
function scheduleOf({ schedules }: MarketShelf, settings: Fees) {
  const key = JSON.stringify(settings)
  const known = schedules.get(key)
  if (known !== undefined) return known
  const fees = quadraticFee(settings)
  const made = { fees, table: createFeeTable(fees, 'charged') }
  schedules.set(key, made)
  return made
}

function stateOf(shelf: MarketShelf, market: Market, fees: Fees, game: string): MarketState {
  const schedule = scheduleOf(shelf, fees)
  const isMoney = !shelf.isPaper && market.venue === 'polymarket'
  const listed: EngineMarket = {
    market,
    fees: schedule.fees,
    feeTable: schedule.table,
    buysBy: isMoney ? 'money' : 'quantity',
    event: game,
  }
  return createMarkets([listed]).states[0] as MarketState
}

/**
 * Takes what discovery told of a game: the whole of it, so what it no longer names is gone. Returns the books
 * that came before their markets were known, as facts.
 */
export function shelveMatched(shelf: MarketShelf, { game, league, markets }: Matched): readonly Fact[] {
  const ids = markets.map(({ market }) => market.id)
  for (const old of shelf.byGame.get(game) ?? []) {
    // One that went over to another game is that game's now.
    if (!ids.includes(old) && shelf.byId.get(old)?.game === game) shelf.byId.delete(old)
  }
  shelf.byGame.set(game, ids)
  const early: Fact[] = []
  for (const { market, fees, yesOn } of markets) {
    // What settled stays settled, whatever is told of it afterwards.
    if (shelf.settled.has(market.id) && shelf.byId.has(market.id)) continue
    const state = stateOf(shelf, market, fees, game)
    const isNew = !shelf.byId.has(market.id)
    shelf.byId.set(market.id, { state, game, league, yesOn })
    const quote = shelf.quotes.get(market.id)
    if (quote === undefined) continue
    const fact = factOfQuote(quote)
    foldMarketFact(state, fact)
    if (isNew) early.push(fact)
  }
  return early
}

/** Returns the fact that a told book is: one that may not be traded on is stale, whatever levels it names. */
export function factOfQuote({ market, bids, asks, receivedAt, continuity }: Quote): BookReplaced | BookStale {
  if (continuity === DISCONTINUOUS) return { type: 'book.stale', market, at: receivedAt, reason: 'gap' }
  return { type: 'book.replaced', market, at: receivedAt, bids, asks, continuity }
}

/** Takes a told book and returns it as a fact. */
export function shelveQuote(shelf: MarketShelf, quote: Quote): Fact {
  const { quotes, byId, settled } = shelf
  const fact = factOfQuote(quote)
  if (settled.has(quote.market)) return fact
  // A market that was given up is not traded again; the last word about its book is that there is none.
  if (quote.continuity === DISCONTINUOUS && !byId.has(quote.market)) quotes.delete(quote.market)
  else quotes.set(quote.market, quote)
  return shelveFact(shelf, fact)
}

function forget(shelf: MarketShelf, market: MarketId): void {
  const { byId, byGame, quotes, settled } = shelf
  const game = byId.get(market)?.game
  byId.delete(market)
  quotes.delete(market)
  settled.delete(market)
  const rest = (byGame.get(game ?? '') ?? []).filter((id) => id !== market)
  if (rest.length > 0) byGame.set(game as string, rest)
  else byGame.delete(game ?? '')
}

/** Lets go of a market's book, which is most of what a market takes. */
function forgetBook({ byId, quotes }: MarketShelf, market: MarketId): void {
  quotes.delete(market)
  const known = byId.get(market)
  if (known !== undefined) byId.set(market, { ...known, state: { ...known.state, ladder: NO_BOOK } })
}

/**
 * Takes a settlement and returns it as a fact. The market stays for whoever still speaks of it, until many others have
 * settled after it; its book goes at once.
 */
export function shelveSettled(
  shelf: MarketShelf,
  { market, outcome, yesPrice, at }: MessageOf<'market.settled'>,
): Fact {
  shelf.settled.add(market)
  const [oldest] = shelf.settled
  if (shelf.settled.size > SETTLED_KEPT && oldest !== undefined) forget(shelf, oldest)
  const fact = shelveFact(shelf, { type: 'market.settled', market, at, outcome, yesPrice })
  forgetBook(shelf, market)
  return fact
}

/** Takes a market's rules as its venue says them and returns them as a fact. */
export function shelveRules(shelf: MarketShelf, { id, status, grid, closesAt }: Market, at: Micros): Fact {
  return shelveFact(shelf, {
    type: 'market.changed',
    market: id,
    at,
    status,
    grid,
    ...(closesAt === null ? {} : { closesAt }),
  })
}

function shelveFact(shelf: MarketShelf, fact: BookReplaced | BookStale | MarketChanged | MarketSettled): Fact {
  const known = shelf.byId.get(fact.market)
  if (known !== undefined) foldMarketFact(known.state, fact)
  return fact
}
