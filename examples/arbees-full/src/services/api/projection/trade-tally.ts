import type { Micros, Money } from '@arbees/core'
import { addMoney, formatMoney, NO_MONEY } from '@arbees/core'
import type { TradeView } from '../view/ledger-view.ts'
import type { PerformanceView } from '../view/oversight-view.ts'
import { formatPercent } from '../view/scalars.ts'

/** How a trade ended. */
export type TradeEnd = {
  readonly trade: string
  readonly status: TradeView['status']
  readonly pnl: Money
  readonly at: Micros
}

/** What ended trades came to. */
export type TradeTally = {
  /** Counts an end, once for each trade. */
  readonly end: (ended: TradeEnd) => void
  /** Forgets all: the account was reset. */
  readonly clear: () => void
  /** Returns the profit and loss of the UTC day of an instant. */
  readonly pnlOfDay: (at: Micros) => Money
  readonly performance: (openTrades: number) => PerformanceView
}

const DAY = 86_400_000_000

/** Returns a tally of nothing. */
export function createTradeTally(): TradeTally {
  const counted = new Set<string>()
  const days = new Map<number, Money>()
  let [trades, won, lost, total] = [0, 0, 0, NO_MONEY]
  return Object.freeze({
    end: ({ trade, status, pnl, at }: TradeEnd) => {
      if (counted.has(trade)) return
      counted.add(trade)
      // Nothing was held, so there was no trade to win or lose.
      if (status === 'missed') return
      trades += 1
      if (pnl > 0) won += 1
      if (pnl < 0) lost += 1
      total = addMoney(total, pnl)
      const day = Math.floor(at / DAY)
      days.set(day, addMoney(days.get(day) ?? NO_MONEY, pnl))
    },
    clear: () => {
      counted.clear()
      days.clear()
      ;[trades, won, lost, total] = [0, 0, 0, NO_MONEY]
    },
    pnlOfDay: (at: Micros) => days.get(Math.floor(at / DAY)) ?? NO_MONEY,
    performance: (openTrades: number) => ({
      total_trades: trades + openTrades,
      open_trades: openTrades,
      winning_trades: won,
      losing_trades: lost,
      win_rate: won + lost === 0 ? null : formatPercent(Math.round((won * 10_000) / (won + lost))),
      total_pnl: formatMoney(total),
    }),
  })
}
