/* Rows of two days on which everything went well, and the single rows of which they are made. */
import type { Micros } from '@arbees/core'
import { formatMoney, seconds, toMicros, toMoney } from '@arbees/core'
import { formatInstant } from '../src/platform/store/sql-values.ts'
import type { Queries } from '../src/platform/store/store.ts'
import { insertLedgerRow, insertTrade } from './ledger-rows.ts'

const HOUR = seconds(3_600)

/** What writes rows into a database whose present is `now`. */
export function createVerdictRows(store: Queries, now: Micros) {
  const before = (hours: number) => toMicros(now - hours * HOUR)
  /** Somebody looked at a game every half hour. */
  const writeStates = async (fromHours: number, toHours = 0) => {
    const rows: (string | number)[][] = []
    for (let hours = fromHours; hours > toHours; hours -= 0.5) {
      rows.push(['g', formatInstant(before(hours)), 'nba', 'in-progress', 1, 0, 1])
    }
    const columns = ['game_id', 'received_at', 'league', 'status', 'home_score', 'away_score', 'period']
    await store.insertMany('game_states', columns, rows)
  }
  const live = async (instance: string, startedAt: Micros) => {
    await store.query(`INSERT INTO handled_messages VALUES ('position-tracker', 'order.recorded', $1, 1)`, [
      `${instance}.${startedAt.toString(36)}`,
    ])
  }
  const alarm = async (kind: string, fields: Readonly<Record<string, string>>, hours: number) => {
    await store.query(
      `INSERT INTO notifications (kind, priority, title, sentence, fields, alert_key, created_at)
       VALUES ($1, 'warning', 't', 's', $2, 'k', $3)`,
      [kind, JSON.stringify(fields), formatInstant(before(hours))],
    )
  }
  const closeTrade = async (number: number, pnlMicros: number, game = `g${number % 20}`) => {
    const trade = `t${number}`
    await insertTrade(store, trade, before(30))
    await store.query(
      `UPDATE trades SET status = 'settled', game_id = $2, pnl = $3, fees = '0.1', ended_at = $4 WHERE trade_id = $1`,
      [trade, game, formatMoney(toMoney(pnlMicros)), formatInstant(before(20))],
    )
  }
  const fillAll = async () => {
    await writeStates(48)
    await live('arbees', before(60))
    for (let number = 1; number <= 100; number++) {
      await insertLedgerRow(store, { order: `arb${number}`, trade: `t${number}`, at: before(40 - number / 10) })
    }
    // One leg each, of no arbitrage.
    await store.query('UPDATE paper_trades SET arb_group_id = NULL')
    for (let number = 1; number <= 40; number++) await closeTrade(number, 50_000 + number * 1_000)
  }
  return { before, writeStates, live, alarm, closeTrade, fillAll }
}
