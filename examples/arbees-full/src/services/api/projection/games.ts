/*
 * Every game as it stands, folded from what is told of it and of its markets.
 */
import type { MarketId, Micros } from '@arbees/core'
import { DISCONTINUOUS, formatPrice, formatQuantity, venueOf } from '@arbees/core'
import type { MessageOf } from '../../../messages/topics.ts'
import type { GameView, PriceView } from '../view/game-view.ts'
import { instantOrNull } from '../view/scalars.ts'
import { createNewest } from './newest.ts'
import { formatGap, gapTicks } from './pair-gap.ts'

type Matched = MessageOf<'market.matched'>
type Quote = MessageOf<'quote.changed'>

type Known = {
  readonly game: string
  league: string
  found?: MessageOf<'game.found'>
  updated?: MessageOf<'game.updated'>
  ended?: MessageOf<'game.ended'>
  matched?: Matched
  assigned?: MessageOf<'market.assigned'>
}

/** Every game that is known. */
export type Games = {
  /** Each of these takes one message, and returns the game that it changed. */
  readonly found: (message: MessageOf<'game.found'>) => string
  readonly updated: (message: MessageOf<'game.updated'>) => string
  readonly ended: (message: MessageOf<'game.ended'>) => string
  readonly matched: (message: Matched) => string
  readonly assigned: (message: MessageOf<'market.assigned'>) => string
  /** Returns undefined for a market of no game that is known. */
  readonly quoted: (message: Quote) => string | undefined
  readonly view: (game: string) => GameView | undefined
  /** Returns all, the last found first. */
  readonly list: () => readonly GameView[]
  /** Returns `Lakers at Celtics`, or the id of a game that is not known. */
  readonly titleOf: (game: string) => string
  readonly sportOf: (game: string) => string | null
  /** Notes the name of a game of the past. */
  readonly name: (game: string, league: string, title: string) => void
}

const GAMES_MAX = 5_000
const MARKETS_MAX = 20_000

function formatClock(micros: Micros | null): string | null {
  if (micros === null) return null
  const whole = Math.floor(micros / 1_000_000)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

function priceOf(listed: Matched['markets'][number], quote: Quote | undefined): PriceView {
  const [bid, ask] = [quote?.bids[0], quote?.asks[0]]
  return {
    market_id: listed.market.id,
    platform: venueOf(listed.market.id),
    title: listed.market.title,
    yes_on: listed.yesOn,
    yes_bid: bid === undefined ? null : formatPrice(bid.price),
    yes_ask: ask === undefined ? null : formatPrice(ask.price),
    yes_bid_size: bid === undefined ? null : formatQuantity(bid.quantity),
    yes_ask_size: ask === undefined ? null : formatQuantity(ask.quantity),
    is_tradable: quote !== undefined && quote.continuity !== DISCONTINUOUS,
    received_at: instantOrNull(quote?.receivedAt),
  }
}

function marketsOf(matched: Matched | undefined, quoteOf: (market: MarketId) => Quote | undefined) {
  const gaps = (matched?.pairs ?? []).map(({ name, a, b, polarity }) => {
    const ticks = gapTicks(quoteOf(a), quoteOf(b), polarity)
    return { ticks, view: { pair: name, a, b, polarity, gap: formatGap(ticks) } }
  })
  const best = gaps.map(({ ticks }) => ticks).filter((ticks) => ticks !== undefined)
  return {
    prices: (matched?.markets ?? []).map((listed) => priceOf(listed, quoteOf(listed.market.id))),
    pairs: gaps.map(({ view }) => view),
    best_gap: formatGap(best.length === 0 ? undefined : Math.max(...best)),
    refused_markets: (matched?.refused ?? []).map(({ market, reason }) => ({ market_id: market, reason })),
  }
}

function stateOf({ found, updated, ended }: Known) {
  return {
    home_score: ended?.home ?? updated?.home ?? null,
    away_score: ended?.away ?? updated?.away ?? null,
    period: updated?.period ?? null,
    time_remaining: ended === undefined ? formatClock(updated?.clockMicros ?? null) : null,
    status: ended !== undefined && ended.winner !== 'none' ? 'final' : (updated?.status ?? found?.status ?? 'unknown'),
    possession: ended === undefined ? (updated?.possession ?? null) : null,
    home_win_prob: updated?.homeChance ?? null,
    source_home_win_prob: updated?.sourceHomeChance ?? null,
    last_update: instantOrNull(updated?.receivedAt),
    winner: ended?.winner ?? null,
  } as const
}

function viewOf(known: Known, quoteOf: (market: MarketId) => Quote | undefined): GameView {
  const { found, assigned } = known
  return {
    game_id: known.game,
    sport: known.league,
    home_team: found?.home.name ?? 'home',
    away_team: found?.away.name ?? 'away',
    home_team_abbrev: found?.home.abbreviation ?? 'HOME',
    away_team_abbrev: found?.away.abbreviation ?? 'AWAY',
    scheduled_time: instantOrNull(found?.startsAt),
    ...stateOf(known),
    shard: assigned?.shard ?? null,
    ...marketsOf(known.matched, quoteOf),
  }
}

/** Returns no games. */
export function createGames(): Games {
  const games = createNewest<Known>(GAMES_MAX)
  const quotes = createNewest<Quote>(MARKETS_MAX)
  const gameOfMarket = createNewest<string>(MARKETS_MAX)
  const past = createNewest<{ readonly league: string; readonly title: string }>(GAMES_MAX)
  const change = (game: string, league: string, more: Partial<Known>): string => {
    games.put(game, { ...(games.get(game) ?? { game, league }), ...more })
    return game
  }
  const quoteOf = (market: MarketId) => quotes.get(market)
  return Object.freeze({
    found: (found: MessageOf<'game.found'>) => change(found.game, found.league, { found }),
    updated: (updated: MessageOf<'game.updated'>) => change(updated.game, updated.league, { updated }),
    ended: (ended: MessageOf<'game.ended'>) => change(ended.game, ended.league, { ended }),
    matched: (matched: Matched) => {
      for (const { market } of matched.markets) gameOfMarket.put(market.id, matched.game)
      return change(matched.game, matched.league, { matched })
    },
    assigned: (assigned: MessageOf<'market.assigned'>) => {
      const before = games.get(assigned.game)?.assigned
      // A late word of an older holder changes nothing.
      if (before !== undefined && before.fence > assigned.fence) return assigned.game
      return change(assigned.game, assigned.league, { assigned })
    },
    quoted: (quote: Quote) => {
      quotes.put(quote.market, quote)
      return gameOfMarket.get(quote.market)
    },
    view: (game: string) => {
      const known = games.get(game)
      return known === undefined ? undefined : viewOf(known, quoteOf)
    },
    list: () => games.list().map((known) => viewOf(known, quoteOf)),
    titleOf: (game: string) => {
      const found = games.get(game)?.found
      return found === undefined ? (past.get(game)?.title ?? game) : `${found.away.name} at ${found.home.name}`
    },
    sportOf: (game: string) => games.get(game)?.league ?? past.get(game)?.league ?? null,
    name: (game: string, league: string, title: string) => past.put(game, { league, title }),
  })
}
