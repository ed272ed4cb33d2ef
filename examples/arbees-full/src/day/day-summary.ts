/* What a day came to, out of the database: what was played before an interruption counts as well. */

import type { OpportunityType } from '@arbees/arb-engine'
import { addMoney, formatMoney, parseMoney } from '@arbees/core'
import { percentilesOf } from '../monitor/latency-window.ts'
import type { Store } from '../platform/store/store.ts'
import type { DayEnd } from './play-day.ts'

/** One thing that must hold, and whether it does. */
export type DayCheck = { readonly name: string; readonly holds: boolean; readonly found: string }

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
  readonly positionsClosed: number
  readonly positionsSettled: number
  readonly positionsOpen: number
  readonly pnl: string
  readonly bankroll: string
  readonly unbalancedLegs: number
  readonly latencyMs: {
    /** From the frame or game update to the order, by the day's clock. */
    readonly order: { readonly p50: string | null; readonly p95: string | null }
    /** The same by the real clock: what our own work takes. */
    readonly computed: { readonly p50: number | null; readonly p95: number | null }
  }
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
         (SELECT COUNT(*) FROM positions) AS positions,
         (SELECT COUNT(*) FROM paper_trades WHERE action = 'settle') AS settlements,
         (SELECT COUNT(*) FROM paper_trades WHERE purpose = 'exit' AND status = 'filled') AS exits`

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
    | 'exits',
    number
  >
>

const BANKROLL = `
  SELECT COALESCE((SELECT SUM(pnl) FROM trades), 0)::text AS pnl,
         COALESCE((SELECT SUM(change) FROM bankroll WHERE reason <> 'trade'), 0)::text AS put_in,
         COALESCE((SELECT balance + piggybank_balance FROM bankroll ORDER BY entry DESC LIMIT 1), 0)::text AS bankroll`

type Bankroll = { readonly pnl: string; readonly put_in: string; readonly bankroll: string }

const LATENCY = `
  SELECT (percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms))::text AS p50,
         (percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms))::text AS p95
  FROM paper_trades WHERE purpose = 'entry'`

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
  const order = await one<DaySummary['latencyMs']['order']>(store, LATENCY)
  const { p50, p95 } = percentilesOf(tally.computed)
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
    positionsClosed: counts.exits,
    positionsSettled: counts.settlements,
    positionsOpen: counts.open,
    pnl: formatMoney(parseMoney(money.pnl)),
    bankroll: formatMoney(parseMoney(money.bankroll)),
    unbalancedLegs: counts.unbalanced,
    latencyMs: { order, computed: { p50, p95 } },
    checks: isOver ? checksOf(end, counts, money, dead) : [],
  }
}
