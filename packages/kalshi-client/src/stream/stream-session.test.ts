import type { Fact, Micros } from '@arbees/core'
import { bestPrice, bestQuantity, createContinuitySource, DISCONTINUOUS } from '@arbees/core'
import type { SessionEffect, SessionInput } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import type { StreamSessionOptions } from './session-state.ts'
import type { StreamCommand } from './stream-command.ts'
import type { StreamMessage } from './stream-message.ts'
import { createStreamSession } from './stream-session.ts'

type Given =
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly code?: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'timer'; readonly timer: string }
  | { readonly type: 'frame'; readonly frame: object }
  | { readonly type: 'command'; readonly command: StreamCommand }

function createDrive(options: StreamSessionOptions = {}) {
  const session = createStreamSession(createContinuitySource(), options)
  let at = 0
  return (given: Given) => {
    at += 1
    const stamped = { at: at as Micros }
    const input: SessionInput<StreamCommand> =
      given.type === 'frame'
        ? { type: 'frame', text: JSON.stringify(given.frame), ...stamped }
        : given.type === 'text'
          ? { type: 'frame', text: given.text, ...stamped }
          : given.type === 'closed'
            ? { type: 'closed', code: given.code ?? 1006, reason: '', ...stamped }
            : { ...given, ...stamped }
    const effects = session.step(session.state, input) as readonly SessionEffect<StreamMessage>[]
    return {
      sent: effects.flatMap((effect) => (effect.type === 'send' ? [JSON.parse(effect.text)] : [])),
      said: effects.flatMap((effect) => (effect.type === 'emit' ? [...effect.messages] : [])),
      effects,
    }
  }
}

const T = 'KXGAME-A'
const subscribe = (tickers: readonly string[] = [T]): Given => ({
  type: 'command',
  command: { type: 'subscribe', channel: 'orderbook_delta', tickers },
})
const acknowledged = (sid = 1, id = 1): Given => ({
  type: 'frame',
  frame: { type: 'subscribed', id, msg: { channel: 'orderbook_delta', sid } },
})
const snapshot = (seq: number, ticker = T, sid = 1): Given => ({
  type: 'frame',
  frame: {
    type: 'orderbook_snapshot',
    sid,
    seq,
    msg: { market_ticker: ticker, yes_dollars_fp: [['0.4000', '10.00']], no_dollars_fp: [['0.4200', '5.00']] },
  },
})
const delta = (seq: number, change = '1.00', side = 'yes', price = '0.4000', ticker = T, sid = 1): Given => ({
  type: 'frame',
  frame: {
    type: 'orderbook_delta',
    sid,
    seq,
    msg: { market_ticker: ticker, price_dollars: price, delta_fp: change, side, ts_ms: 5 },
  },
})

function open(tickers: readonly string[] = [T], options: StreamSessionOptions = {}) {
  const drive = createDrive(options)
  drive(subscribe(tickers))
  drive({ type: 'opened' })
  drive(acknowledged())
  for (const [index, ticker] of tickers.entries()) drive(snapshot(index + 1, ticker))
  return drive
}

const stale = (said: readonly StreamMessage[]) =>
  said.filter((one): one is Extract<Fact, { type: 'book.stale' }> => one.type === 'book.stale')

describe('stream session that tells of ladders', () => {
  const openLadders = () => open([T], { bookChanges: 'ladders' })

  test('a change hands over the ladder, scanned or not, and the same object each time', () => {
    const drive = openLadders()
    const scanned = drive(delta(2, '2.50', 'yes', '0.4100')).said
    expect(scanned).toEqual([{ type: 'kalshi.book', market: `kalshi:${T}`, ladder: expect.anything() }])
    const [book] = scanned
    if (book?.type !== 'kalshi.book') throw new Error('expected a book')
    expect([bestPrice(book.ladder.bids), bestQuantity(book.ladder.bids), book.ladder.at]).toEqual([4_100, 2_500_000, 5])
    // White space sends it to the schemas.
    const { frame } = delta(3, '-2.50', 'yes', '0.4100') as { frame: object }
    expect(drive({ type: 'text', text: JSON.stringify(frame, null, 1) }).said[0]).toBe(book)
    expect([bestPrice(book.ladder.bids), bestPrice(book.ladder.asks)]).toEqual([4_000, 4_200])
  })

  test('snapshots and breaks stay facts; a broken book is told of no more until it is whole', () => {
    const drive = openLadders()
    expect(drive(snapshot(2)).said).toMatchObject([{ type: 'book.replaced' }])
    const [book] = drive(delta(3)).said
    expect(stale(drive(delta(5)).said)).toMatchObject([{ reason: 'gap' }])
    if (book?.type !== 'kalshi.book') throw new Error('expected a book')
    expect(book.ladder.continuity).toBe(DISCONTINUOUS)
    expect(drive(delta(6)).said).toEqual([])
    drive(snapshot(7))
    expect(drive(delta(8)).said).toEqual([book])
    expect(book.ladder.continuity).not.toBe(DISCONTINUOUS)
    expect(stale(drive(delta(9, '-99.00')).said)).toMatchObject([{ reason: 'negative' }])
  })
})

