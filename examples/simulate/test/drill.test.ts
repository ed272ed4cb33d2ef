import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeRuntime } from '@arbees/transport'
import { afterAll, expect, test } from 'vitest'
import { drillFiles, traderSpawner } from '../src/cli/spawn-trader.ts'
import { runDrill } from '../src/drill/drill.ts'
import { formatDrill } from '../src/drill/drill-report.ts'

const scratch = mkdtempSync(join(tmpdir(), 'arbees-drill-test-'))
const folder = join(scratch, 'trader')
mkdirSync(folder)
const end = new AbortController()
afterAll(() => {
  end.abort()
  rmSync(scratch, { recursive: true, force: true })
})

/** A short form of `pnpm drill`, which kills 200 times. */
test('a trader that is killed again and again agrees with both venues to the unit', { timeout: 300_000 }, async () => {
  const summary = await runDrill({
    kills: 8,
    seed: 3,
    runtime: nodeRuntime({ seed: 3, log: () => undefined, signal: end.signal }),
    folder,
    files: drillFiles,
    spawn: traderSpawner(folder, join(scratch, 'compiled')),
    onProgress: () => undefined,
  })
  const { kills, filledOrders, killSwitch, closing } = summary
  expect(summary.violations, formatDrill(summary)).toEqual([])
  expect(kills).toBe(8)
  expect(filledOrders).toBeGreaterThan(0)
  expect(killSwitch).toMatchObject({ ordersAfter: 0, isResumed: true })
  expect(closing?.before).toMatchObject({ restingOrders: 4 })
  expect(closing?.after).toMatchObject({ restingOrders: 0, sellable: 0 })
})
