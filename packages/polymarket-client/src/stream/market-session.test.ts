import type { Micros } from '@arbees/core'
import { bestPrice, createContinuitySource, DISCONTINUOUS, millis, seconds, toBook, toMarketId } from '@arbees/core'
import type { SessionEffect } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import { ClobBook } from '../schema/book.ts'
import { hashOf } from './book-entry.ts'
import type { MarketStreamMessage } from './market-session.ts'
import { bookAge, createMarketSession } from './market-session.ts'

const YES = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'
const CONDITION = '0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1'
const market = toMarketId('polymarket', YES)
const HASH = 'a'.repeat(40)
const T = 1_757_908_892_000

const at = (second: number) => seconds(second)

function scene(options = {}) {
  const source = createContinuitySource()
  const { state, step } = createMarketSession({ source, ...options })
  step(state, {
    type: 'command',
    command: { type: 'subscribe', markets: [{ market, conditionId: CONDITION, yes: YES, no: NO }] },
    at: at(0),
  })
  const opened = step(state, { type: 'opened', at: at(1) })
  const frame = (body: unknown, second = 2) =>
    step(state, { type: 'frame', text: typeof body === 'string' ? body : JSON.stringify(body), at: at(second) })
  const timer = (name: string, second: number) => step(state, { type: 'timer', timer: name, at: at(second) })
  const books = (body: object, second: number) =>
    step(state, { type: 'command', command: { type: 'books', books: [ClobBook.parse(body)] }, at: at(second) })
  const entry = () => state.index.byMarket.get(market)!
  return { state, step, opened, frame, timer, books, entry }
}

const messagesOf = (effects: readonly SessionEffect<MarketStreamMessage>[]) =>
  effects.flatMap((effect) => (effect.type === 'emit' ? effect.messages : []))
const sentOf = (effects: readonly SessionEffect<MarketStreamMessage>[]) =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.text] : []))
const typesOf = (effects: readonly SessionEffect<MarketStreamMessage>[]) => messagesOf(effects).map((one) => one.type)

const book = (change: object = {}) => ({
  event_type: 'book',
  market: CONDITION,
  asset_id: YES,
  timestamp: String(T),
  hash: HASH,
  bids: [
    { price: '0.48', size: '30' },
    { price: '0.5', size: '15' },
  ],
  asks: [
    { price: '0.54', size: '10' },
    { price: '0.52', size: '25' },
  ],
  ...change,
})
const change = (price: string, size: string, side: string, bid: string, ask: string, more: object = {}) => ({
  event_type: 'price_change',
  market: CONDITION,
  price_changes: [{ asset_id: YES, price, size, side, hash: HASH, best_bid: bid, best_ask: ask, ...more }],
  timestamp: String(T + 100),
})
const venueBook = (body: object, timestamp: number, hash = 'b'.repeat(40)) => ({
  ...body,
  timestamp: String(timestamp),
  hash,
  min_order_size: '5',
  tick_size: '0.01',
  neg_risk: false,
})

describe('a session that tells of ladders', () => {
  test('hands over the ladder of a change, the same object each time; snapshots and breaks stay facts', () => {
    const { frame } = scene({ bookChanges: 'ladders' })
    expect(typesOf(frame(book()))).toEqual(['book.replaced'])
    const [first] = messagesOf(frame(change('0.51', '7', 'BUY', '0.51', '0.52')))
    if (first?.type !== 'polymarket.book') throw new Error(`expected a book, found ${first?.type}`)
    expect([first.market, bestPrice(first.ladder.bids), first.ladder.at]).toEqual([market, 5_100, at(2)])
    expect(messagesOf(frame(change('0.51', '0', 'BUY', '0.5', '0.52'), 3))).toEqual([first])
    expect([bestPrice(first.ladder.bids), bestPrice(first.ladder.asks), first.ladder.at]).toEqual([5_000, 5_200, at(3)])
    expect(typesOf(frame(change('0.49', '3', 'BUY', '0.51', '0.52'), 4))).toEqual(['book.stale'])
    expect(first.ladder.continuity).toBe(DISCONTINUOUS)
    expect(messagesOf(frame(change('0.49', '4', 'BUY', '0.5', '0.52'), 5))).toEqual([])
  })

  test('a stream that catches up with the venue’s own book tells of the change, and of a break where they differ', () => {
    for (const [size, types] of [
      ['7', ['polymarket.book']],
      ['8', ['polymarket.book', 'book.stale']],
    ] as const) {
      const { frame, books } = scene({ bookChanges: 'ladders' })
      frame(book({ hash: 'c'.repeat(40) }))
      const ahead = book({ bids: [...book().bids, { price: '0.51', size }] })
      expect(books(venueBook(ahead, T + 100, HASH), 3)).toEqual([])
      expect(typesOf(frame(change('0.51', '7', 'BUY', '0.51', '0.52'), 4))).toEqual(types)
    }
  })
})

