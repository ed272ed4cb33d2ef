/*
 * What is owned by the books as they stand, and what a day has lost of it.
 */
import type { Ladder, MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import {
  bestPrice,
  complement,
  costRoundedDown,
  DISCONTINUOUS,
  mulDiv,
  ONE_CONTRACT,
  seconds,
  toMoney,
} from '@arbees/core'
import type { Ledger, LedgerLeg, LedgerTrade } from './ledger-state.ts'

/** What is owned, in micro-dollars. */
export type Equity = {
  /** Money at the venues, free or set aside. */
  readonly cash: Money
  /** What contracts held on all legs of a trade will pay, whichever way the question ends. */
  readonly hedged: Money
  /** What all other contracts would bring at the best bid now: nothing where there is none, their cost where no book is known. */
  readonly unhedgedAtBid: Money
  readonly total: Money
}

function bidFor(ladder: Ladder, outcome: 'yes' | 'no'): Price | undefined {
  const best = bestPrice(outcome === 'yes' ? ladder.bids : ladder.asks)
  if (best < 0) return undefined
  return outcome === 'yes' ? (best as Price) : complement(best as Price)
}

/** Returns the contracts of a trade that pay together whatever happens; 0 for one leg alone. */
export function matchedQuantity({ legs, payout }: LedgerTrade): Quantity {
  if (payout === 0) return 0 as Quantity
  return Math.min(...legs.map(({ received }) => received)) as Quantity
}

/** Returns the contracts that one leg holds beyond another; 0 for one leg alone, which is directional. */
export function unmatchedQuantity({ legs }: LedgerTrade): Quantity {
  const held = legs.map(({ received }) => received)
  return (Math.max(...held) - Math.min(...held)) as Quantity
}

/** Returns what the legs of a trade cost so far, fees included, less what was sold again. */
export function tradeSpent({ legs }: LedgerTrade): Money {
  return legs.reduce((total, { cost, fee, proceeds }) => total + cost + fee - proceeds, 0) as Money
}

function isUnseen({ bids, asks, continuity }: Ladder): boolean {
  return continuity === DISCONTINUOUS && bestPrice(bids) < 0 && bestPrice(asks) < 0
}

/**
 * What contracts held alone are worth. Of a book that was not seen yet nobody knows: were they worth nothing then, a day
 * that begins so would count their bids as earned, and might lose as much more before it stops.
 */
function worthAlone(leg: LedgerLeg, alone: Quantity, ladder: Ladder | undefined): number {
  if (alone <= 0) return 0
  if (ladder === undefined || isUnseen(ladder)) {
    return mulDiv(Math.max(0, leg.cost + leg.fee - leg.proceeds), alone, leg.received, 'floor')
  }
  const bid = bidFor(ladder, leg.outcome)
  return bid === undefined ? 0 : costRoundedDown(bid, alone)
}

function addTrade(
  trade: LedgerTrade,
  ladderOf: (market: MarketId) => Ladder | undefined,
  sums: { hedged: number; unhedged: number },
): void {
  const matched = matchedQuantity(trade)
  let toPay = mulDiv(trade.payout, matched, ONE_CONTRACT, 'floor')
  let isOver = true
  for (const leg of trade.legs) {
    const { market, received, paid } = leg
    if (paid !== null) {
      // What a settled leg has paid for its matched part is cash already.
      toPay -= received === 0 ? 0 : mulDiv(paid, matched, received, 'floor')
      continue
    }
    isOver = false
    sums.unhedged += worthAlone(leg, (received - matched) as Quantity, ladderOf(market))
  }
  if (!isOver) sums.hedged += Math.max(0, toPay)
}

/** Returns the money at the venues, free or set aside. */
export function cashOf(ledger: Ledger): Money {
  let cash = 0
  for (const amounts of [ledger.cash, ledger.reserved]) for (const amount of amounts.values()) cash += amount
  return toMoney(cash)
}

/** Returns what is owned, by the books as they stand. */
export function equityOf(ledger: Ledger, ladderOf: (market: MarketId) => Ladder | undefined): Equity {
  const cash = cashOf(ledger)
  const sums = { hedged: 0, unhedged: 0 }
  for (const trade of ledger.trades.values()) addTrade(trade, ladderOf, sums)
  return {
    cash,
    hedged: toMoney(sums.hedged),
    unhedgedAtBid: toMoney(sums.unhedged),
    total: toMoney(cash + sums.hedged + sums.unhedged),
  }
}

/** The trading day that is counted. */
export type TradingDay = {
  /** Which day it is, counted from 1970; the least safe integer before the first. */
  day: number
  /** What was owned when it was first looked at. */
  equityAtStart: Money
  /** It has lost as much as a day may: nothing opens until the next one, whatever prices do. */
  isStopped: boolean
}

const DAY = seconds(86_400)

/** Returns the day of an instant, where a day begins `startsAt` after midnight UTC. */
export function dayOf(now: Micros, startsAt: Micros): number {
  return Math.floor((now - startsAt) / DAY)
}
