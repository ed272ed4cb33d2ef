import type { Micros, Money } from '@arbees/core'
import { addMoney, formatMoney, NO_MONEY, subtractMoney } from '@arbees/core'
import { TOPIC_RULES } from '../../../messages/topics.ts'
import type { TradeView } from '../view/ledger-view.ts'
import type { PerformanceView } from '../view/oversight-view.ts'
import { formatPercent } from '../view/scalars.ts'
import { createNewest } from './newest.ts'

/** How a trade ended. */
export type TradeEnd = {
  readonly trade: string
  readonly status: TradeView['status']
  readonly pnl: Money
  readonly at: Micros
}

/** What ended trades came to. */
export type TradeTally = {
  /**
   * Counts an end in the place of what was counted of its trade before. Returns whether it is how the trade stands now:
   * not when it was told before, or says `halted` of a trade whose money is known.
   */
  readonly end: (ended: TradeEnd) => boolean
  /** Forgets all: the account was reset. */
  readonly clear: () => void
  /** Returns the profit and loss of the UTC day of an instant. */
  readonly pnlOfDay: (at: Micros) => Money
  readonly performance: (openTrades: number) => PerformanceView
}

type Counted = {
  readonly end: TradeEnd
  /** What was told of the trade, by its words: when it was told does not say whether it is news. */
  readonly heard: readonly string[]
}

const DAY = 86_400_000_000
/** What the bus does not keep any more is not told again. */
const TRADES_MAX = TOPIC_RULES['trade.ended'].kept
const HEARD_MAX = 16

/** Returns a tally of nothing. */
export function createTradeTally(): TradeTally {
  const counted = createNewest<Counted>(TRADES_MAX)
  const days = new Map<number, Money>()
  let [trades, won, lost, total] = [0, 0, 0, NO_MONEY]
  const count = ({ status, pnl, at }: TradeEnd, by: 1 | -1) => {
    // Nothing was held, so there was no trade to win or lose.
    if (status === 'missed') return
    const change = by === 1 ? addMoney : subtractMoney
    trades += by
    if (pnl > 0) won += by
    if (pnl < 0) lost += by
    total = change(total, pnl)
    const day = Math.floor(at / DAY)
    days.set(day, change(days.get(day) ?? NO_MONEY, pnl))
  }
  return Object.freeze({
    end: (ended: TradeEnd) => {
      const { trade, status, pnl, at } = ended
      const known = counted.get(trade)
      const heard = known?.heard ?? []
      const words = `${status} ${pnl} ${at}`
      if (heard.includes(words)) return false
      // Who executes tells of a halt, who keeps the positions of the money, and either may come first.
      if (status === 'halted' && known !== undefined && known.end.status !== 'halted') return false
      if (known !== undefined) count(known.end, -1)
      count(ended, 1)
      counted.put(trade, { end: ended, heard: [...heard, words].slice(-HEARD_MAX) })
      return true
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
