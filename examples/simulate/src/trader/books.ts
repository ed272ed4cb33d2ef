/*
 * What the trader knows of its markets: live books, rules and fees, folded from the feeds' facts.
 */
import type { ListedMarket } from '@arbees/arb-engine'
import type { ContinuityToken, Fact, Ladder, MarketId } from '@arbees/core'
import { applyBookFact, createLadder, DISCONTINUOUS, isBookFact } from '@arbees/core'

/** A market's rules and fees as of now, and what bounds a purchase in it. */
export type Listed = ListedMarket

/** The trader's view of its markets. */
export type Books = {
  readonly book: (market: MarketId) => Ladder | undefined
  readonly market: (market: MarketId) => Listed | undefined
  readonly list: (listed: Listed) => void
  /** Folds facts in and returns the markets whose books changed. */
  readonly fold: (facts: readonly Fact[]) => ReadonlySet<MarketId>
  readonly continuityOf: (market: MarketId) => ContinuityToken
}

/** Creates an empty view. */
export function createBooks(): Books {
  const ladders = new Map<MarketId, Ladder>()
  const markets = new Map<MarketId, Listed>()

  function change(fact: Fact & { readonly market: MarketId }): boolean {
    if (isBookFact(fact)) {
      let ladder = ladders.get(fact.market)
      if (ladder === undefined) {
        ladder = createLadder()
        ladders.set(fact.market, ladder)
      }
      applyBookFact(ladder, fact)
      return true
    }
    const listed = markets.get(fact.market)
    if (listed === undefined) return false
    if (fact.type === 'market.changed') {
      const { status = listed.market.status, grid = listed.market.grid, closesAt = listed.market.closesAt } = fact
      markets.set(fact.market, { ...listed, market: { ...listed.market, status, grid, closesAt } })
    } else if (fact.type === 'market.settled') {
      markets.set(fact.market, { ...listed, market: { ...listed.market, status: 'settled' } })
    }
    return false
  }

  return {
    book: (market) => ladders.get(market),
    market: (market) => markets.get(market),
    list: (listed) => {
      markets.set(listed.market.id, listed)
    },
    fold: (facts) => {
      const changed = new Set<MarketId>()
      for (const fact of facts) if ('market' in fact && change(fact)) changed.add(fact.market)
      return changed
    },
    continuityOf: (market) => ladders.get(market)?.continuity ?? DISCONTINUOUS,
  }
}
