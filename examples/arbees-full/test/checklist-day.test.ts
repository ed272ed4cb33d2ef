/*
 * What operators type on a normal day, on the logs and tables of a day that was played: every grep in a real
 * shell, as it is typed, and every SQL statement, on each database.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { addMoney, parseMoney } from '@arbees/core'
import { createSecret } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DaySummary } from '../src/day/day-summary.ts'
import { MIGRATIONS, migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { openPostgresStore } from '../src/platform/store/postgres-store.ts'
import type { Store } from '../src/platform/store/store.ts'
import { checklistGreps, checklistStatements } from './checklist-statements.ts'
import type { LocalPostgres } from './local-postgres.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { openTimescaleStore } from './timescale-store.ts'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-checklist-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Line = Readonly<Record<string, unknown>> & { readonly service?: string; readonly message: string }
type Played = {
  /** At LOG_LEVEL=DEBUG, and what of it is told at INFO. */
  readonly debug: readonly string[]
  readonly lines: readonly string[]
  readonly summary: DaySummary
}

/** Plays a short day. */
function play(): Played {
  const args = ['--conditions=@arbees/source', main, 'start', '--once', '--json', '--games', '1', '--data-dir', folder]
  const env = { PATH: process.env['PATH'], LOG_LEVEL: 'DEBUG' }
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder, env })
  expect([run.status, run.stderr]).toEqual([0, expect.stringContaining('no order leaves')])
  const debug = readFileSync(join(folder, 'day/log.jsonl'), 'utf8').trimEnd().split('\n')
  const lines = debug.filter((line) => !line.includes('"level":"debug"'))
  expect(lines.length).toBeLessThan(debug.length)
  return { debug, lines, summary: JSON.parse(run.stdout) }
}

/** Compose's names of services, and ours. */
const SERVICE_OF: Readonly<Record<string, string>> = {
  orchestrator: 'orchestrator',
  'market-discovery-rust': 'market-discovery',
  game_shard: 'game-shard',
  signal_processor: 'signal-processor',
  execution_service: 'execution-service',
  kalshi_monitor: 'kalshi-monitor',
  polymarket_monitor: 'polymarket-monitor',
}

/** A `docker-compose` that knows `logs [-f] [--tail=N] [--since T] [SERVICE]`, with a file for each service. */
const COMPOSE = `#!/bin/sh
shift
tail=; service=all
while [ $# -gt 0 ]; do
  case $1 in
    -f) ;;
    --tail=*) tail=\${1#--tail=} ;;
    --since) shift ;;
    *) service=$1 ;;
  esac
  shift
done
if [ -n "$tail" ]; then tail -n "$tail" "$LOGS/$service"; else cat "$LOGS/$service"; fi
`

/** Types a line of the checklist on some lines of the log; returns what it prints. */
function type(line: string, logs: readonly string[]): readonly string[] {
  const at = mkdtempSync(join(folder, 'logs-'))
  writeFileSync(join(at, 'docker-compose'), COMPOSE)
  chmodSync(join(at, 'docker-compose'), 0o755)
  writeFileSync(join(at, 'all'), `${logs.join('\n')}\n`)
  for (const [container, service] of Object.entries(SERVICE_OF)) {
    const own = logs.filter((text) => text.includes(`"service":"${service}"`))
    writeFileSync(join(at, container), `${own.join('\n')}\n`)
  }
  const env = { PATH: `${at}${delimiter}${process.env['PATH']}`, LOGS: at }
  const run = spawnSync('sh', ['-c', line], { encoding: 'utf8', env, maxBuffer: 256 * 1024 * 1024 })
  expect(run.stderr).toBe('')
  return run.stdout.trimEnd() === '' ? [] : run.stdout.trimEnd().split('\n')
}

const greps = checklistGreps()

/** Returns the one look that has these words in it. */
function grepOf(...words: readonly string[]): string {
  const found = [...new Set(greps)].filter((line) => words.every((word) => line.includes(word)))
  expect(found, words.join()).toHaveLength(1)
  return found[0] ?? ''
}

const parsed = (lines: readonly string[]): readonly Line[] => lines.map((line) => JSON.parse(line) as Line)

const COPIED = ['games', 'game_markets', 'game_states', 'market_prices', 'trades', 'paper_trades', 'bankroll']
/** How many rows one statement carries. */
const ROWS = 500

async function copyRows(table: string, from: Store, to: Store): Promise<void> {
  const rows = await from.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${table} t`)
  for (let at = 0; at < rows.length; at += ROWS) {
    const part = rows.slice(at, at + ROWS).map(({ row }) => row)
    await to.query(
      `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      [`[${part.join()}]`],
    )
  }
}

