import type { MarketId } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import type { KalshiMarket } from '@arbees/kalshi-client'
import type { MarketText } from '@arbees/market-matcher'
import type { PolymarketClient } from '@arbees/polymarket-client'

type GammaMarket = Awaited<ReturnType<PolymarketClient['gamma']['getMarkets']>>['markets'][number]

/** A market that a venue lists, as the matcher reads it and as orders name it. */
export type ListedMarket = {
  readonly id: MarketId
  readonly text: MarketText
  /** What the venue calls the two outcomes, YES first. */
  readonly outcomes: readonly [string, string]
}

/** Returns a market of Kalshi's list. */
export function listedOnKalshi(market: KalshiMarket): ListedMarket {
  const { ticker, title, yesSubTitle, rulesPrimary, rulesSecondary } = market
  const rules = [rulesPrimary, rulesSecondary]
    .filter((text) => text !== undefined && text !== null && text !== '')
    .join('\n')
  return {
    id: toMarketId('kalshi', ticker),
    text: { venue: 'kalshi', ticker, title: title ?? null, yesSubTitle: yesSubTitle ?? null, rules },
    outcomes: ['Yes', 'No'],
  }
}

/** Returns a market of Gamma's list; undefined where it names no two tokens and outcomes. */
export function listedOnPolymarket(market: GammaMarket): ListedMarket | undefined {
  const [yes, no] = market.outcomes ?? []
  const [token] = market.clobTokenIds ?? []
  if (yes === undefined || no === undefined || token === undefined) return undefined
  const { slug, question, gameStartTime, sportsMarketType, description } = market
  return {
    id: toMarketId('polymarket', token),
    outcomes: [yes, no],
    text: {
      venue: 'polymarket',
      slug,
      question,
      outcomes: [yes, no],
      gameStartTime:
        gameStartTime === undefined || gameStartTime === null
          ? null
          : new Date(Math.floor(gameStartTime / 1_000)).toISOString(),
      sportsMarketType: sportsMarketType ?? null,
      description: description ?? null,
    },
  }
}
