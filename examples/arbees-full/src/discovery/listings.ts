/*
 * What both venues list, asked for once for all games of a league and kept for a while.
 */
import type { Clock, Micros } from '@arbees/core'
import { sleep } from '@arbees/core'
import type { KalshiClient } from '@arbees/kalshi-client'
import type { PolymarketClient } from '@arbees/polymarket-client'
import type { LeagueWord } from './league-words.ts'
import { seriesOf } from './league-words.ts'
import type { ListedMarket } from './listed-market.ts'
import { listedOnKalshi, listedOnPolymarket } from './listed-market.ts'

/** Lists of markets. */
export type Listings = {
  /** Returns every open game winner of a league on Kalshi, and every open one of any league on Polymarket. @throws VenueError */
  readonly ofLeague: (league: LeagueWord) => Promise<readonly ListedMarket[]>
}

type Kept = { readonly at: Micros; readonly markets: Promise<readonly ListedMarket[]> }

async function askKalshi(client: KalshiClient, league: LeagueWord, delay: Micros): Promise<readonly ListedMarket[]> {
  const markets: ListedMarket[] = []
  const input = { seriesTicker: seriesOf(league), status: 'open', limit: 1_000 } as const
  for await (const page of client.markets.getMarkets.pages(input)) {
    markets.push(...page.markets.map(listedOnKalshi))
    await sleep(client.runtime.clock, delay)
  }
  return markets
}

async function askPolymarket(client: PolymarketClient): Promise<readonly ListedMarket[]> {
  const markets: ListedMarket[] = []
  const input = { sportsMarketTypes: ['moneyline'], closed: false, limit: 100 }
  for await (const market of client.gamma.getMarkets.each(input)) {
    const listed = listedOnPolymarket(market)
    if (listed !== undefined) markets.push(listed)
  }
  return markets
}

/** Settings of `createListings`. */
export type ListingsOptions = {
  readonly kalshi: KalshiClient
  readonly polymarket: PolymarketClient
  readonly clock: Clock
  /** How long a list counts. */
  readonly keptMicros: Micros
  /** How long to wait after each page of Kalshi's. */
  readonly kalshiDelayMicros: Micros
}

/** Returns lists that are asked for again when they are old. A failed one is not kept. */
export function createListings(options: ListingsOptions): Listings {
  const { kalshi, polymarket, clock, keptMicros, kalshiDelayMicros } = options
  const kept = new Map<string, Kept>()
  const recall = (key: string, ask: () => Promise<readonly ListedMarket[]>) => {
    const known = kept.get(key)
    if (known !== undefined && clock.now() - known.at < keptMicros) return known.markets
    const markets = ask()
    kept.set(key, { at: clock.now(), markets })
    markets.catch(() => {
      if (kept.get(key)?.markets === markets) kept.delete(key)
    })
    return markets
  }
  return Object.freeze({
    ofLeague: async (league: LeagueWord) => {
      const both = await Promise.all([
        recall(`kalshi ${league}`, () => askKalshi(kalshi, league, kalshiDelayMicros)),
        recall('polymarket', () => askPolymarket(polymarket)),
      ])
      return both.flat()
    },
  })
}
