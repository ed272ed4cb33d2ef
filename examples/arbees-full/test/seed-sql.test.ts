import { parseMoney } from '@arbees/core'
import { createRealClock, createSecret } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendBankroll, startBankroll } from '../src/platform/store/bankroll.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { openPostgresStore } from '../src/platform/store/postgres-store.ts'
import { resetLines, resetPaperTrading } from '../src/platform/store/reset-paper-trading.ts'
import type { Row, Store } from '../src/platform/store/store.ts'
import { checklistStatements } from './checklist-statements.ts'
import { insertLedgerRow, insertTrade } from './ledger-rows.ts'
import type { LocalPostgres } from './local-postgres.ts'
import { startLocalPostgres } from './local-postgres.ts'

const statements = checklistStatements()
const now = createRealClock().now()
const HOUR = 3_600_000_000
let server: LocalPostgres
beforeAll(async () => {
  server = await startLocalPostgres()
}, 60_000)
afterAll(() => server?.remove())

/** Returns the statement that has these words in it: exactly one. */
function statementWith(...words: readonly string[]): string {
  const found = [...new Set(statements)].filter((sql) => words.every((word) => sql.includes(word)))
  expect(found, words.join()).toHaveLength(1)
  return found[0] ?? ''
}

const kinds = [
  { kind: 'PGlite', open: () => openPgliteStore(undefined) },
  { kind: 'PostgreSQL', open: async () => openPostgresStore({ url: createSecret(server.url) }) },
]

test('the checklist has fourteen statements', () => {
  expect(statements).toHaveLength(14)
})

