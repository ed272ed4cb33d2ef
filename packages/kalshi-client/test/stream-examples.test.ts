import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeFrame } from '../src/stream/decode-frame.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('stream-examples')
const folder = shared === undefined ? undefined : join(shared, 'protocols', 'kalshi-examples')

/** What each message cannot do without, by path; every other field may be absent. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  subscribed: ['msg.channel', 'msg.sid'],
  unsubscribed: ['sid'],
  error: ['msg.code', 'msg.msg'],
  orderbook_snapshot: ['sid', 'seq', 'msg.market_ticker'],
  orderbook_delta: ['sid', 'seq', 'msg.market_ticker', 'msg.price_dollars', 'msg.delta_fp', 'msg.side'],
  ticker: ['sid', 'msg.market_ticker', 'msg.yes_bid_dollars', 'msg.yes_ask_dollars', 'msg.volume_fp'],
  trade: ['sid', 'seq', 'msg.market_ticker', 'msg.yes_price_dollars', 'msg.count_fp', 'msg.trade_id'],
  fill: [
    'sid',
    'msg.order_id',
    'msg.market_ticker',
    'msg.yes_price_dollars',
    'msg.count_fp',
    'msg.fee_cost',
    'msg.is_taker',
  ],
  user_order: ['sid', 'msg.order_id', 'msg.ticker', 'msg.status', 'msg.fill_count_fp', 'msg.remaining_count_fp'],
  market_position: ['sid', 'msg.market_ticker', 'msg.position_fp', 'msg.position_cost_dollars'],
  market_lifecycle_v2: ['sid', 'seq', 'msg.market_ticker', 'msg.event_type'],
  event_fee_update: ['sid', 'seq', 'msg.event_ticker', 'msg.fee_type_override'],
}

function without(value: object, path: string): object {
  const copy = structuredClone(value) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() as string
  const parent = keys.reduce((one, key) => one[key] as Record<string, unknown>, copy)
  delete parent[last]
  return copy
}

function withWrong(value: object, path: string): object {
  const copy = structuredClone(value) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() as string
  const parent = keys.reduce((one, key) => one[key] as Record<string, unknown>, copy)
  parent[last] = [{ unexpected: true }]
  return copy
}

if (folder === undefined) {
  test.skip('stream examples: skipped, there is no shared/protocols/kalshi-examples beside this checkout', () => {})
} else {
  const names = readdirSync(folder).filter((name) => name.startsWith('ws__'))
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { type: string }

  describe('stream examples', () => {
    test.each(names)('%s is accepted', (name) => {
      const decoded = decodeFrame(JSON.stringify(read(name)))
      expect(decoded.kind === 'malformed' ? decoded.issues : decoded.kind).toBe('frame')
    })

    test('a needed field that is missing or of another type is refused with its path', () => {
      let refused = 0
      for (const name of names) {
        const value = read(name)
        for (const path of NEEDED[value.type] ?? []) {
          for (const mutated of [without(value, path), withWrong(value, path)]) {
            const decoded = decodeFrame(JSON.stringify(mutated))
            expect(decoded.kind, `${name} ${path}`).toBe('malformed')
            if (decoded.kind === 'malformed') expect(decoded.issues.join('\n'), name).toContain(path)
            refused += 1
          }
        }
      }
      expect(refused).toBeGreaterThan(200)
    })
  })
}
