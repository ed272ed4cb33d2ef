/*
 * Raw frames of a recorded stream, replayed through the session. They come from a perpetual whose
 * prices exceed a dollar and whose sides are called bid and ask, so each distinct price is renamed to
 * its rank (which keeps every comparison) and the sides to ours; nothing else is changed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fact, Micros, Price, Quantity } from '@arbees/core'
import {
  createContinuitySource,
  DISCONTINUOUS,
  formatDecimal,
  formatPrice,
  formatQuantity,
  parseDecimal,
} from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { StreamMessage } from '../src/stream/stream-message.ts'
import { createStreamSession } from '../src/stream/stream-session.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('recorded-frames')
const folder = shared === undefined ? undefined : join(shared, 'data', 'wire', 'kalshi-perps-ws')

type RawFrame = {
  type: string
  sid?: number
  seq?: number
  msg: {
    market_ticker?: string
    bid?: [string, string][]
    ask?: [string, string][]
    price?: string
    delta?: string
    side?: string
    ts_ms?: number
  }
}

type Frame = { readonly type: string; readonly sid: number; readonly seq: number; readonly msg: object }

function load(name: string) {
  const text = gunzipSync(readFileSync(join(folder as string, `${name}.jsonl.gz`))).toString('utf8')
  const raw = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RawFrame)
  const ticks = new Set<number>()
  const ticksOf = (price: string) => parseDecimal(price, 4)
  for (const { type, msg } of raw) {
    if (type === 'orderbook_snapshot') {
      for (const [price] of [...(msg.bid ?? []), ...(msg.ask ?? [])]) ticks.add(ticksOf(price))
    }
    if (type === 'orderbook_delta') ticks.add(ticksOf(msg.price as string))
  }
  const ordered = [...ticks].sort((a, b) => a - b)
  const rank = new Map(ordered.map((price, index) => [price, index + 1]))
  const renamed = (price: string) => formatPrice(rank.get(ticksOf(price)) as Price)
  const levels = (side: [string, string][] | undefined) => (side ?? []).map(([price, count]) => [renamed(price), count])
  const frames = raw.flatMap(({ type, sid = 0, seq = 0, msg }): Frame[] => {
    const { market_ticker, bid, ask, price = '', delta, side, ts_ms } = msg
    if (type === 'orderbook_snapshot') {
      return [{ type, sid, seq, msg: { market_ticker, yes_dollars_fp: levels(bid), no_dollars_fp: levels(ask) } }]
    }
    if (type !== 'orderbook_delta') return []
    const renamedSide = side === 'bid' ? 'yes' : 'no'
    const change = { market_ticker, price_dollars: renamed(price), delta_fp: delta, side: renamedSide, ts_ms }
    return [{ type, sid, seq, msg: change }]
  })
  const ticker = raw.find(({ msg }) => msg.market_ticker !== undefined)?.msg.market_ticker as string
  return { frames, ticker, original: (price: number) => formatDecimal(ordered[price - 1] as number, 4) }
}

function createReader(ticker: string) {
  const session = createStreamSession(createContinuitySource())
  const put = (input: Parameters<typeof session.step>[1]): StreamMessage[] =>
    session.step(session.state, input).flatMap((effect) => (effect.type === 'emit' ? [...effect.messages] : []))
  const at = 1 as Micros
  put({ type: 'command', command: { type: 'subscribe', channel: 'orderbook_delta', tickers: [ticker] }, at })
  put({ type: 'opened', at })
  put({
    type: 'frame',
    text: JSON.stringify({ type: 'subscribed', id: 1, msg: { channel: 'orderbook_delta', sid: 1 } }),
    at,
  })
  return {
    frame: (frame: object) => put({ type: 'frame', text: JSON.stringify(frame), at }),
    book: () => session.state.keeper.books.get(ticker),
  }
}

if (folder === undefined) {
  test.skip('recorded frames: skipped, there is no shared/data/wire/kalshi-perps-ws beside this checkout', () => {})
} else {
  describe.each(['perps-1', 'perps-2', 'perps-3'])('recorded frames %s', (name) => {
    const { frames, ticker, original } = load(name)
    const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8'))

    test('build the expected book at every checkpoint and at the end', () => {
      const reader = createReader(ticker)
      const checkpoints = new Map<number, { bid: [string, string]; ask: [string, string] }>(
        expected.checkpoints.map((one: { seq: number }) => [one.seq, one]),
      )
      let met = 0
      for (const frame of frames) {
        reader.frame(frame)
        const checkpoint = checkpoints.get(frame.seq as number)
        if (checkpoint === undefined) continue
        met += 1
        const { bids, asks } = (reader.book() as NonNullable<ReturnType<typeof reader.book>>).ladder
        const best = (side: typeof bids) => [
          original(side.prices[side.length - 1] as number),
          formatQuantity(side.quantities[side.length - 1] as Quantity),
        ]
        expect(best(bids)).toEqual(checkpoint.bid)
        expect(best(asks)).toEqual(checkpoint.ask)
      }
      expect(met).toBe(checkpoints.size)
      const { ladder } = reader.book() as NonNullable<ReturnType<typeof reader.book>>
      expect(ladder.bids.length).toBe(expected.final.bidLevels)
      expect(ladder.asks.length).toBe(expected.final.askLevels)
      for (const [side, levels] of [
        [ladder.bids, expected.final.bids],
        [ladder.asks, expected.final.asks],
      ] as const) {
        const found = Array.from({ length: side.length }, (_, index) => {
          const at = side.length - 1 - index
          return [original(side.prices[at] as number), formatQuantity(side.quantities[at] as Quantity)]
        })
        expect(found.slice(0, levels.length)).toEqual(levels)
      }
    })

    test('a dropped, repeated or swapped frame is noticed within that frame, and the book is not whole until a snapshot', () => {
      const at = Math.min(40, Math.floor(frames.length / 2))
      const [one, two, three] = [frames[at], frames[at + 1], frames[at + 2]] as [object, object, object]
      const last = frames[at + 2]?.seq as number
      // A stream of one change has no middle to disturb.
      const spoiled: Record<string, object[]> =
        frames.length < 5 ? {} : { dropped: [two], repeated: [one, one], swapped: [two, one] }
      for (const [what, harm] of Object.entries(spoiled)) {
        const reader = createReader(ticker)
        for (const frame of frames.slice(0, at)) reader.frame(frame)
        const said = harm.map((frame) => reader.frame(frame))
        const noticed = said.findIndex((messages) => messages.some(({ type }) => type === 'book.stale'))
        expect(noticed, what).toBe(what === 'repeated' ? 1 : 0)
        expect(reader.book()?.ladder.continuity, what).toBe(DISCONTINUOUS)
        expect(reader.frame(three), what).toEqual([])
        const cure = { ...(frames[0] as object), seq: last + 1 }
        expect((reader.frame(cure) as Fact[])[0]?.type, what).toBe('book.replaced')
        expect(reader.book()?.ladder.continuity, what).not.toBe(DISCONTINUOUS)
      }
    })
  })
}
