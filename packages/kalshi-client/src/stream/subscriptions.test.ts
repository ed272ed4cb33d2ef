import type { Micros } from '@arbees/core'
import { createContinuitySource } from '@arbees/core'
import type { SessionEffect } from '@arbees/transport'
import { expect, test } from 'vitest'
import type { StreamCommand } from './stream-command.ts'
import type { StreamMessage } from './stream-message.ts'
import { createStreamSession } from './stream-session.ts'

function createWire() {
  const { state, step } = createStreamSession(createContinuitySource())
  const at = 1 as Micros
  const take = (effects: readonly SessionEffect<StreamMessage>[]) => ({
    sent: effects.flatMap((effect) => (effect.type === 'send' ? [JSON.parse(effect.text)] : [])),
    said: effects.flatMap((effect) => (effect.type === 'emit' ? [...effect.messages] : [])),
  })
  const hear = (frame: object) => take(step(state, { type: 'frame', text: JSON.stringify(frame), at }))
  const command = (type: 'subscribe' | 'unsubscribe', tickers: readonly string[]) =>
    take(step(state, { type: 'command', command: { type, channel: 'orderbook_delta', tickers } as StreamCommand, at }))
  step(state, { type: 'opened', at })
  return {
    subscribe: (tickers: readonly string[]) => command('subscribe', tickers),
    unsubscribe: (tickers: readonly string[]) => command('unsubscribe', tickers),
    acknowledge: (id: number, sid: number) =>
      hear({ type: 'subscribed', id, msg: { channel: 'orderbook_delta', sid } }),
    snapshot: (sid: number, seq: number, ticker: string) =>
      hear({
        type: 'orderbook_snapshot',
        sid,
        seq,
        msg: { market_ticker: ticker, yes_dollars_fp: [['0.4000', '10.00']] },
      }),
    add: (sid: number, seq: number, ticker: string, change: string) =>
      hear({
        type: 'orderbook_delta',
        sid,
        seq,
        msg: { market_ticker: ticker, price_dollars: '0.4000', delta_fp: change, side: 'yes', ts_ms: 5 },
      }),
    level: (ticker: string) => state.keeper.books.get(ticker)?.ladder.bids.quantities[0],
  }
}

test('a subscription taken back and asked for again before its acknowledgement feeds the book once', () => {
  const wire = createWire()
  wire.subscribe(['A'])
  wire.unsubscribe(['A'])
  wire.subscribe(['A'])
  // The first acknowledgement answers a command that was taken back: the venue is told to end it.
  expect(wire.acknowledge(1, 1).sent).toMatchObject([{ cmd: 'unsubscribe', params: { sids: [1] } }])
  wire.snapshot(1, 1, 'A')
  wire.add(1, 2, 'A', '1.00')
  expect(wire.acknowledge(2, 2).sent).toEqual([])
  wire.snapshot(2, 1, 'A')
  wire.add(2, 2, 'A', '5.00')
  wire.add(1, 3, 'A', '5.00')
  expect(wire.level('A')).toBe(15_000_000)
})

test('a late snapshot of a market that was left does not bring its book back', () => {
  const wire = createWire()
  wire.subscribe(['A', 'B'])
  wire.acknowledge(1, 1)
  wire.snapshot(1, 1, 'B')
  wire.unsubscribe(['A'])
  // It would stand still from now on, and be handed to whoever asks next as whole.
  expect(wire.snapshot(1, 2, 'A').said).toEqual([])
  expect(wire.level('A')).toBeUndefined()
  wire.add(1, 3, 'B', '5.00')
  expect(wire.level('B')).toBe(15_000_000)
  wire.subscribe(['A'])
  expect(wire.snapshot(1, 4, 'A').said).toMatchObject([{ type: 'book.replaced', market: 'kalshi:A' }])
})
