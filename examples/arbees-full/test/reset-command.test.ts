import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '@arbees/arb-engine'
import type { ContinuityToken, OrderId } from '@arbees/core'
import { NO_MONEY, ONE_CONTRACT, parseMoney, parsePrice, toMarketId } from '@arbees/core'
import { createRealClock, nodeRuntime } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { platformVariables } from '../src/platform/config/platform-variables.ts'
import { openPlatform } from '../src/platform/open-platform.ts'
import { readBankroll } from '../src/platform/store/bankroll.ts'
import { lockFolder } from '../src/platform/store/folder-lock.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { insertLedgerRow } from './ledger-rows.ts'
import { startLocalPostgres } from './local-postgres.ts'

const NO_PYTHON = spawnSync('python3', ['--version']).status === 0 ? undefined : 'no python3 on this machine'
const script = join(import.meta.dirname, '../scripts/reset_paper_trading.py')
const main = join(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-reset-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

function run(command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Run {
  const env = { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), ...more }
  return spawnSync(command, args, { encoding: 'utf8', cwd: folder, env })
}

const arbees = (args: readonly string[], more = {}) =>
  run(process.execPath, ['--conditions=@arbees/source', main, 'reset-paper-trading', ...args], more)

describe('reset-paper-trading', () => {
  beforeAll(async () => {
    const store = await openPgliteStore(join(folder, 'data'))
    await migrate(store, () => undefined)
    for (const order of ['arb1', 'arb2']) await insertLedgerRow(store, { order, at: createRealClock().now() })
    await store.close()
  }, 300_000)

  test('refuses a real account, and settings that are wrong, in sentences', () => {
    const live = arbees(['--full'], { PAPER_TRADING: '0', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money' })
    expect(live.status).toBe(1)
    expect(live.stderr).toContain('nothing of it is reset')
    const wrong = arbees(['--full'], { PAPER_TRADING: 'canary', MIN_EDGE_PTC: '3' })
    expect(wrong.status).toBe(1)
    expect(wrong.stderr).toContain('PAPER_TRADING: expected 1 or 0')
    expect(wrong.stderr).toContain('is MIN_EDGE_PCT meant?')
    expect(wrong.stderr).not.toContain('canary')
    expect(wrong.stderr).not.toContain(' at ')
  })

  test('--dry-run changes nothing', () => {
    const { status, stdout } = arbees(['--full', '--dry-run'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Dry run: nothing was changed.*\nBankroll reset to \$10,000\.00\n2 paper trades deleted\n$/)
  }, 600_000)

  test.skipIf(NO_PYTHON !== undefined)(
    `as the checklist types it prints the checklist's three lines${NO_PYTHON === undefined ? '' : ` (${NO_PYTHON})`}`,
    async () => {
      const { status, stdout, stderr } = run('python3', [script, '--full'])
      const data = join(folder, 'data')
      expect([status, stderr]).toEqual([
        0,
        `Meant are the database inside ${data} and the data folder ${data}: processes with others keep theirs.\n`,
      ])
      expect(stdout).toBe(
        'Paper trading data reset successfully\nBankroll reset to $10,000.00\n2 paper trades deleted\n',
      )
      const store = await openPgliteStore(join(folder, 'data'))
      expect(await readBankroll(store)).toMatchObject({ balance: parseMoney('10000'), piggybank: 0 })
      await store.close()
    },
    600_000,
  )

  test('forgets accounts, requests and journal with the rows, and not in a dry run', () => {
    const names = [
      'execution.journal',
      'execution.journal.lock',
      'execution.requests',
      'paper-kalshi.ledger',
      'paper-polymarket.ledger',
    ]
    const data = join(folder, 'data')
    for (const name of names) writeFileSync(join(data, name), '')
    const left = () => readdirSync(data).filter((name) => names.includes(name))
    expect(arbees(['--full', '--dry-run']).status).toBe(0)
    expect(arbees([]).status).toBe(0)
    expect(left()).toEqual(names)
    expect(arbees(['--full']).status).toBe(0)
    expect(left()).toEqual([])
  }, 600_000)

  test.each([
    ['0x1f', 1],
    ['paper-arb1', 0],
  ])(
    'of a journal whose order is %s at its venue ends with %i',
    async (venueOrder, code) => {
      const { disk, rng, clock } = nodeRuntime()
      const path = join(folder, 'data/execution.journal')
      const at = clock.now()
      const writer = { name: 'test', isAlive: () => false }
      const journal = await openJournal({ disk, rng, path, durability: 'process', writer, at })
      const { order, number } = journal.nameOrder(at)
      journal.append({
        type: 'trade.intended',
        at,
        trade: 1,
        name: 'one',
        strategy: 'model',
        opportunityType: 'model_edge_yes',
        payout: NO_MONEY,
        bound: { quantity: ONE_CONTRACT, money: parseMoney('1') },
        expiresAt: at,
        first: 'all',
        legs: [
          {
            order,
            number,
            market: toMarketId('polymarket', '71'),
            action: 'buy',
            outcome: 'yes',
            limit: parsePrice('0.5'),
            quantity: ONE_CONTRACT,
            costMax: parseMoney('1'),
            continuity: 7 as ContinuityToken,
          },
        ],
      })
      journal.append({ type: 'order.sent', at, order, venueOrder: venueOrder as OrderId })
      await journal.close()
      const { status, stderr } = arbees(['--full'])
      expect(status).toBe(code)
      if (code === 1) {
        expect(stderr).toContain('orders of a real account. Nothing was changed.')
        expect(existsSync(path)).toBe(true)
      }
      rmSync(path, { force: true })
    },
    600_000,
  )

  test('waits for nobody: while a process has the data folder it is refused, also with PostgreSQL', async () => {
    const held = await lockFolder(join(folder, 'data'))
    expect(arbees(['--full'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('another process has the data'),
    })
    await held()
    const server = await startLocalPostgres()
    const env = { DATABASE_URL: server.url }
    const config = z.object(platformVariables).parse({ ...env, DATA_DIR: join(folder, 'data') })
    const { signal } = new AbortController()
    const platform = await openPlatform(config, nodeRuntime(), 'host', signal)
    const refused = arbees(['--full'], env)
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('another process has the data') })
    await platform.close()
    expect(arbees(['--full'], env)).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^Meant are the database at (127\.0\.0\.1|localhost):\d+\/\w+ and the data folder .*\n$/,
      ),
    })
    await server.remove()
  }, 600_000)

  test('another bankroll may be asked for, also by a file of settings', () => {
    const other = arbees(['--full', '--bankroll', '2500.50'])
    expect(other.stdout).toContain('Bankroll reset to $2,500.50')
    expect(other.stderr).toContain('INITIAL_BANKROLL, 10000.00: set it to the same')
    writeFileSync(join(folder, '.env'), 'INITIAL_BANKROLL=777\n')
    expect(arbees(['--full']).stdout).toContain('Bankroll reset to $777.00')
    expect(arbees([]).stdout).toContain('Bankroll stays at $777.00')
  }, 600_000)
})
