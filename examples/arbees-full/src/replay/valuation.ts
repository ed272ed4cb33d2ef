import type { Engine, Trade } from '@arbees/arb-engine'
import { matchedQuantity } from '@arbees/arb-engine'
import type { Ladder, MarketId, Money, Price, VenueId } from '@arbees/core'
import { bestPrice, complement, costRoundedDown, NO_MONEY, subtractQuantity, toMoney, totalMoney } from '@arbees/core'
import type { PaperExchange } from '@arbees/paper-broker'

/** What is owned, in micro-dollars. */
export type Valuation = {
  /** Money at the venues, free or set aside. */
  readonly cash: Money
  /** What contracts held on both legs of a trade will pay, whichever way the question ends. */
  readonly hedged: Money
  /** What contracts held on one leg alone would bring at the best bid now; nothing where there is none. */
  readonly unhedgedAtBid: Money
  readonly equity: Money
}

type Index = {
  readonly ladderOf: (market: MarketId) => Ladder
  /** What one YES contract paid; undefined before the market settled. */
  readonly yesPriceOf: (market: MarketId) => Price | undefined
}

function bidFor(ladder: Ladder, outcome: 'yes' | 'no'): Price | undefined {
  const best = bestPrice(outcome === 'yes' ? ladder.bids : ladder.asks)
  if (best < 0) return undefined
  return outcome === 'yes' ? (best as Price) : complement(best as Price)
}

function addTrade(trade: Trade, index: Index, sums: { hedged: number; unhedged: number }): void {
  const matched = matchedQuantity(trade)
  // One leg of each matched pair pays a dollar; what a settled leg has paid is cash already.
  let toPay: number = matched
  for (const leg of trade.legs) {
    const yesPrice = index.yesPriceOf(leg.market)
    if (yesPrice !== undefined) {
      toPay -= costRoundedDown(leg.outcome === 'yes' ? yesPrice : complement(yesPrice), matched)
      continue
    }
    const alone = subtractQuantity(leg.received, matched)
    const bid = alone === 0 ? undefined : bidFor(index.ladderOf(leg.market), leg.outcome)
    if (bid !== undefined) sums.unhedged += costRoundedDown(bid, alone)
  }
  const isOver = trade.legs.every((leg) => index.yesPriceOf(leg.market) !== undefined)
  if (!isOver) sums.hedged += toPay
}

/** Returns what is owned, by the books as they stand. */
export function valuePortfolio(
  engine: Engine,
  paper: PaperExchange,
  venues: readonly VenueId[],
  index: Index,
): Valuation {
  let cash = NO_MONEY
  for (const venue of venues) cash = toMoney(cash + totalMoney(paper.account(venue)))
  const sums = { hedged: 0, unhedged: 0 }
  for (const trade of engine.trades()) addTrade(trade, index, sums)
  return {
    cash,
    hedged: toMoney(sums.hedged),
    unhedgedAtBid: toMoney(sums.unhedged),
    equity: toMoney(cash + sums.hedged + sums.unhedged),
  }
}
