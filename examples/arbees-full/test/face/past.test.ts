/*
 * What the database knows: the report of the last hours, and the pages after a restart.
 */
import { parseMoney } from '@arbees/core'
import { createRealClock } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendBankroll, startBankroll } from '../../src/platform/store/bankroll.ts'
import { formatInstant } from '../../src/platform/store/sql-values.ts'
import { formatReport } from '../../src/services/analytics/format-report.ts'
import { generateReport } from '../../src/services/analytics/generate-report.ts'
import { insertLedgerRow, insertTrade } from '../ledger-rows.ts'
import type { FaceWorld } from './face-world.ts'
import { startFace } from './face-world.ts'

const now = createRealClock().now()
const HOUR = 3_600_000_000
let face: FaceWorld
beforeAll(async () => {
  face = await startFace({}, async ({ store }) => {
    await startBankroll(store, parseMoney('1000'), (now - 30 * HOUR) as never)
    await store.query(
      `INSERT INTO games (game_id, league, home_team, away_team, home_abbreviation, away_abbreviation, starts_at, status,
         updated_at) VALUES ('g1', 'nba', 'Celtics', 'Lakers', 'BOS', 'LAL', $1, 'final', $1)`,
      [formatInstant(now - 3 * HOUR)],
    )
    await insertLedgerRow(store, { order: 'arb1', at: now - 60 * HOUR, latencyMs: '999' })
    await insertTrade(store, 't1', now - 2 * HOUR)
    await insertLedgerRow(store, { order: 'arb2', at: now - 2 * HOUR, latencyMs: '10' })
    await insertLedgerRow(store, {
      order: 'arb3',
      at: now - 2 * HOUR,
      latencyMs: '30',
      platform: 'polymarket',
      side: 'no',
    })
    await insertLedgerRow(store, { order: 'arb4', at: now - HOUR, status: 'cancelled', filled: '0', latencyMs: '20' })
    const settled = { action: 'settle', purpose: 'settlement', filled: '-10', at: now - HOUR } as const
    await insertLedgerRow(store, { ...settled, order: 'settled-1', pnl: '4.9' })
    await store.query(
      "UPDATE trades SET status = 'settled', pnl = '4.9', fees = '0.2', ended_at = $1, reason = 'paid'",
      [formatInstant(now)],
    )
    await insertTrade(store, 't2', now - HOUR)
    await store.query(
      `INSERT INTO positions (trade_id, market_id, side, game_id, platform, quantity, cost, bid, realized, opened_at,
         updated_at) VALUES ('t2', 'kalshi:M', 'yes', 'g1', 'kalshi', '5', '2.5', '0.52', '0', $1, $1)`,
      [formatInstant(now)],
    )
    await store.query(
      `INSERT INTO trading_signals (signal_id, opportunity_type, game_id, legs, edge, edge_pct, caused_at, created_at,
         expires_at, outcome, refused_by, refusal_reason, refusal_sentence, refusal_numbers)
       VALUES ('s1', 'model_edge_yes', 'g1', $2, '0.02', '2.00', $1, $1, $1, 'refused', 'signal-processor', 'cooldown',
         'too soon', '{"waitedMicros": 5}')`,
      [
        formatInstant(now),
        JSON.stringify([
          { market: 'kalshi:M', venue: 'kalshi', outcome: 'yes', action: 'buy', limit: 5_000, available: 1_000_000 },
        ]),
      ],
    )
    const gain = { balanceChange: parseMoney('4.41'), piggybankChange: parseMoney('0.49') }
    const entry = { key: 'trade t1', reason: 'trade', trade: 't1', ...gain, at: now } as const
    await store.transact((queries) => appendBankroll(queries, entry))
  })
}, 60_000)
afterAll(() => face?.end(), 60_000)

describe('the report', () => {
  test('counts orders of the span, and settlements for money alone', async () => {
    const report = await generateReport(face.platform.store, now, 48)
    expect(report).toMatchObject({
      platforms: [
        { platform: 'kalshi', orders: 2, filled: 1, fillRatePct: '50.00' },
        { platform: 'polymarket', orders: 1, filled: 1, fillRatePct: '100.00' },
      ],
      latencyMs: { orders: 3, p50: '20.000', p99: '29.800' },
      types: [{ opportunityType: 'cross_platform_arb', orders: 3, edgePct: '2.50', pnl: '4.9' }],
      pnl: '4.9',
      fees: '0.4',
      bankroll: { balance: '1004.41', piggybank: '0.49' },
    })
    expect(report.days.reduce((rows, day) => rows + day.rows, 0)).toBe(4)
    const text = formatReport(report)
    for (const words of ['Fill rate', 'p95 ms', 'cross_platform_arb', 'P&L by day', 'Bankroll $1004.41']) {
      expect(text).toContain(words)
    }
    expect((await generateReport(face.platform.store, now, 1)).platforms).toEqual([])
    expect(formatReport(await generateReport(face.platform.store, (now - 100 * HOUR) as never, 1))).toContain('nothing')
  })

  test('is logged by its service', () => {
    expect(face.lines.find(({ message }) => message === 'report')?.fields).toMatchObject({ orders: 3, pnl: '4.9' })
  })
})

describe('the API after a restart', () => {
  test('knows orders, trades, positions, opportunities and the bankroll', async () => {
    const { body: status } = await face.get('/api/paper-trading/status')
    expect(status).toMatchObject({
      stats: { total_trades: 2, open_trades: 1, winning_trades: 1, win_rate: '100.00', total_pnl: '4.90' },
      bankroll: {
        entry: 2,
        total_balance: '1004.90',
        initial_balance: '1000.00',
        profit_loss: '4.90',
        roi_pct: '0.49',
      },
      open_positions: [
        { trade_id: 't2', quantity: '5.00', cost: '2.50', value: '2.60', market_title: 'Lakers at Celtics' },
      ],
    })
    const { body: orders } = await face.get('/api/paper-trading/orders')
    expect(orders.map(({ order_id: id }: { order_id: string }) => id)).toEqual(['arb4', 'arb3', 'arb2', 'arb1'])
    const { body: trades } = await face.get('/api/paper-trading/trades?status=settled')
    expect(trades).toMatchObject([{ trade_id: 't1', pnl: '4.90', fees: '0.20' }])
    const { body: opportunities } = await face.get('/api/opportunities')
    expect(opportunities).toMatchObject([
      {
        opportunity_id: 's1',
        status: 'refused',
        edge_pct: '2.00',
        refusal: { reason: 'cooldown', numbers: { waitedMicros: 5 } },
      },
    ])
    const { body: curve } = await face.get('/api/paper-trading/equity-history')
    expect(curve.map(({ equity }: { equity: string }) => equity)).toEqual(['1000.00', '1004.90', '1004.90'])
  })
})
