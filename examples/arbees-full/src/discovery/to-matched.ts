/*
 * What is told of a game's markets: those that match it now with their rules and fees, and those that were told before
 * and may still be held. Who hears it takes it as the whole, so what it leaves out is no longer watched by anybody.
 */
import type { Feed, MarketId } from '@arbees/core'
import { isVenueError, venueOf } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import { feeSettingsOf } from './fee-settings.ts'
import type { ListedMarket } from './listed-market.ts'
import type { OnGame, VoidPolicy } from './match-game.ts'
import { matchGame } from './match-game.ts'

type Matched = SpokenOf<'market.matched'>

/** A market as it is told. */
export type ToldMarket = Matched['markets'][number]

/** What matching a game needs beside the game and the lists. */
export type MatchWorld = {
  readonly policy: VoidPolicy
  readonly feeds: Readonly<Record<string, Feed>>
  /** What was told of the game last. */
  readonly before: readonly ToldMarket[]
  /** Says whether a market that this game no longer matches is told of another one now. */
  readonly isElsewhere: (market: MarketId) => boolean
}

/** A market as far as it could be read: with a reason it is not to be traded on, whether it is told or not. */
type Detail = { readonly told?: ToldMarket; readonly reason?: string }

/** What asking again soon does not change; every other error is of the moment. */
const CERTAIN = ['market.not-found', 'market.unsupported', 'fees.unknown'] as const

function withStatus(told: ToldMarket, status: ToldMarket['market']['status']): ToldMarket {
  return { ...told, market: { ...told.market, status } }
}

/** One that cannot be traded on is not told; where it was told before it stays, for what may be held of it. */
function refusal(reason: string, before: ToldMarket | undefined): Detail {
  return before === undefined ? { reason } : { reason, told: withStatus(before, 'unknown') }
}

/** A market with rules and fees that are known for certain; or why it is not taken. */
async function detail(feed: Feed, { listed, yesOn }: OnGame, before: ToldMarket | undefined): Promise<Detail> {
  try {
    const market = await feed.market(listed.id)
    const fees = feeSettingsOf(await feed.fees(listed.id))
    if (fees === undefined) return refusal('its fees are of a form that is not known here', before)
    const [yes, no] = listed.outcomes
    return {
      told: { market: { ...market, grid: { ranges: [...market.grid.ranges] } }, fees, yesOn, native: { yes, no } },
    }
  } catch (error) {
    if (!isVenueError(error)) throw error
    // That the venue cannot be asked now says nothing of the market: what was known of it stands.
    if (before !== undefined && !CERTAIN.some((code) => isVenueError(error, code))) return { told: before }
    return refusal(error.message.replaceAll('\n', ' '), before)
  }
}

/** A market that left the list of open ones: nothing new is begun on it, but what is held of it still settles. */
async function departed(feed: Feed, before: ToldMarket): Promise<ToldMarket> {
  try {
    const { status } = await feed.market(before.market.id as MarketId)
    // That it settled is told with its price or not at all; and one that is not listed as open is not, whatever is kept.
    if (status === 'settled') return withStatus(before, 'closed')
    return withStatus(before, status === 'open' ? 'paused' : status)
  } catch (error) {
    if (!isVenueError(error)) throw error
    return before.market.status === 'open' ? withStatus(before, 'paused') : before
  }
}

/** Returns what may be traded on a game, with everything a decision needs to know of it, and what may be held there. */
export async function toMatched(
  found: MessageOf<'game.found'>,
  listed: readonly ListedMarket[],
  { policy, feeds, before, isElsewhere }: MatchWorld,
): Promise<Matched> {
  const { markets, pairs, refused } = matchGame(found, listed, policy)
  const feedOf = (market: MarketId) => feeds[venueOf(market)] as Feed
  const toldOf = new Map(before.map((told) => [told.market.id as MarketId, told]))
  const details = await Promise.all(markets.map((one) => detail(feedOf(one.listed.id), one, toldOf.get(one.listed.id))))
  const matched = new Set(markets.map((one) => one.listed.id))
  const gone = [...toldOf].filter(([market]) => !matched.has(market) && !isElsewhere(market))
  const left = await Promise.all(gone.map(([market, told]) => departed(feedOf(market), told)))
  const certain = details.filter(({ reason }) => reason === undefined)
  const tradable = new Set<string>(certain.map(({ told }) => told?.market.id ?? ''))
  const lost = details.flatMap(({ reason }, index) =>
    reason === undefined ? [] : [{ market: (markets[index] as OnGame).listed.id, reason }],
  )
  return {
    game: found.game,
    league: found.league,
    markets: [...details.flatMap(({ told }) => told ?? []), ...left],
    pairs: pairs.filter(({ a, b }) => tradable.has(a) && tradable.has(b)),
    refused: [...refused, ...lost],
  }
}
