import type { Feed } from '@arbees/core'
import { isVenueError, venueOf } from '@arbees/core'
import { kalshiVenue } from '@arbees/kalshi-client'
import { polymarketVenue } from '@arbees/polymarket-client'
import { z } from 'zod'
import { feeSettingsOf } from '../../discovery/fee-settings.ts'
import type { ListedMarket } from '../../discovery/listed-market.ts'
import { createListings } from '../../discovery/listings.ts'
import type { OnGame, VoidPolicy } from '../../discovery/match-game.ts'
import { matchGame } from '../../discovery/match-game.ts'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { kalshiVariables, PAPER_TRADING, polymarketVariables } from '../../platform/config/trading-variables.ts'
import { choiceVariable, secondsVariable } from '../../platform/config/variable.ts'
import { defineService } from '../../service.ts'
import { isOver } from '../../sports/game-status.ts'
import { openKalshi } from '../../venues/kalshi-access.ts'
import { openPolymarket } from '../../venues/polymarket-access.ts'

type Matched = SpokenOf<'market.matched'>
type Listed = Matched['markets'][number]

/** A market with rules and fees that are known for certain; or why it is not taken. */
async function detail(feed: Feed, { listed, yesOn }: OnGame): Promise<Listed | { readonly reason: string }> {
  try {
    const market = await feed.market(listed.id)
    const fees = feeSettingsOf(await feed.fees(listed.id))
    if (fees === undefined) return { reason: 'its fees are of a form that is not known here' }
    const [yes, no] = listed.outcomes
    return { market: { ...market, grid: { ranges: [...market.grid.ranges] } }, fees, yesOn, native: { yes, no } }
  } catch (error) {
    if (!isVenueError(error)) throw error
    return { reason: error.message.replaceAll('\n', ' ') }
  }
}

/** What may be traded on a game, with everything a decision needs to know of it. */
async function matchedOf(
  found: MessageOf<'game.found'>,
  listed: readonly ListedMarket[],
  policy: VoidPolicy,
  feeds: Readonly<Record<string, Feed>>,
): Promise<Matched> {
  const { markets, pairs, refused } = matchGame(found, listed, policy)
  const details = await Promise.all(markets.map((one) => detail(feeds[venueOf(one.listed.id)] as Feed, one)))
  const taken = details.flatMap((one) => ('market' in one ? [one] : []))
  const known = new Set<string>(taken.map(({ market }) => market.id))
  const lost = details.flatMap((one, index) =>
    'reason' in one ? [{ market: (markets[index] as OnGame).listed.id, reason: one.reason }] : [],
  )
  return {
    game: found.game,
    league: found.league,
    markets: taken,
    pairs: pairs.filter(({ a, b }) => known.has(a) && known.has(b)),
    refused: [...refused, ...lost],
  }
}

/** Finds both venues' markets of each game, has the matcher judge them, and tells what may be traded. */
export const marketDiscovery = defineService({
  name: 'market-discovery',
  listens: { 'game.found': 'share' },
  speaks: ['market.matched'],
  config: z.object({
    ...kalshiVariables,
    ...polymarketVariables,
    PAPER_TRADING,
    MATCH_REFRESH_SECONDS: secondsVariable('60'),
    /** Pairs that differ only when a game is postponed or canceled: taken on paper, always, or never. */
    UNPROVEN_VOIDS: choiceVariable(['paper', 'accept', 'refuse'], 'paper'),
  }),
  start: async ({ config, runtime, signal, speak }) => {
    const { clock, log } = runtime
    const { client: kalshi } = openKalshi(config, runtime, signal)
    const polymarket = await openPolymarket(config, runtime, signal)
    const feeds: Readonly<Record<string, Feed>> = {
      kalshi: kalshiVenue(kalshi),
      polymarket: polymarketVenue(polymarket).feed,
    }
    const every = config.MATCH_REFRESH_SECONDS
    const listings = createListings({
      kalshi,
      polymarket,
      clock,
      keptMicros: every,
      kalshiDelayMicros: config.KALSHI_REQUEST_DELAY_MS,
    })
    const { UNPROVEN_VOIDS: voids } = config
    const policy: VoidPolicy = voids === 'paper' ? (config.PAPER_TRADING ? 'accept' : 'refuse') : voids
    const games = new Map<string, { readonly found: MessageOf<'game.found'>; told: string }>()

    async function look(game: string): Promise<void> {
      const known = games.get(game)
      if (known === undefined) return
      const { found } = known
      try {
        const matched = await matchedOf(found, await listings.ofLeague(found.league), policy, feeds)
        const told = JSON.stringify(matched)
        if (told === known.told) return
        known.told = told
        await speak('market.matched', matched, game)
        log('info', 'market match', {
          game,
          teams: `${found.away.name} at ${found.home.name}`,
          markets: matched.markets.map(({ market }) => market.id),
          pairs: matched.pairs.map(({ name }) => name),
          refused: matched.refused.length,
        })
      } catch (error) {
        if (!isVenueError(error)) throw error
        log('warn', 'market lists could not be read, trying again', { game, code: error.code })
      }
    }

    const refresh = async () => {
      for (const game of [...games.keys()]) await look(game)
      if (!signal.aborted) cancel = clock.setTimer(every, () => void refresh())
    }
    let cancel = clock.setTimer(every, () => void refresh())
    return {
      handlers: {
        'game.found': async (found) => {
          if (isOver(found.status)) {
            games.delete(found.game)
            return
          }
          games.set(found.game, { found, told: games.get(found.game)?.told ?? '' })
          await look(found.game)
        },
      },
      figures: () => ({ games: games.size }),
      stop: () => cancel(),
    }
  },
})
