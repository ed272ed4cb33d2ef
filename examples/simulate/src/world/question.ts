/*
 * What is traded in a simulation: questions that both venues list, YES meaning the same on each.
 */
import { createHash } from 'node:crypto'
import type { MarketId, VenueId } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import type { Hex } from '@arbees/polymarket-client'
import type { FakeMarketSettings, KalshiMarketSettings } from '@arbees/venue-fakes'

/** One question, and its market on each venue. */
export type Question = {
  readonly name: string
  readonly ticker: string
  readonly conditionId: Hex
  readonly kalshi: MarketId
  readonly polymarket: MarketId
  readonly kalshiMarket: KalshiMarketSettings
  readonly polymarketMarket: FakeMarketSettings
}

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function createQuestion(index: number): Question {
  const ticker = `KXSIM-26DEC05-Q${index}`
  const conditionId: Hex = `0x${hexOf(`condition ${index}`)}`
  const tokenIds = [0, 1].map((token) => BigInt(`0x${hexOf(`token ${index} ${token}`)}`).toString()) as [string, string]
  const slug = `simulated-question-${index}`
  return {
    name: `q${index}`,
    ticker,
    conditionId,
    kalshi: toMarketId('kalshi', ticker),
    polymarket: toMarketId('polymarket', tokenIds[0]),
    kalshiMarket: { ticker, fair: null, series: `KXSIM${index}`, event: `KXSIM-26DEC05-${index}` },
    polymarketMarket: {
      conditionId,
      tokenIds,
      question: slug,
      slug,
      tick: 100,
      fees: { rateMillionths: 50_000, exponent: 1, isTakerOnly: true },
    },
  }
}

/** The questions of every run, of which a run trades the first few. */
export const QUESTIONS: readonly Question[] = [0, 1].map(createQuestion)

/** Returns a question's market on a venue. */
export function marketOn(question: Question, venue: VenueId): MarketId {
  return venue === 'kalshi' ? question.kalshi : question.polymarket
}