describe('subscribing', () => {
  test('the first frame has a form of its own; later ones name the operation', () => {
    const { opened, step, state } = scene({ hasCustomFeatures: false })
    expect(sentOf(opened)).toEqual([`{"assets_ids":["${YES}"],"custom_feature_enabled":false,"type":"market"}`])
    const other = { market: toMarketId('polymarket', '999'), conditionId: '0x1', yes: '999', no: '998' }
    const more = step(state, { type: 'command', command: { type: 'subscribe', markets: [other, other] }, at: at(2) })
    expect(sentOf(more)[0]).toBe('{"assets_ids":["999"],"custom_feature_enabled":false,"operation":"subscribe"}')
    const less = step(state, { type: 'command', command: { type: 'unsubscribe', markets: [other.market] }, at: at(3) })
    expect(sentOf(less)).toEqual(['{"assets_ids":["999"],"operation":"unsubscribe"}'])
  })

  test('at most a hundred ids go into a frame', () => {
    const { state, step } = createMarketSession({ source: createContinuitySource() })
    const markets = Array.from({ length: 250 }, (_, i) => ({
      market: toMarketId('polymarket', `1000${i}`),
      conditionId: `0x${i}`,
      yes: `1000${i}`,
      no: `2000${i}`,
    }))
    step(state, { type: 'command', command: { type: 'subscribe', markets }, at: at(0) })
    const sent = sentOf(step(state, { type: 'opened', at: at(1) })).map((text) => JSON.parse(text))
    expect(sent.map((body) => body.assets_ids.length)).toEqual([100, 100, 50])
    expect(sent.map((body) => body.type ?? body.operation)).toEqual(['market', 'subscribe', 'subscribe'])
  })
})

describe('books', () => {
  test('a snapshot makes the book whole, best level first, whatever the order on the wire', () => {
    const { frame, entry } = scene()
    const [fact] = messagesOf(frame(book()))
    expect(fact).toMatchObject({
      type: 'book.replaced',
      bids: [
        { price: 5000, quantity: 15_000_000 },
        { price: 4800, quantity: 30_000_000 },
      ],
      asks: [{ price: 5200 }, { price: 5400 }],
      continuity: 1,
      venueAt: T * 1000,
    })
    expect(entry().ladder.continuity).toBe(1)
  })

  test('the NO token’s snapshot and changes are the same book from behind', () => {
    const { frame, entry } = scene()
    frame(book({ asset_id: NO, bids: [{ price: '0.48', size: '25' }], asks: [{ price: '0.5', size: '15' }] }))
    expect(toBook(entry().ladder, market)).toMatchObject({ bids: [{ price: 5000 }], asks: [{ price: 5200 }] })
    const body = change('0.47', '9', 'BUY', '0.48', '0.5', { asset_id: NO })
    expect(messagesOf(frame(body))).toMatchObject([
      { type: 'book.changed', asks: [{ price: 5300, quantity: 9_000_000 }] },
    ])
  })

  test('a change is applied, first by the schema, then in place', () => {
    const { frame, entry } = scene()
    frame(book())
    expect(messagesOf(frame(change('0.51', '7', 'BUY', '0.51', '0.52')))).toMatchObject([
      { type: 'book.changed', bids: [{ price: 5100 }] },
    ])
    expect(messagesOf(frame(change('0.51', '0', 'BUY', '0.5', '0.52')))).toMatchObject([
      { type: 'book.changed', bids: [{ price: 5100, quantity: 0 }], asks: [] },
    ])
    expect(entry().ladder.bids.length).toBe(2)
    expect(hashOf(entry())).toBe(HASH)
  })

  test('a snapshot after a trade keeps the token of a whole book', () => {
    const { frame } = scene()
    frame(book())
    expect(messagesOf(frame(book({ bids: [] })))).toMatchObject([{ type: 'book.replaced', continuity: 1 }])
  })

  test.each([
    ['a best price that is not ours', change('0.47', '7', 'BUY', '0.51', '0.52')],
    ['a crossed book', change('0.53', '7', 'BUY', '0.53', '0.52')],
    [
      'tokens that contradict each other',
      {
        ...change('0.47', '7', 'BUY', '0.5', '0.52'),
        price_changes: [
          ...change('0.47', '7', 'BUY', '0.5', '0.52').price_changes,
          { asset_id: NO, price: '0.53', size: '8', side: 'SELL', hash: HASH, best_bid: '0.48', best_ask: '0.5' },
        ],
      },
    ],
  ])('%s takes the book out of trade at once, and a snapshot is asked', (_name, body) => {
    const { frame, entry } = scene()
    frame(book())
    const effects = frame(body)
    expect(messagesOf(effects)).toMatchObject([{ type: 'book.stale', reason: 'mismatch' }])
    expect(entry().ladder.continuity).toBe(DISCONTINUOUS)
    expect(sentOf(effects).map((text) => JSON.parse(text).operation)).toEqual(['unsubscribe', 'subscribe'])
    expect(messagesOf(frame(change('0.47', '9', 'BUY', '0.5', '0.52')))).toEqual([])
    expect(messagesOf(frame(book()))).toMatchObject([{ type: 'book.replaced', continuity: 2 }])
  })

  test('an empty side may be said as 0, 1 or nothing', () => {
    const { frame } = scene()
    frame(book({ asks: [] }))
    expect(typesOf(frame(change('0.47', '7', 'BUY', '0.5', '1')))).toEqual(['book.changed'])
    expect(typesOf(frame(change('0.47', '8', 'BUY', '0.5', '')))).toEqual(['book.changed'])
    expect(typesOf(frame(change('0.47', '9', 'BUY', '0.5', '0.6')))).toEqual(['book.stale'])
  })

  test('a crossed snapshot is not believed', () => {
    const { frame, entry } = scene()
    expect(typesOf(frame(book({ bids: [{ price: '0.6', size: '1' }] })))).toEqual([])
    expect(entry().ladder.continuity).toBe(DISCONTINUOUS)
  })
})

