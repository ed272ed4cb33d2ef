/*
 * Which markets of one venue are to be streamed, out of what was assigned for each game. Pure.
 */
import type { MarketId, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

type Assignment = { readonly fence: number; readonly markets: readonly MarketId[] }

/** What is wished for, by game. Changed in place. */
export type MarketWishes = { readonly venue: VenueId; readonly byGame: Map<string, Assignment> }

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
  wishes.byGame.set(game, { fence, markets: own })
}

/** Returns every market that is wished for, each once. */
export function wishedMarkets({ byGame }: MarketWishes): ReadonlySet<MarketId> {
  return new Set([...byGame.values()].flatMap(({ markets }) => markets))
}