describe.each(kinds)("the checklist's SQL on $kind", ({ open }) => {
  let store: Store
  const ask = (...words: readonly string[]): Promise<readonly Row[]> => store.query(statementWith(...words))
  const row = (change: Parameters<typeof insertLedgerRow>[1]) => insertLedgerRow(store, change)
  beforeAll(async () => {
    store = await open()
    await migrate(store, () => undefined)
  }, 60_000)
  afterAll(() => store?.close())

  test('runs, every statement, on empty tables', async () => {
    for (const sql of statements) await store.query(sql)
    const tables = await store.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    )
    const wanted = ['paper_trades', 'bankroll', 'game_states', 'market_prices', 'trading_signals']
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
  })

  test('a reset leaves ten thousand dollars, and says so in three lines', async () => {
    await startBankroll(store, parseMoney('250'), now)
    const request = { isFull: true, isDryRun: false, bankroll: parseMoney('10000'), at: now }
    expect(resetLines(request, await resetPaperTrading(store, request))).toEqual([
      'Paper trading data reset successfully',
      'Bankroll reset to $10,000.00',
      '0 paper trades deleted',
    ])
    expect(await ask('SELECT COUNT(*) FROM paper_trades;')).toEqual([{ count: 0 }])
    expect(await ask('SELECT * FROM bankroll')).toMatchObject([{ balance: '10000.00', piggybank_balance: '0.00' }])
    expect(await ask('profit_loss')).toEqual([{ balance: '10000.00', piggybank_balance: '0.00', profit_loss: '0.00' }])
  })

  test('an arbitrage that is open stands on both venues, and no leg of it is unbalanced', async () => {
    await insertTrade(store, 't1', now)
    await row({ order: 'arb1', at: now - 26 * HOUR, latencyMs: '10' })
    await row({ order: 'arb2', platform: 'polymarket', side: 'no', at: now - 26 * HOUR, latencyMs: '30' })
    await row({ order: 'arb3', trade: 't2', status: 'cancelled', filled: '0', at: now - HOUR, latencyMs: '20' })
    const held = [
      { game_id: 'g1', platform: 'kalshi', side: 'yes', position: '10' },
      { game_id: 'g1', platform: 'polymarket', side: 'no', position: '10' },
    ]
    expect(await ask('as position')).toEqual(expect.arrayContaining(held))
    expect(await ask('net_position')).toHaveLength(2)
    expect(await store.query('SELECT * FROM unbalanced_arb_legs')).toEqual([])
    expect(await ask('as partial')).toEqual([{ total_trades: 3, filled: 2, cancelled: 1, partial: 0 }])
  })

  test('once it is settled nothing is held, and what it earned is what the bankroll gained', async () => {
    const settle = { action: 'settle', purpose: 'settlement', filled: '-10', at: now - 60_000_000 } as const
    await row({ ...settle, order: 'settled-1', pnl: '4.9' })
    await row({ ...settle, order: 'settled-2', platform: 'polymarket', side: 'no', pnl: '-4.65' })
    const gain = {
      reason: 'trade',
      trade: 't1',
      balanceChange: parseMoney('0.15'),
      piggybankChange: parseMoney('0.1'),
    } as const
    await store.transact((queries) => appendBankroll(queries, { ...gain, key: 'trade t1', at: now }))
    await store.transact((queries) => appendBankroll(queries, { ...gain, key: 'trade t1', at: now }))
    expect(await ask('net_position')).toEqual([])
    expect(await ask('as position')).toEqual([])
    expect(await store.query('SELECT * FROM unbalanced_arb_legs')).toEqual([])
    const [day] = await ask('trades_last_24h')
    expect(day).toMatchObject({ trades_last_24h: 3, total_pnl: '0.25' })
    expect(await ask('profit_loss')).toEqual([{ balance: '10000.15', piggybank_balance: '0.10', profit_loss: '0.15' }])
    expect(await ask('SELECT balance FROM bankroll')).toEqual([{ balance: '10000.15' }])
  })

  test('fill rates, latencies, edges and days are what the rows say', async () => {
    expect(await ask('fill_rate')).toEqual(
      expect.arrayContaining([
        { platform: 'kalshi', total_orders: 3, filled: 2, fill_rate: '66.67' },
        { platform: 'polymarket', total_orders: 2, filled: 2, fill_rate: '100.00' },
      ]),
    )
    const [latency] = await ask('percentile_cont')
    expect(latency).toMatchObject({ p50: 12 })
    expect(await ask('avg_edge')).toEqual([
      { opportunity_type: 'cross_platform_arb', count: 5, avg_edge: '2.50', avg_pnl: '0.13' },
    ])
    const days = (await ask('daily_pnl')) as readonly { trade_date: string; num_trades: number }[]
    expect(days.reduce((total, { num_trades: trades }) => total + trades, 0)).toBe(5)
    expect(days[0]?.trade_date).toMatch(/^\d{4}-\d\d-\d\d$/)
    const recent = await ask('LIMIT 10;')
    expect(recent[0]).toMatchObject({ order_id: expect.stringMatching(/^settled-/), status: 'filled' })
  })

  test('a leg without its other leg is listed, from the moment its trade is known or a minute old', async () => {
    const listed = () =>
      store.query('SELECT arb_group_id, platform, imbalance FROM unbalanced_arb_legs ORDER BY platform')
    await row({ order: 'arb10', trade: 't9', at: createRealClock().now() })
    expect(await listed()).toEqual([])
    await insertTrade(store, 't9', now)
    expect(await listed()).toEqual([{ arb_group_id: 't9', platform: 'kalshi', imbalance: '10' }])
    await row({ order: 'arb11', trade: 't9', platform: 'polymarket', side: 'no', filled: '9.98', at: now })
    expect(await listed()).toHaveLength(2)
    // Less than a lot is dust.
    const rest = { platform: 'polymarket', side: 'no', quantity: '0.02', filled: '0.015' } as const
    await row({ ...rest, order: 'arb12', trade: 't9', purpose: 'complete', at: now })
    expect(await listed()).toEqual([])
  })

  test.each([
    ['an order that rests', { status: 'resting', filled: '0' }],
    ['a partial status', { status: 'partial' }],
    ['more filled than was ordered', { filled: '10.000001' }],
    ['filled with nothing', { filled: '0' }],
    ['cancelled with something', { status: 'cancelled' }],
    ['a buy that takes away', { filled: '-1', venueFilled: '1' }],
    ['another time in force', { tif: 'good_till_canceled' }],
    ['a name that is not ours', { order: 'x17' }],
    ['a seventh decimal', { filled: '9.9999999' }],
  ])('%s is refused by the table', async (_, change) => {
    await expect(row({ order: 'arb900', at: now, ...change })).rejects.toMatchObject({ code: 'constraint' })
  })

  test('one name is one order', async () => {
    await expect(row({ order: 'arb1', at: now })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('the bankroll cannot be rewritten, nor added to without adding up', async () => {
    await expect(store.query("UPDATE bankroll SET balance = '1'")).rejects.toMatchObject({ code: 'constraint' })
    await expect(store.query('DELETE FROM bankroll')).rejects.toMatchObject({ code: 'constraint' })
    const wrong = store.query(
      `INSERT INTO bankroll (entry_key, reason, balance, piggybank_balance, change, timestamp)
       VALUES ('x', 'correction', '20000', '0', '1', NOW())`,
    )
    await expect(wrong).rejects.toThrow('does not balance')
    const times = await store.query<{ at: number }>('SELECT timestamp AS at FROM bankroll ORDER BY entry')
    expect(times.length).toBeGreaterThan(2)
    for (const [at, { at: time }] of times.entries()) if (at > 0) expect(time).toBeGreaterThan(times[at - 1]?.at ?? 0)
  })

  test('a dry run says what it would do and does nothing; a real trade outlives every reset', async () => {
    await row({ order: 'arb77', trade: 't77', isPaper: false, at: now })
    const request = { isFull: true, isDryRun: true, bankroll: parseMoney('5000'), at: now }
    const lines = resetLines(request, await resetPaperTrading(store, request))
    expect(lines).toEqual([expect.stringContaining('Dry run'), 'Bankroll reset to $5,000.00', '8 paper trades deleted'])
    expect(await store.query('SELECT COUNT(*) AS n FROM paper_trades')).toEqual([{ n: 9 }])
    await resetPaperTrading(store, { ...request, isDryRun: false })
    expect(await store.query('SELECT order_id FROM paper_trades')).toEqual([{ order_id: 'arb77' }])
    const keep = { isFull: false, isDryRun: false, bankroll: undefined, at: now }
    expect(resetLines(keep, await resetPaperTrading(store, keep))).toEqual([
      'Paper trading data reset successfully',
      'Bankroll stays at $5,000.00',
      '0 pending signals canceled, history kept',
    ])
  })
})