describe('lost messages', () => {
  test('a lost deep change is noticed by the hash of the venue’s own book', () => {
    const { frame, timer, books, entry } = scene()
    frame(book())
    // Lost: 0.47 for 9. Then a change whose best prices are right.
    frame(change('0.46', '7', 'BUY', '0.5', '0.52'))
    expect(messagesOf(timer('check', 17))).toEqual([{ type: 'books.wanted', tokens: [YES], at: at(17) }])
    const own = book({ bids: [...book().bids, { price: '0.46', size: '7' }, { price: '0.47', size: '9' }] })
    const effects = books(venueBook(own, T + 100, HASH), 18)
    expect(messagesOf(effects)).toMatchObject([{ type: 'book.stale', reason: 'gap' }])
    expect(sentOf(effects)).toHaveLength(2)
    expect(entry().ladder.continuity).toBe(DISCONTINUOUS)
  })

  test('a stream that froze is noticed when it does not catch up with the venue’s own book', () => {
    const { frame, timer, books } = scene()
    frame(book())
    expect(books(venueBook(book({ bids: [] }), T + 5_000), 20)).toEqual([])
    expect(typesOf(timer('watch', 21))).toEqual([])
    expect(messagesOf(timer('watch', 22))).toMatchObject([{ type: 'book.stale', reason: 'gap' }])
  })

  test('a book’s age is counted from the last proof, and a lost one has none', () => {
    const { state, frame, books } = scene()
    expect(bookAge(state, market, at(1))).toBeUndefined()
    frame(book())
    expect(bookAge(state, market, at(12))).toBe(seconds(10))
    books(venueBook(book(), T), 20)
    expect(bookAge(state, market, at(21))).toBe(seconds(1))
    frame(change('0.47', '7', 'BUY', '0.49', '0.52'), 22)
    expect(bookAge(state, market, at(23))).toBeUndefined()
  })

  test('a stream that catches up in time is believed', () => {
    const { frame, timer, books } = scene()
    frame(book())
    books(venueBook(book({ bids: [] }), T + 100), 20)
    frame(change('0.47', '7', 'BUY', '0.5', '0.52'), 21)
    // It went past the venue's book, which is no proof: the venue is asked again.
    expect(typesOf(timer('watch', 23))).toEqual(['books.wanted'])
    const own = book({ bids: [...book().bids, { price: '0.47', size: '7' }] })
    expect(books(venueBook(own, T + 100), 23)).toEqual([])
    expect(typesOf(timer('watch', 27))).toEqual([])
  })

  test('a stream that reaches the hash of the venue’s book must have its levels then', () => {
    const { frame, books, entry } = scene()
    const more = (hash: string) => change('0.47', '7', 'BUY', '0.5', '0.52', { hash })
    const lostToo = { bids: [...book().bids, { price: '0.47', size: '7' }, { price: '0.46', size: '9' }] }
    frame(book())
    books(venueBook(book(lostToo), T + 100, 'c'.repeat(40)), 20)
    expect(typesOf(frame(more('d'.repeat(40)), 21))).toEqual(['book.changed'])
    expect(messagesOf(frame(more('c'.repeat(40)), 21))).toMatchObject([
      { type: 'book.changed' },
      { type: 'book.stale', reason: 'gap' },
    ])
    expect(entry().suspect).toBeUndefined()
  })

  test('of two messages of one moment the lost one is noticed when the venue’s book stands', () => {
    const { frame, timer, books } = scene()
    frame(book())
    frame(change('0.47', '7', 'BUY', '0.5', '0.52'))
    const own = venueBook(book({ bids: [] }), T + 100)
    expect(books(own, 20)).toEqual([])
    expect(books(own, 21)).toEqual([])
    expect(typesOf(timer('watch', 23))).toEqual(['books.wanted'])
    expect(messagesOf(books(own, 23))).toMatchObject([{ type: 'book.stale', reason: 'gap' }])
  })

  test('the venue’s own older book proves nothing', () => {
    const { frame, timer, books } = scene()
    frame(book())
    frame(change('0.47', '7', 'BUY', '0.5', '0.52'))
    expect(books(venueBook(book(), T - 1_000), 20)).toEqual([])
    expect(typesOf(timer('watch', 30))).toEqual([])
  })

  test('a snapshot that does not come is asked of the venue, and taken when it is not older than the stream', () => {
    const { frame, timer, books } = scene()
    expect(messagesOf(timer('watch', 6))).toEqual([{ type: 'books.wanted', tokens: [YES], at: at(6) }])
    frame(change('0.47', '7', 'BUY', '0.5', '0.52'))
    expect(books(venueBook(book(), T), 7)).toEqual([])
    expect(messagesOf(books(venueBook(book(), T + 100), 8))).toMatchObject([{ type: 'book.replaced', continuity: 1 }])
    expect(timer('watch', 20).filter((effect) => effect.type === 'emit')).toEqual([])
  })

  test('a cut takes all books out of trade; the reconnection asks for them again', () => {
    const { frame, step, state } = scene()
    frame(book())
    const closed = step(state, { type: 'closed', code: 1006, reason: 'gone', at: at(9) })
    expect(typesOf(closed)).toEqual(['book.stale', 'feed.changed'])
    const opened = step(state, { type: 'opened', at: at(10) })
    expect(sentOf(opened).map((text) => JSON.parse(text).type)).toEqual(['market'])
    expect(messagesOf(frame(book()))).toMatchObject([{ type: 'book.replaced', continuity: 2 }])
  })

  test('half a frame is a lost message of an unknown market: the connection is made anew', () => {
    const { frame } = scene()
    frame(book())
    expect(frame('{"event_type":"price_ch').at(-1)).toMatchObject({ type: 'reconnect' })
  })

  test('a malformed change takes its own market out of trade, and says what was wrong', () => {
    const { frame } = scene()
    frame(book())
    const effects = frame(change('0.47', 'many', 'BUY', '0.5', '0.52'))
    expect(messagesOf(effects)).toMatchObject([
      { type: 'venue.surprised', found: expect.stringContaining('price_changes[0].size') },
      { type: 'book.stale', reason: 'malformed' },
    ])
  })
})

