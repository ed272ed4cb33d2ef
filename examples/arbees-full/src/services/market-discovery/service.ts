import type { Feed } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import { kalshiVenue } from '@arbees/kalshi-client'
import { polymarketVenue } from '@arbees/polymarket-client'
import { z } from 'zod'
import { createListings } from '../../discovery/listings.ts'
import type { VoidPolicy } from '../../discovery/match-game.ts'
import type { ToldMarket } from '../../discovery/to-matched.ts'
import { toMatched } from '../../discovery/to-matched.ts'
import type { MessageOf } from '../../messages/topics.ts'
import { kalshiVariables, PAPER_TRADING, polymarketVariables } from '../../platform/config/trading-variables.ts'
import { choiceVariable, secondsVariable } from '../../platform/config/variable.ts'
import { defineService } from '../../service.ts'
import { isOver } from '../../sports/game-status.ts'
import { openKalshi } from '../../venues/kalshi-access.ts'
import { openPolymarket } from '../../venues/polymarket-access.ts'

/** A game that is looked for. Changed in place. */
type KnownGame = { found: MessageOf<'game.found'>; told: string; markets: readonly ToldMarket[] }

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
    const games = new Map<string, KnownGame>()
    const isTold = (market: string, by: KnownGame) => by.markets.some((one) => one.market.id === market)

    async function look(game: string): Promise<void> {
      const known = games.get(game)
      if (known === undefined) return
      const { found, markets: before } = known
      const isElsewhere = (market: string) => [...games.values()].some((one) => one !== known && isTold(market, one))
      try {
        const listed = await listings.ofLeague(found.league)
        const matched = await toMatched(found, listed, { policy, feeds, before, isElsewhere })
        const told = JSON.stringify(matched)
        if (told === known.told) return
        known.told = told
        known.markets = matched.markets
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
          const known = games.get(found.game)
          if (known === undefined) games.set(found.game, { found, told: '', markets: [] })
          else known.found = found
          await look(found.game)
        },
      },
      figures: () => ({ games: games.size }),
      stop: () => cancel(),
    }
  },
})
