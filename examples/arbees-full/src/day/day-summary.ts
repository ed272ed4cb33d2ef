/* What a day came to, out of the database: what was played before an interruption counts as well. */

import type { OpportunityType } from '@arbees/arb-engine'
import { addMoney, formatMoney, parseMoney } from '@arbees/core'
import type { LatencyWindow } from '../monitor/latency-window.ts'
import { percentilesOf } from '../monitor/latency-window.ts'
import type { Store } from '../platform/store/store.ts'
import type { DayEnd } from './play-day.ts'

/** One thing that must hold, and whether it does. */
export type DayCheck = { readonly name: string; readonly holds: boolean; readonly found: string }

type Percentiles = { readonly p50: number | null; readonly p95: number | null }

/** What is printed. Money is dollars as decimal text. */
export type DaySummary = {
  readonly seed: number
  readonly isOver: boolean
  readonly gamesDiscovered: number
  readonly gamesEnded: number
  readonly marketsMatched: number
  readonly pairsMatched: number
  readonly marketsSettled: number
  readonly signals: Readonly<Partial<Record<OpportunityType, number>>>
  readonly signalsRefused: Readonly<Record<string, number>>
  readonly ordersFilled: number
  readonly ordersCanceled: number
  readonly tradesByEnding: Readonly<Record<string, number>>
  readonly positionsOpened: number
  /** Sold before their market settled: exits, and legs that were flattened. */
  readonly positionsClosed: number
  readonly positionsSettled: number
  readonly positionsOpen: number
  readonly pnl: string
  readonly bankroll: string
  /** At the end. */
  readonly unbalancedLegs: number
  /** Since the process began: trades that stood one-sided and could not be repaired within their loss. */
  readonly tradesHalted: number
  /** Our own work by the real clock: from the arrival of what was seen to the signal, and to the order that leaves. */
  readonly latencyMs: { readonly toSignal: Percentiles; readonly toOrder: Percentiles }
  readonly checks: readonly DayCheck[]
}

async function one<R>(store: Store, sql: string): Promise<R> {
  const [row] = await store.query(sql)
  return row as R
}

async function byName(store: Store, sql: string): Promise<Readonly<Record<string, number>>> {
  const rows = await store.query<{ name: string; n: number }>(sql)
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]))
}

const COUNTS = `
  SELECT (SELECT COUNT(*) FROM games) AS games,
         (SELECT COUNT(*) FROM games WHERE ended_at IS NOT NULL) AS ended,
         (SELECT COUNT(*) FROM game_markets) AS markets,
         (SELECT COUNT(*) FROM game_markets WHERE settled_as IS NOT NULL) AS settled,
         (SELECT COUNT(*) FROM paper_trades WHERE action <> 'settle' AND status = 'filled') AS filled,
         (SELECT COUNT(*) FROM paper_trades WHERE action <> 'settle' AND status = 'cancelled') AS canceled,
         (SELECT COUNT(*) FROM unbalanced_arb_legs) AS unbalanced,
         (SELECT COUNT(*) FROM positions WHERE quantity > 0) AS open,
         (SELECT COUNT(*) FROM (SELECT DISTINCT trade_id, market_id, side FROM paper_trades
           WHERE action = 'buy' AND status = 'filled') AS bought) AS positions,
         (SELECT COUNT(*) FROM paper_trades WHERE action = 'settle') AS settlements,
         (SELECT COUNT(*) FROM (SELECT DISTINCT trade_id, market_id, side FROM paper_trades
           WHERE action = 'sell' AND status = 'filled') AS sold) AS sold`

type Counts = Readonly<
  Record<
    | 'games'
    | 'ended'
    | 'markets'
    | 'settled'
    | 'filled'
    | 'canceled'
    | 'unbalanced'
    | 'open'
    | 'positions'
    | 'settlements'
    | 'sold',
    number
  >
>

