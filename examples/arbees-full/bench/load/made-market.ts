/* The markets of a made game and their books, as discovery and the monitors would tell them. */
import type { MarketId, Micros, Rng } from '@arbees/core'
import { nextInteger, toMarketId } from '@arbees/core'
import type { SpokenOf } from '../../src/messages/topics.ts'
import type { LeagueWord } from './made-game.ts'

type Matched = SpokenOf<'market.matched'>
type Quoted = SpokenOf<'quote.changed'>

const VENUES = ['kalshi', 'polymarket'] as const
const LEVELS = 10
const TICK = 100

/** Returns the ids of a game's markets, the two of each pair side by side. */
export function marketIdsOf(game: string, count: number): readonly MarketId[] {
  return Array.from({ length: count }, (_, at) => {
    const pair = Math.floor(at / 2)
    return at % 2 === 0 ? toMarketId('kalshi', `KXLOAD-${game}-${pair}`) : toMarketId('polymarket', `7${game}${pair}`)
  })
}

/** What YES of a market pays on. */
export function yesOnOf(at: number): 'home' | 'away' {
  return Math.floor(at / 2) % 2 === 0 ? 'home' : 'away'
}

/** Returns what discovery would tell of a game. */
export function matchedOf(game: string, league: LeagueWord, ids: readonly MarketId[]): Matched {
  return {
    game,
    league,
    markets: ids.map((id, at) => ({
      market: {
        id,
        venue: VENUES[at % 2] as string,
        title: 'Who wins?',
        status: 'open',
        grid: { ranges: [{ start: TICK, end: 10_000 - TICK, step: TICK }] },
        lot: 10_000,
        quantityMin: 1_000_000,
        notionalMin: 0,
        closesAt: null,
      },
      fees: {
        name: VENUES[at % 2] as string,
        takerRate: at % 2 === 0 ? 700 : 0,
        makerRate: 0,
        roundUpTo: 100,
        buyFeeIn: 'money',
      },
      yesOn: yesOnOf(at),
      native: { yes: 'yes', no: 'no' },
    })),
    pairs: ids.flatMap((a, at) => {
      const b = ids[at + 1]
      if (at % 2 === 1 || b === undefined) return []
      return [{ name: `${a} and ${b}`, a, b, polarity: 'same' as const, proof: ['made alike'] }]
    }),
    refused: [],
  }
}

/** Returns a book around a price: ten levels a side, a tick apart, the best one tick from it. */
export function bookOf(
  market: MarketId,
  at: number,
  middle: number,
  continuity: number,
  now: Micros,
  rng: Rng,
): Quoted {
  const side = (sign: 1 | -1) => {
    const levels: { price: number; quantity: number }[] = []
    for (let level = 1; level <= LEVELS; level++) {
      const price = middle + sign * level * TICK
      if (price < TICK || price > 10_000 - TICK) break
      levels.push({ price, quantity: nextInteger(rng, 50, 2_000) * 1_000_000 })
    }
    return levels
  }
  const venue = VENUES[at % 2] as string
  return { market, venue, bids: side(-1), asks: side(1), venueAt: null, receivedAt: now, continuity }
}
