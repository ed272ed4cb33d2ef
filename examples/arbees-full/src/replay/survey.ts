import type { Ladder, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { bestPrice, bestQuantity, formatPrice, formatQuantity, isLadderCrossed } from '@arbees/core'

/** What is counted of one market while a recording plays. Times in microseconds. */
export type MarketSurvey = {
  readonly market: MarketId
  replaced: number
  changed: number
  trades: number
  settled: number
  /** Book lines after which the market's own best bid reached its own best ask. */
  crossedLines: number
  crossedUs: number
  /** −1 while the book is not crossed. */
  crossedSince: number
  /** −1 before the first book line. */
  lastBookAt: number
}

/** The best level of a side as text, or null when the side is empty. */
export type TextLevel = readonly [price: string, quantity: string] | null

/** Returns the survey of a market of which nothing has been seen. */
export function createMarketSurvey(market: MarketId): MarketSurvey {
  return {
    market,
    replaced: 0,
    changed: 0,
    trades: 0,
    settled: 0,
    crossedLines: 0,
    crossedUs: 0,
    crossedSince: -1,
    lastBookAt: -1,
  }
}

/** Counts a book line after it has been applied. */
export function surveyBook(survey: MarketSurvey, isSnapshot: boolean, ladder: Ladder, at: Micros): void {
  if (isSnapshot) survey.replaced += 1
  else survey.changed += 1
  survey.lastBookAt = at
  if (isLadderCrossed(ladder)) {
    survey.crossedLines += 1
    if (survey.crossedSince < 0) survey.crossedSince = at
  } else if (survey.crossedSince >= 0) {
    survey.crossedUs += at - survey.crossedSince
    survey.crossedSince = -1
  }
}

/** Ends the count: a book that is still crossed was so until `until`. */
export function endSurvey(survey: MarketSurvey, until: Micros): void {
  if (survey.crossedSince < 0) return
  survey.crossedUs += until - survey.crossedSince
  survey.crossedSince = -1
}

/** Returns the best levels of a book as text. */
export function finalLevels(ladder: Ladder): { readonly bid: TextLevel; readonly ask: TextLevel } {
  const level = (side: Ladder['bids']): TextLevel =>
    side.length === 0 ? null : [formatPrice(bestPrice(side) as Price), formatQuantity(bestQuantity(side) as Quantity)]
  return { bid: level(ladder.bids), ask: level(ladder.asks) }
}
