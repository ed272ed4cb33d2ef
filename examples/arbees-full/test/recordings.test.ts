import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Money, Quantity } from '@arbees/core'
import { millis } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { replayRecording } from '../src/replay/replay.ts'
import type { ReplaySummary } from '../src/replay/summary.ts'
import { summarizeReplay } from '../src/replay/summary.ts'
import { sharedData } from './shared-data.ts'

const folder = sharedData('recordings')

type Expected = Pick<ReplaySummary, 'lines' | 'from' | 'to' | 'final' | 'crossed' | 'pairs' | 'totalNetEpisodes'>

async function replay(name: string, maxAgeUs: number | null): Promise<ReplaySummary> {
  const result = await replayRecording(join(folder ?? '', `${name}.jsonl.gz`), {
    edgeMin: 5_000 as Money,
    latency: millis(250),
    bankroll: 10_000_000_000 as Money,
    maxAgeUs,
    quantityMax: 250_000_000 as Quantity,
    notionalMax: 250_000_000 as Money,
    repairLossMax: 50_000 as Money,
    lenient: false,
  })
  return summarizeReplay(result)
}

/** Every number under `expected` must be under `found` too: shares and edges to a millionth, the rest exactly. */
function expectSame(found: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number' && typeof found === 'number' && /Share$/.test(path)) {
    expect(Math.abs(found - expected), path).toBeLessThanOrEqual(1e-6)
    return
  }
  if (typeof expected === 'object' && expected !== null) {
    expect(typeof found === 'object' && found !== null, `${path} is there`).toBe(true)
    expect(Object.keys(found as object).sort(), path).toEqual(Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected)) {
      expectSame((found as Record<string, unknown>)[key], value, `${path}.${key}`)
    }
    return
  }
  expect(found, path).toBe(expected)
}

if (folder === undefined) {
  test.skip('recorded markets: skipped, there is no shared/data/recordings beside this checkout', () => {})
} else {
  const names = readdirSync(join(folder, 'expected')).map((file) => file.replace(/\.json$/, ''))

  describe.each(names)('recording %s', (name) => {
    const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as Expected

    test.each(Object.keys(expected.totalNetEpisodes))(
      'is told as expected under the staleness rule %s',
      async (rule) => {
        const maxAgeUs = rule === 'none' ? null : Number(rule)
        const summary = await replay(name, maxAgeUs)
        for (const part of ['lines', 'from', 'to', 'final', 'crossed'] as const) {
          expectSame(summary[part], expected[part], part)
        }
        const inForce = expected.pairs.filter((pair) => pair.maxAgeUs === maxAgeUs)
        expectSame(summary.pairs, inForce, 'pairs')
        expectSame(summary.totalNetEpisodes[rule], expected.totalNetEpisodes[rule], `totalNetEpisodes.${rule}`)
      },
    )
  })

  test('the phantom recordings give no opportunity to act on, and say why', async () => {
    for (const name of names.filter((one) => one.startsWith('polyus-'))) {
      const { opportunities, orders } = await replay(name, null)
      expect(opportunities.actedOn, name).toBe(0)
      expect(orders.sent, name).toBe(0)
      expect(opportunities.refused['below-edge'], name).toBeGreaterThan(0)
    }
  })
}
