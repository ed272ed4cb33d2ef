/*
 * The recorded books of both venues, where they lie beside the checkout: each reads without an
 * error, and with as many observations by market and kind as an independent program counted.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RecordingEventType, RecordingHeader } from '../src/index.ts'
import { readRecording } from '../src/index.ts'
import { sharedData } from './shared-data.ts'

type Counts = Record<string, { replaced: number; changed: number; trades: number; settled: number }>

const COUNTER: { readonly [Type in RecordingEventType]: keyof Counts[string] } = {
  'book.replaced': 'replaced',
  'book.changed': 'changed',
  'trade.printed': 'trades',
  'market.settled': 'settled',
}

const folder = sharedData('recordings')
async function count(path: string): Promise<{ total: number; byMarket: Counts }> {
  const byMarket: Counts = {}
  let header: RecordingHeader | undefined
  const { lines } = await readRecording(path, {
    header: (one) => {
      header = one
      for (const { id } of one.markets) byMarket[id] = { replaced: 0, changed: 0, trades: 0, settled: 0 }
    },
    event: ({ type, market }) => {
      const counts = byMarket[header?.markets[market]?.id ?? '']
      if (counts !== undefined) counts[COUNTER[type]] += 1
    },
  })
  return { total: lines, byMarket }
}

if (folder === undefined) {
  test.skip('recorded books: skipped, there is no shared/data/recordings beside this checkout', () => {})
} else {
  const names = readdirSync(join(folder, 'expected')).map((name) => name.replace('.json', ''))

  describe('the recorded books of both venues', () => {
    test.each(names)('%s reads whole', async (name) => {
      const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8'))
      expect(await count(join(folder, `${name}.jsonl.gz`))).toEqual(expected.lines)
    })
  })
}