describe('stream session', () => {
  test('what is left of a subscription that the venue ended is not of the books', () => {
    const drive = open()
    expect(drive(delta(2)).said).toHaveLength(1)
    drive({ type: 'frame', frame: { type: 'unsubscribed', id: 9, sid: 1, seq: 3 } })
    expect(drive(delta(3)).said).toEqual([])
  })

  test('subscribes when the connection stands, always in YES prices', () => {
    const drive = createDrive()
    expect(drive(subscribe()).sent).toEqual([])
    expect(drive({ type: 'opened' }).sent).toEqual([
      { id: 1, cmd: 'subscribe', params: { channels: ['orderbook_delta'], market_tickers: [T], use_yes_price: true } },
    ])
  })

  test('a snapshot makes a book, a change gives the new whole level', () => {
    const drive = createDrive()
    drive(subscribe())
    drive({ type: 'opened' })
    drive(acknowledged())
    const [replaced] = drive(snapshot(1)).said
    expect(replaced).toMatchObject({
      type: 'book.replaced',
      market: `kalshi:${T}`,
      bids: [{ price: 4_000, quantity: 10_000_000 }],
      asks: [{ price: 4_200, quantity: 5_000_000 }],
      continuity: 1,
    })
    expect(drive(delta(2, '-4.00')).said).toEqual([
      {
        type: 'book.changed',
        at: 5,
        venueAt: 5_000,
        market: `kalshi:${T}`,
        bids: [{ price: 4_000, quantity: 6_000_000 }],
        asks: [],
      },
    ])
    expect(drive(delta(3, '2.50', 'no', '0.4300')).said).toMatchObject([
      { asks: [{ price: 4_300, quantity: 2_500_000 }], bids: [] },
    ])
  })

  test('a snapshot with one side absent is a one-sided book', () => {
    const drive = open()
    const { said } = drive({
      type: 'frame',
      frame: {
        type: 'orderbook_snapshot',
        sid: 1,
        seq: 2,
        msg: { market_ticker: T, yes_dollars_fp: [['0.4700', '3.00']] },
      },
    })
    expect(said).toMatchObject([{ type: 'book.replaced', bids: [{ price: 4_700 }], asks: [] }])
  })

  test.each([
    ['a lost frame', [delta(3)]],
    ['a frame twice', [delta(2), delta(2)]],
    ['two frames in the wrong order', [delta(3), delta(2)]],
  ])('%s breaks every book of the subscription within that frame, until a new snapshot', (_, frames) => {
    const drive = open([T, 'KXGAME-B'])
    // Both snapshots are numbers 1 and 2.
    const shifted = frames.map((one) => {
      const frame = (one as { frame: { seq: number } }).frame
      return { type: 'frame' as const, frame: { ...frame, seq: frame.seq + 1 } }
    })
    const answers = shifted.map(drive)
    const said = answers.flatMap((answer) => answer.said)
    expect(stale(said)).toMatchObject([
      { market: `kalshi:${T}`, reason: 'gap' },
      { market: 'kalshi:KXGAME-B', reason: 'gap' },
    ])
    expect(answers.flatMap(({ sent }) => sent)).toEqual([
      {
        id: 2,
        cmd: 'update_subscription',
        params: { sids: [1], action: 'get_snapshot', market_tickers: [T, 'KXGAME-B'] },
      },
    ])
    const next = shifted.reduce((most, { frame }) => Math.max(most, frame.seq), 0) + 1
    expect(drive(delta(next)).said).toEqual([])
    const [replaced] = drive(snapshot(next + 1)).said
    expect(replaced).toMatchObject({ type: 'book.replaced', continuity: 3 })
    expect(drive(delta(next + 2)).said).toMatchObject([{ type: 'book.changed' }])
    expect(drive(delta(next + 3, '1.00', 'yes', '0.4000', 'KXGAME-B')).said).toEqual([])
  })

  test('a level below nothing breaks the book and asks for a snapshot', () => {
    const drive = open()
    const { said, sent } = drive(delta(2, '-10.01'))
    expect(stale(said)).toMatchObject([{ reason: 'negative' }])
    expect(sent).toMatchObject([{ params: { action: 'get_snapshot', market_tickers: [T] } }])
  })

  test('a frame of the books that cannot be read breaks them', () => {
    const drive = open()
    const { said } = drive({
      type: 'frame',
      frame: { type: 'orderbook_delta', sid: 1, seq: 2, msg: { market_ticker: T } },
    })
    expect(said).toContainEqual(expect.objectContaining({ type: 'venue.surprised' }))
    expect(stale(said)).toMatchObject([{ reason: 'malformed' }])
  })

  test('half a frame, whose numbers nobody knows, breaks every book at once', () => {
    const drive = open([T, 'KXGAME-B'])
    const { said, sent } = drive({ type: 'text', text: '{"type":"orderbook_delta","sid":1,"se' })
    expect(stale(said)).toMatchObject([{ reason: 'malformed' }, { reason: 'malformed' }])
    expect(sent).toMatchObject([{ params: { action: 'get_snapshot', market_tickers: [T, 'KXGAME-B'] } }])
  })

  test('a frame of another subscription than the books’ changes and heals none', () => {
    const drive = open()
    expect(drive(delta(9, '1.00', 'yes', '0.4000', T, 7)).said).toEqual([])
    expect(drive(snapshot(9, T, 7)).said).toEqual([])
    expect(drive(delta(2)).said).toMatchObject([{ bids: [{ quantity: 11_000_000 }] }])
  })

  test('a message of an unknown type is told, counts in the sequence, and harms nothing', () => {
    const drive = open()
    const { said } = drive({ type: 'frame', frame: { type: 'orderbook_weather', sid: 1, seq: 2, msg: {} } })
    expect(said).toMatchObject([{ type: 'venue.surprised', found: 'a message of type orderbook_weather' }])
    expect(drive(delta(3)).said).toMatchObject([{ type: 'book.changed' }])
  })

  test('a cut breaks every book at once; the next connection subscribes anew with new tokens', () => {
    const drive = open()
    expect(stale(drive({ type: 'closed' }).said)).toMatchObject([{ reason: 'disconnected' }])
    expect(drive({ type: 'opened' }).sent).toMatchObject([{ id: 1, cmd: 'subscribe', params: { market_tickers: [T] } }])
    drive(acknowledged(9))
    expect(drive(snapshot(1, T, 9)).said).toMatchObject([{ type: 'book.replaced', continuity: 2 }])
  })

  test('a snapshot that does not come is asked for again, then the connection is made anew', () => {
    const drive = open()
    drive(delta(5))
    for (let tries = 1; tries < 3; tries++) {
      expect(drive({ type: 'timer', timer: 'snapshot' }).sent).toMatchObject([{ params: { action: 'get_snapshot' } }])
    }
    expect(drive({ type: 'timer', timer: 'snapshot' }).effects).toMatchObject([{ type: 'reconnect' }])
  })

  test('markets are added to and taken from a running subscription', () => {
    const drive = open()
    expect(drive(subscribe(['KXGAME-B'])).sent).toMatchObject([
      { cmd: 'update_subscription', params: { sids: [1], action: 'add_markets', market_tickers: ['KXGAME-B'] } },
    ])
    const leave = { type: 'unsubscribe', channel: 'orderbook_delta', tickers: [T] } as const
    const { sent, said } = drive({ type: 'command', command: leave })
    expect(sent).toMatchObject([{ params: { action: 'delete_markets', market_tickers: [T] } }])
    expect(stale(said)).toHaveLength(1)
    const end = drive({ type: 'command', command: { type: 'unsubscribe', channel: 'orderbook_delta' } })
    expect(end.sent).toMatchObject([{ cmd: 'unsubscribe', params: { sids: [1] } }])
    expect(drive({ type: 'closed' }).said).toEqual([])
    expect(drive({ type: 'opened' }).sent).toEqual([])
  })

  test('a market that was left and taken again has a book of its own, not the old one', () => {
    const drive = open([T, 'KXGAME-B'])
    drive(delta(3))
    const leave = { type: 'unsubscribe', channel: 'orderbook_delta', tickers: [T] } as const
    drive({ type: 'command', command: leave })
    expect(drive(delta(4)).said).toEqual([])
    drive(subscribe([T]))
    expect(drive(delta(5)).said).toEqual([])
    drive(snapshot(6))
    expect(drive(delta(7)).said).toMatchObject([{ bids: [{ quantity: 11_000_000 }] }])
  })

  test('what is wished before the venue answered is sent when it has', () => {
    const drive = createDrive()
    drive(subscribe())
    drive({ type: 'opened' })
    expect(drive(subscribe(['KXGAME-B'])).sent).toEqual([])
    expect(drive(acknowledged()).sent).toMatchObject([
      { params: { action: 'add_markets', market_tickers: ['KXGAME-B'] } },
    ])
  })

  test('an overflow ends the subscription, breaks its books, and it is asked for anew', () => {
    const drive = open()
    const { said, effects } = drive({
      type: 'frame',
      frame: { type: 'error', sid: 1, seq: 2, msg: { code: 25, msg: 'overflow' } },
    })
    expect(said).toMatchObject([
      { type: 'book.stale', reason: 'resubscribed' },
      { type: 'kalshi.refused', channel: 'orderbook_delta', code: 25, isRetried: true },
    ])
    expect(effects).toContainEqual(expect.objectContaining({ type: 'setTimer', timer: 'resubscribe' }))
    expect(drive({ type: 'timer', timer: 'resubscribe' }).sent).toMatchObject([{ cmd: 'subscribe' }])
  })

  test('a refusal that repeating cannot help is told and not repeated', () => {
    const drive = createDrive()
    drive(subscribe())
    drive({ type: 'opened' })
    const { said } = drive({
      type: 'frame',
      frame: { type: 'error', id: 1, msg: { code: 9, msg: 'Authentication required' } },
    })
    expect(said).toMatchObject([{ type: 'kalshi.refused', channel: 'orderbook_delta', code: 9, isRetried: false }])
    expect(drive({ type: 'timer', timer: 'resubscribe' }).sent).toEqual([])
  })

  test('a command that is refused does not end the subscription it was for', () => {
    const drive = open()
    drive(subscribe(['KXGAME-B']))
    const error = { type: 'error', id: 2, sid: 1, seq: 2, msg: { code: 11, msg: 'invalid parameter' } }
    expect(drive({ type: 'frame', frame: error }).said).toMatchObject([
      { type: 'kalshi.refused', channel: 'orderbook_delta', code: 11, isRetried: false },
    ])
    expect(drive(delta(3)).said).toMatchObject([{ type: 'book.changed' }])
  })

  test('a subscription that is never acknowledged makes the connection anew', () => {
    const drive = createDrive()
    drive(subscribe())
    const late: Given = { type: 'timer', timer: 'acknowledge' }
    expect(drive({ type: 'opened' }).effects).toContainEqual(
      expect.objectContaining({ type: 'setTimer', timer: 'acknowledge' }),
    )
    expect(drive(late).effects).toMatchObject([{ type: 'reconnect' }])
    drive(acknowledged())
    expect(drive(late).effects).toEqual([])
    drive({ type: 'closed' })
    expect(drive(late).effects).toEqual([])
  })

  test('a handshake refused five times in a row ends the stream; other closings between begin the count anew', () => {
    const drive = createDrive()
    const ends = (code: number) => drive({ type: 'closed', code }).effects.some(({ type }) => type === 'close')
    expect([401, 403, 401, 403, 1006, 401, 401, 401, 401].map(ends)).not.toContain(true)
    expect(drive({ type: 'closed', code: 401 }).effects).toContainEqual({
      type: 'close',
      reason: 'the handshake was refused 5 times in a row',
      error: expect.objectContaining({ code: 'auth.rejected' }),
    })
  })

  test('trades and lifecycle become facts beside the venue’s own message', () => {
    const drive = open()
    const trade = {
      trade_id: '1',
      market_ticker: T,
      yes_price_dollars: '0.3600',
      count_fp: '136.00',
      taker_outcome_side: 'no',
      ts_ms: 7,
    }
    expect(drive({ type: 'frame', frame: { type: 'trade', sid: 2, seq: 1, msg: trade } }).said).toMatchObject([
      { type: 'trade.printed', price: 3_600, quantity: 136_000_000, takerSide: 'no', venueAt: 7_000 },
      { type: 'kalshi.trade', venueAt: 7_000 },
    ])
    const life = (msg: object, seq: number) =>
      drive({ type: 'frame', frame: { type: 'market_lifecycle_v2', sid: 3, seq, msg: { market_ticker: T, ...msg } } })
        .said[0]
    expect(life({ event_type: 'deactivated', is_deactivated: true }, 1)).toMatchObject({
      type: 'market.changed',
      status: 'paused',
    })
    expect(life({ event_type: 'determined', result: 'no', settlement_value: '0.0000' }, 2)).toMatchObject({
      status: 'closed',
    })
    expect(life({ event_type: 'settled', settled_ts: 1 }, 3)).toMatchObject({
      type: 'market.settled',
      outcome: 'no',
      yesPrice: 0,
    })
  })
})