const BANKROLL = `
  SELECT COALESCE((SELECT SUM(pnl) FROM trades), 0)::text AS pnl,
         COALESCE((SELECT SUM(change) FROM bankroll WHERE reason <> 'trade'), 0)::text AS put_in,
         COALESCE((SELECT balance + piggybank_balance FROM bankroll ORDER BY entry DESC LIMIT 1), 0)::text AS bankroll`

type Bankroll = { readonly pnl: string; readonly put_in: string; readonly bankroll: string }

function percentiles(window: LatencyWindow): Percentiles {
  const { p50, p95 } = percentilesOf(window)
  return { p50, p95 }
}

function check(name: string, holds: boolean, found: string | number): DayCheck {
  return { name, holds, found: String(found) }
}

function checksOf(end: DayEnd, counts: Counts, money: Bankroll, deadLetters: number): readonly DayCheck[] {
  const expected = addMoney(parseMoney(money.put_in), parseMoney(money.pnl))
  return [
    check('every game was found', counts.games === end.day.games.length, counts.games),
    check('every game has ended', counts.ended === end.day.games.length, counts.ended),
    // Two of Kalshi and one of Polymarket.
    check('every market was matched', counts.markets === 3 * end.day.games.length, counts.markets),
    check('every market has settled', counts.settled === counts.markets, counts.settled),
    check('there were signals', end.tally.counts['signal.generated'] > 0, end.tally.counts['signal.generated']),
    ...(end.isTraded ? [check('orders were filled', counts.filled > 0, counts.filled)] : []),
    check('nothing is held any more', counts.open === 0, counts.open),
    check('no legs are unbalanced', counts.unbalanced === 0, counts.unbalanced),
    // Once its markets have settled a one-sided trade is flat again; that it stood so is told all the same.
    check('no trade was left one-sided', end.tally.halted === 0, end.tally.halted),
    check('the bankroll is what was put in and earned', parseMoney(money.bankroll) === expected, money.bankroll),
    check('no message was laid aside', deadLetters === 0, deadLetters),
  ]
}

/** Returns what a day came to. */
export async function summarizeDay(end: DayEnd, seed: number): Promise<DaySummary> {
  const { tally, platform, isOver } = end
  const { store, bus } = platform
  const counts = await one<Counts>(store, COUNTS)
  const money = await one<Bankroll>(store, BANKROLL)
  const signals = await byName(
    store,
    'SELECT opportunity_type AS name, COUNT(*) AS n FROM trading_signals GROUP BY 1 ORDER BY 1',
  )
  const refused = await byName(
    store,
    'SELECT refusal_reason AS name, COUNT(*) AS n FROM trading_signals WHERE refusal_reason IS NOT NULL GROUP BY 1 ORDER BY 1',
  )
  const trades = await byName(store, 'SELECT status AS name, COUNT(*) AS n FROM trades GROUP BY 1 ORDER BY 1')
  const dead = (await bus.deadLetters()).length
  return {
    seed,
    isOver,
    gamesDiscovered: counts.games,
    gamesEnded: counts.ended,
    marketsMatched: counts.markets,
    pairsMatched: [...tally.pairsOf.values()].reduce((sum, pairs) => sum + pairs, 0),
    marketsSettled: counts.settled,
    signals,
    signalsRefused: refused,
    ordersFilled: counts.filled,
    ordersCanceled: counts.canceled,
    tradesByEnding: trades,
    positionsOpened: counts.positions,
    positionsClosed: counts.sold,
    positionsSettled: counts.settlements,
    positionsOpen: counts.open,
    pnl: formatMoney(parseMoney(money.pnl)),
    bankroll: formatMoney(parseMoney(money.bankroll)),
    unbalancedLegs: counts.unbalanced,
    tradesHalted: tally.halted,
    latencyMs: { toSignal: percentiles(tally.toSignal), toOrder: percentiles(tally.toOrder) },
    checks: isOver ? checksOf(end, counts, money, dead) : [],
  }
}