/** Returns a folder of the migrations that every database has, and no others. */
function plainMigrations(): string {
  const plain = join(folder, 'migrations')
  cpSync(MIGRATIONS, plain, { recursive: true })
  rmSync(join(plain, 'timescale'), { recursive: true })
  mkdirSync(join(plain, 'timescale'))
  return plain
}

/** How much of a day has passed when somebody looks: enough for the first games to be live. */
const MOMENTS = [0.25, 0.5, 0.75, 1]

describe("the checklist's greps", () => {
  let day: Played
  beforeAll(() => {
    day = play()
  }, 900_000)

  test('there are twelve, of which two are typed twice over', () => {
    expect(greps).toHaveLength(12)
  })

  test.each(MOMENTS)('of the services find them at work when %d of the day has passed', (part) => {
    const logs = day.lines.slice(0, Math.floor(day.lines.length * part))
    // Whoever looks during the day looks at running services.
    const running = logs.filter((line) => !line.includes('"message":"service stopped"'))
    const look = (...words: readonly string[]) => parsed(type(grepOf(...words), running))
    for (const { message } of look('discovered')) expect(message).toMatch(/^Discovered \d+ NBA games$/)
    expect(look('discovered').at(-1)?.['games']).toBe(1)
    expect(look('"market"').filter(({ message }) => message === 'market match')).toHaveLength(1)
    const updates = look('"update"').filter(({ message }) => message === 'game update')
    expect(updates.length).toBeGreaterThan(0)
    for (const update of updates) expect(update).toMatchObject({ game: expect.any(String), home: expect.any(Number) })
    const signals = look('"signal"').filter(({ message }) => /^(No signals|signals evaluated)$/.test(message))
    expect(signals.length).toBeGreaterThan(0)
    for (const monitor of ['kalshi_monitor', 'polymarket_monitor']) {
      const told = look(monitor, 'latency').filter(({ feedMillis }) => feedMillis !== undefined)
      expect(told.length, monitor).toBeGreaterThan(0)
      const last = told.at(-1) as unknown as {
        readonly feedMillis: { readonly p95: number }
        readonly reconnects: number
      }
      expect(last.feedMillis.p95, monitor).toBeLessThan(50)
      expect(last.reconnects, monitor).toBe(0)
    }
  })

  test('of orders find each of them twice, when it leaves and when it was placed, under a name of its own', () => {
    const found = parsed(type(grepOf('"IOC"'), day.lines))
    const names = (form: RegExp) =>
      found.filter(({ message }) => form.test(message)).map((line) => line['client_order_id'])
    const [leaving, placed] = [names(/^Placing IOC order$/), names(/^IOC order arb\d+ placed$/)]
    expect(found).toHaveLength(leaving.length + placed.length)
    expect(leaving.length).toBe(day.summary['ordersFilled'] + day.summary['ordersCanceled'])
    expect([...placed].sort()).toEqual([...leaving].sort())
    expect(new Set(leaving).size).toBe(leaving.length)
    for (const name of leaving) expect(name).toMatch(/^arb\d{20,}$/)
    for (const line of found)
      if (line.message === 'Placing IOC order') expect(line['time_in_force']).toBe('immediate_or_cancel')
    expect(type(grepOf('"IOC"'), day.lines).join()).not.toMatch(/resting/i)
  })

  test('of trouble find none', () => {
    expect(type(grepOf('rate limit'), day.lines)).toEqual([])
    expect(type(grepOf('execution_service', 'error'), day.lines)).toEqual([])
    for (const since of ['5m', '24h']) expect(type(grepOf(`--since ${since}`), day.lines).map(Number)).toEqual([0])
  })

  test('of the way from a game to an order follow each order back to what caused it, at LOG_LEVEL=DEBUG', () => {
    const { debug, summary } = day
    const found = parsed(type(grepOf('game_update|'), debug))
    const chains = (message: string) =>
      new Set(found.filter((line) => line.message === message).map((line) => line['correlation']))
    const [updates, signals, orders] = [chains('game_update'), chains('signal_generated'), chains('order_placed')]
    expect(orders.size).toBeGreaterThan(0)
    for (const chain of orders) expect([updates.has(chain), signals.has(chain)]).toEqual([true, true])
    expect(found.filter(({ message }) => message === 'order_placed').length).toBe(
      summary['ordersFilled'] + summary['ordersCanceled'],
    )
    const of = (message: string) =>
      new Set(found.filter((line) => line.message === message).map(({ service }) => service))
    expect([of('game_update'), of('signal_generated'), of('order_placed')]).toEqual([
      new Set(['game-shard']),
      new Set(['game-shard']),
      new Set(['execution-service']),
    ])
  })

  describe.each(['PGlite', 'PostgreSQL', 'TimescaleDB'] as const)(
    "and the checklist's SQL after the day, on %s",
    (kind) => {
      let store: Store
      let server: LocalPostgres | undefined
      const statements = [...new Set(checklistStatements())]
      /** What a statement says at the end of the day, whenever the test runs. */
      const ask = async <R>(...words: readonly string[]): Promise<readonly R[]> => {
        const [sql = ''] = statements.filter((one) => words.every((word) => one.includes(word)))
        const [last] = await store.query<{ at: string }>('SELECT MAX(created_at)::text AS at FROM paper_trades')
        return (await store.query(sql.replaceAll('NOW()', `'${last?.at}'::timestamptz`))) as readonly R[]
      }
      beforeAll(async () => {
        const played = await openPgliteStore(join(folder, 'day'))
        if (kind === 'PGlite') {
          store = played
          return
        }
        if (kind === 'PostgreSQL') {
          server = await startLocalPostgres()
          store = openPostgresStore({ url: createSecret(server.url) })
          await migrate(store, () => undefined)
        } else {
          // As on a volume from before TimescaleDB: its migrations find the day in the tables.
          store = await openTimescaleStore()
          await migrate(store, () => undefined, plainMigrations())
        }
        for (const table of COPIED) await copyRows(table, played, store)
        if (kind === 'TimescaleDB') {
          expect(await migrate(store, () => undefined)).toEqual(['timescale/0001-hypertables'])
          for (const table of ['game_states', 'market_prices']) {
            const count = `SELECT COUNT(*)::int AS rows FROM ${table}`
            const [[before], [after]] = [await played.query(count), await store.query(count)]
            expect(after, table).toEqual(before)
            expect(Number(after?.['rows']), table).toBeGreaterThan(0)
          }
        }
        await played.close()
      }, 120_000)
      afterAll(async () => {
        await store?.close()
        await server?.remove()
      })

      test('runs as it is typed and says what the day came to', async () => {
        for (const sql of statements) await store.query(sql)
        const { ordersFilled, ordersCanceled, positionsSettled, pnl, bankroll } = day.summary
        const rows = ordersFilled + ordersCanceled + positionsSettled
        expect(await ask('SELECT COUNT(*) FROM paper_trades;')).toEqual([{ count: rows }])
        const filled = ordersFilled + positionsSettled
        expect(await ask('as partial')).toEqual([{ total_trades: rows, filled, cancelled: ordersCanceled, partial: 0 }])
        expect(await ask('net_position')).toEqual([])
        expect(await ask('as position')).toEqual([])
        const [balance] = await ask<{ balance: string; piggybank_balance: string; profit_loss: string }>('profit_loss')
        const total = addMoney(parseMoney(balance?.balance ?? ''), parseMoney(balance?.piggybank_balance ?? ''))
        expect(total).toBe(parseMoney(bankroll))
        expect(total).toBe(parseMoney('10000') + parseMoney(pnl))
        const [traded] = await ask<{ trades_last_24h: number; total_pnl: string }>('trades_last_24h')
        expect([traded?.trades_last_24h, parseMoney(traded?.total_pnl ?? '')]).toEqual([rows, parseMoney(pnl)])
        const rates = await ask<{ platform: string; total_orders: number; filled: number }>('fill_rate')
        expect(rates.map(({ platform }) => platform).sort()).toEqual(['kalshi', 'polymarket'])
        const sum = (of: (rate: (typeof rates)[number]) => number) => rates.reduce((all, rate) => all + of(rate), 0)
        expect([sum((rate) => rate.total_orders), sum((rate) => rate.filled)]).toEqual([rows, filled])
        const [edge] = await ask<{ opportunity_type: string; count: number; avg_edge: string }>('avg_edge')
        expect(edge).toMatchObject({ opportunity_type: 'cross_platform_arb', count: rows })
        expect(Number(edge?.avg_edge)).toBeGreaterThanOrEqual(2)
        const [latency] = await ask<{ p50: number; p95: number }>('percentile_cont')
        expect(latency?.p95).toBeGreaterThanOrEqual(latency?.p50 ?? Number.NaN)
        expect(latency?.p95).toBeLessThan(200)
        const days = await ask<{ num_trades: number }>('daily_pnl')
        expect(days.reduce((all, { num_trades: trades }) => all + trades, 0)).toBe(rows)
      })
    },
  )
})
