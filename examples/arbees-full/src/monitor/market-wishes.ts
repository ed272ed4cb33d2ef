/*
 * Which markets of one venue are to be streamed, out of what was assigned for each game. Pure.
 */
import type { MarketId, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'
import { keepNewest } from '../platform/keep-newest.ts'

type Assignment = { readonly fence: number; readonly markets: readonly MarketId[] }

/** What is wished for, by game. Changed in place. */
export type MarketWishes = { readonly venue: VenueId; readonly byGame: Map<string, Assignment> }

/** How many games are remembered, given up ones included: their fences count. */
const GAMES_MAX = 20_000

/** Returns no wishes. */
export function createMarketWishes(venue: VenueId): MarketWishes {
  return { venue, byGame: new Map() }
}

/** Takes an assignment; one with an older fence than the last says nothing. A game without a shard is given up. */
export function applyAssignment(wishes: MarketWishes, assigned: MessageOf<'market.assigned'>): void {
  const { game, fence, shard, markets } = assigned
  const known = wishes.byGame.get(game)
  if (known !== undefined && known.fence > fence) return
  const own = shard === null ? [] : markets.filter((market) => venueOf(market) === wishes.venue)
  keepNewest(wishes.byGame, game, { fence, markets: own }, GAMES_MAX)
}

/** Returns every market that is wished for, each once. */
export function wishedMarkets({ byGame }: MarketWishes): ReadonlySet<MarketId> {
  return new Set([...byGame.values()].flatMap(({ markets }) => markets))
}
