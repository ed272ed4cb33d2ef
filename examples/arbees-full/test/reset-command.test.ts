import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseMoney } from '@arbees/core'
import { createRealClock } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBankroll } from '../src/platform/store/bankroll.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { insertLedgerRow } from './ledger-rows.ts'

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
  }, 60_000)

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
  })

  test.skipIf(NO_PYTHON !== undefined)(
    `as the checklist types it prints the checklist's three lines${NO_PYTHON === undefined ? '' : ` (${NO_PYTHON})`}`,
    async () => {
      const { status, stdout, stderr } = run('python3', [script, '--full'])
      expect([status, stderr]).toEqual([0, ''])
      expect(stdout).toBe(
        'Paper trading data reset successfully\nBankroll reset to $10,000.00\n2 paper trades deleted\n',
      )
      const store = await openPgliteStore(join(folder, 'data'))
      expect(await readBankroll(store)).toMatchObject({ balance: parseMoney('10000'), piggybank: 0 })
      await store.close()
    },
  )

  test('another bankroll may be asked for, also by a file of settings', () => {
    expect(arbees(['--full', '--bankroll', '2500.50']).stdout).toContain('Bankroll reset to $2,500.50')
    writeFileSync(join(folder, '.env'), 'INITIAL_BANKROLL=777\n')
    expect(arbees(['--full']).stdout).toContain('Bankroll reset to $777.00')
    expect(arbees([]).stdout).toContain('Bankroll stays at $777.00')
  }, 180_000)
})