describe('other messages', () => {
  test('trades, ticks and results become facts; unknown words are reported', () => {
    const { frame } = scene()
    const base = { market: CONDITION, asset_id: NO, timestamp: String(T) }
    expect(
      messagesOf(frame({ ...base, event_type: 'last_trade_price', price: '0.46', size: '219.217767', side: 'BUY' })),
    ).toMatchObject([{ type: 'trade.printed', price: 5400, quantity: 219_217_767, takerSide: 'no' }])
    expect(
      messagesOf(frame({ ...base, event_type: 'tick_size_change', old_tick_size: '0.01', new_tick_size: '0.001' })),
    ).toMatchObject([{ type: 'market.changed', grid: { ranges: [{ step: 10 }] } }])
    const resolved = {
      market: CONDITION,
      timestamp: String(T),
      event_type: 'market_resolved',
      assets_ids: [YES, NO],
      winning_outcome: 'No',
    }
    expect(messagesOf(frame({ ...resolved, winning_asset_id: NO }))).toMatchObject([
      { type: 'market.settled', outcome: 'no', yesPrice: 0 },
    ])
    expect(messagesOf(frame({ ...resolved, winning_asset_id: '5' }))).toMatchObject([{ type: 'venue.surprised' }])
    expect(messagesOf(frame({ event_type: 'fireworks' }))).toMatchObject([
      { type: 'venue.surprised', found: 'fireworks' },
    ])
    expect(messagesOf(frame('INVALID OPERATION'))).toMatchObject([{ type: 'venue.surprised' }])
  })

  test('text pings go out every ten seconds, and pongs are no news', () => {
    const { frame, timer } = scene()
    expect(timer('ping', 11)).toEqual([
      { type: 'send', text: 'PING' },
      { type: 'setTimer', timer: 'ping', delay: millis(10_000) as Micros },
    ])
    expect(frame('PONG')).toEqual([])
  })
})
