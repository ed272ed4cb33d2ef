import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContinuitySource, seconds, toBook, toMarketId } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createMarketSession } from '../src/stream/market-session.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('recorded-frames.test.ts')
const folder = shared === undefined ? '' : join(shared, 'data', 'wire', 'ws-samples-mit')
const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n')

type Wire = {
  readonly market: string
  readonly asset_id: string
  readonly bids: readonly { readonly price: string; readonly size: string }[]
  readonly asks: readonly { readonly price: string; readonly size: string }[]
}

/** The same levels by other means: decimal text to integers through big ones. */
const expected = (levels: Wire['bids'], isBestHighest: boolean) =>
  levels
    .map(({ price, size }) => {
      const scaled = (text: string, places: number) => {
        const [whole = '', rest = ''] = text.split('.')
        return Number(BigInt(whole + rest.padEnd(places, '0')))
      }
      return { price: scaled(price, 4), quantity: scaled(size, 6) }
    })
    .sort((a, b) => (isBestHighest ? b.price - a.price : a.price - b.price))

describe.skipIf(shared === undefined)('recorded frames', () => {
  test.each(shared === undefined ? [] : lines('polymarket_book.jsonl').map((line, index) => [index, line] as const))(
    'book %i gives the levels that stand in it, best first',
    (_index, line) => {
      const wire = JSON.parse(line) as Wire
      const market = toMarketId('polymarket', wire.asset_id)
      const { state, step } = createMarketSession({ source: createContinuitySource() })
      const one = { market, conditionId: wire.market, yes: wire.asset_id, no: '12345678' }
      step(state, { type: 'command', command: { type: 'subscribe', markets: [one] }, at: seconds(1) })
      step(state, { type: 'opened', at: seconds(1) })
      step(state, { type: 'frame', text: line, at: seconds(2) })
      const entry = state.index.byMarket.get(market)
      if (entry === undefined) throw new Error('expected the market to be there')
      const book = toBook(entry.ladder, market)
      expect(book.bids).toEqual(expected(wire.bids, true))
      expect(book.asks).toEqual(expected(wire.asks, false))
      expect(book.continuity).toBe(1)
    },
  )

  test('trades become facts, one each', () => {
    for (const line of lines('polymarket_trade.jsonl')) {
      const { market: conditionId, asset_id: yes } = JSON.parse(line) as Wire
      const { state, step } = createMarketSession({ source: createContinuitySource() })
      const one = { market: toMarketId('polymarket', yes), conditionId, yes, no: '12345678' }
      step(state, { type: 'command', command: { type: 'subscribe', markets: [one] }, at: seconds(1) })
      const effects = step(state, { type: 'frame', text: line, at: seconds(2) })
      expect(effects).toMatchObject([{ type: 'emit', messages: [{ type: 'trade.printed' }] }])
    }
  })
})
