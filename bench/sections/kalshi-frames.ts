/*
 * A frame of Kalshi's order book, from its text to the best bid and ask: against the parsing of the
 * same text alone, and against what a user would install instead.
 */
import type { Micros, Price, Quantity } from '../../packages/core/src/index.ts'
import {
  addToLevel,
  bestPrice,
  createContinuitySource,
  createLadder,
  createRng,
  nextInteger,
} from '../../packages/core/src/index.ts'
import { createStreamSession } from '../../packages/kalshi-client/src/index.ts'
import { createDeltaScan, createDeltaScanner } from '../../packages/kalshi-client/src/stream/scan-delta.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import { loadPeer, peerName } from '../peers/load-peer.ts'
import type { Contender } from '../race.ts'
import { race } from '../race.ts'

const MARKETS = 200
const FRAMES = 40_000
const AT = 1_795_359_600_000_000 as Micros

type Frames = {
  readonly tickers: readonly string[]
  readonly snapshots: readonly string[]
  readonly deltas: readonly string[]
}

const priceText = (ticks: number) => (ticks / 10_000).toFixed(4)

/** Books of 200 markets around their middle, and changes mostly near the best, as live ones are. */
function framesOf(): Frames {
  const rng = createRng('kalshi frames')
  const tickers = Array.from({ length: MARKETS }, (_one, index) => `KXNBAGAME-26NOV22LALBOS-T${index}.5`)
  let seq = 0
  const held = new Map<string, number>()
  const snapshots = tickers.map((ticker, index) => {
    seq += 1
    const middle = nextInteger(rng, 20, 80) * 100
    const side = (sign: number) =>
      Array.from({ length: 20 }, (_one, depth) => {
        const price = middle + sign * (depth + 1) * 50
        const count = nextInteger(rng, 1, 900)
        held.set(`${index}/${sign < 0 ? 'yes' : 'no'}/${price}`, count)
        return [priceText(price), `${count}.00`]
      }).filter(([price]) => Number(price) > 0 && Number(price) < 1)
    const msg = { market_ticker: ticker, market_id: id(index), yes_dollars_fp: side(-1), no_dollars_fp: side(1) }
    return JSON.stringify({ type: 'orderbook_snapshot', sid: 1, seq, msg })
  })
  const levels = [...held.keys()]
  const deltas = Array.from({ length: FRAMES }, (_one, count) => {
    seq += 1
    const key = levels[nextInteger(rng, 0, levels.length - 1)] as string
    const [market = '0', side, price] = key.split('/')
    const now = held.get(key) ?? 0
    const change = now > 0 && nextInteger(rng, 0, 2) === 0 ? -now : nextInteger(rng, 1, 400)
    held.set(key, now + change)
    const msg = {
      market_ticker: tickers[Number(market)],
      market_id: id(Number(market)),
      price_dollars: priceText(Number(price)),
      delta_fp: `${change}.00`,
      side,
      ts: '2026-11-22T15:00:01.957Z',
      ts_ms: 1_795_359_601_957 + count,
    }
    return JSON.stringify({ type: 'orderbook_delta', sid: 1, seq, msg })
  })
  return { tickers, snapshots, deltas }
}

function id(index: number): string {
  return `9b0f6b43-5b68-4f9f-9f02-${index.toString(16).padStart(12, '0')}`
}

/**
 * Looks at what a contender found, so that no work can be left out. A contender lives through all rounds,
 * as in a process that runs for days; an empty text says that the stream begins anew.
 */
function over(name: string, frames: Frames, handle: (text: string) => number): Contender {
  let sum = 0
  return {
    name,
    run: () => {
      handle('')
      for (const text of frames.snapshots) handle(text)
      for (const text of frames.deltas) sum += handle(text)
      return Number.isNaN(sum) ? 0 : frames.deltas.length
    },
  }
}

/** The parsing of the text, and no more. */
const parseOnly = (text: string) => (text === '' ? 0 : (JSON.parse(text) as { readonly seq: number }).seq)

/** The session: sequence, every field checked, ladder, and the fact that an engine gets. */
function bySession({ tickers }: Frames): (text: string) => number {
  const session = createStreamSession(createContinuitySource())
  const step = (text: string) => session.step(session.state, { type: 'frame', text, at: AT })
  const command = { type: 'subscribe', channel: 'orderbook_delta', tickers } as const
  session.step(session.state, { type: 'command', command, at: AT })
  const begin = () => {
    session.step(session.state, { type: 'closed', code: 1006, reason: 'anew', at: AT })
    session.step(session.state, { type: 'opened', at: AT })
    step('{"type":"subscribed","id":1,"msg":{"channel":"orderbook_delta","sid":1}}')
    return 0
  }
  const { books } = session.state.keeper
  const { scan } = session.state
  return (text) => {
    if (text === '') return begin()
    step(text)
    const ladder = books.get(scan.ticker.text)?.ladder
    return ladder === undefined ? 0 : bestPrice(ladder.bids) + bestPrice(ladder.asks)
  }
}

/** The scan and the ladder alone, without a fact: what a book costs. */
function byScan(): (text: string) => number {
  const [scanner, scan] = [createDeltaScanner(), createDeltaScan()]
  const ladders = new Map<string, ReturnType<typeof createLadder>>()
  let last = -1
  const begin = () => {
    last = -1
    ladders.clear()
    return 0
  }
  return (text) => {
    if (text === '') return begin()
    if (!scanner.scan(text, scan)) return 0
    if (last >= 0 && scan.seq !== last + 1) throw new Error('a gap')
    last = scan.seq
    let ladder = ladders.get(scan.ticker.text)
    if (ladder === undefined) {
      ladder = createLadder()
      ladders.set(scan.ticker.text, ladder)
    }
    addToLevel(scan.isYes ? ladder.bids : ladder.asks, scan.price as Price, scan.change as Quantity)
    return bestPrice(ladder.bids) + bestPrice(ladder.asks)
  }
}

type Fields = {
  readonly market_ticker: string
  readonly side: 'yes' | 'no'
  readonly price_dollars: string
  readonly delta_fp: string
  readonly yes_dollars_fp: readonly [string, string][]
  readonly no_dollars_fp: readonly [string, string][]
}
type Message = { readonly type: string; readonly msg: Fields }

/** What bots have: a Map of each side, and the best by looking at all of them. */
function byMaps(): (text: string) => number {
  const books = new Map<string, { readonly yes: Map<string, number>; readonly no: Map<string, number> }>()
  return (text) => {
    if (text === '') return 0
    const { type, msg } = JSON.parse(text) as Message
    const ticker = msg.market_ticker
    if (type === 'orderbook_snapshot') {
      const side = (name: 'yes_dollars_fp' | 'no_dollars_fp') =>
        new Map(msg[name].map(([price, count]) => [price, Number(count)]))
      books.set(ticker, { yes: side('yes_dollars_fp'), no: side('no_dollars_fp') })
      return 0
    }
    const book = books.get(ticker)
    const levels = book?.[msg.side]
    if (book === undefined || levels === undefined) return 0
    const left = (levels.get(msg.price_dollars) ?? 0) + Number(msg.delta_fp)
    if (left > 0) levels.set(msg.price_dollars, left)
    else levels.delete(msg.price_dollars)
    return Math.max(...[...book.yes.keys()].map(Number)) + Math.min(...[...book.no.keys()].map(Number))
  }
}

type CcxtSide = {
  store: (price: number, size: number) => void
  readonly [index: number]: readonly number[] | undefined
}
type CcxtBook = { readonly bids: CcxtSide; readonly asks: CcxtSide }

function byCcxt(OrderBook: new (snapshot: object, depth: number) => CcxtBook): (text: string) => number {
  const books = new Map<string, { readonly book: CcxtBook; readonly sizes: Map<string, number> }>()
  return (text) => {
    if (text === '') return 0
    const { type, msg } = JSON.parse(text) as Message
    const ticker = msg.market_ticker
    if (type === 'orderbook_snapshot') {
      const sizes = new Map<string, number>()
      const side = (name: 'yes_dollars_fp' | 'no_dollars_fp', key: string) =>
        msg[name].map(([price, count]) => {
          sizes.set(key + price, Number(count))
          return [Number(price), Number(count)]
        })
      const snapshot = { bids: side('yes_dollars_fp', 'yes'), asks: side('no_dollars_fp', 'no') }
      books.set(ticker, { book: new OrderBook(snapshot, 1_000), sizes })
      return 0
    }
    const kept = books.get(ticker)
    if (kept === undefined) return 0
    const key = msg.side + msg.price_dollars
    const size = (kept.sizes.get(key) ?? 0) + Number(msg.delta_fp)
    kept.sizes.set(key, size)
    const { bids, asks } = kept.book
    if (msg.side === 'yes') bids.store(Number(msg.price_dollars), size)
    else asks.store(Number(msg.price_dollars), size)
    return (bids[0]?.[0] ?? 0) + (asks[0]?.[0] ?? 0)
  }
}

type PmxtSocket = {
  handleMessage: (message: unknown) => void
  readonly orderBooks: Map<
    string,
    { readonly bids: readonly { readonly price: number }[]; readonly asks: readonly { readonly price: number }[] }
  >
}

function byPmxt(Socket: new (auth: object, config: object) => PmxtSocket): (text: string) => number {
  const socket = new Socket({}, {})
  return (text) => {
    if (text === '') return 0
    const message = JSON.parse(text) as Message
    socket.handleMessage(message)
    const book = socket.orderBooks.get(message.msg.market_ticker)
    return (book?.bids[0]?.price ?? 0) + (book?.asks[0]?.price ?? 0)
  }
}

async function peers(frames: Frames, say: (text: string) => void): Promise<readonly Contender[]> {
  const found: Contender[] = []
  const ccxt = await loadPeer('ccxt', 'js/src/base/ws/OrderBook.js')
  if (ccxt !== undefined) {
    found.push(over(`${peerName('ccxt')}: JSON.parse and its book`, frames, byCcxt(ccxt['OrderBook'] as never)))
  }
  const pmxt = await loadPeer('pmxt-core', 'dist/exchanges/kalshi/websocket.js')
  if (pmxt !== undefined) {
    const Socket = (pmxt['KalshiWebSocket'] ??
      (pmxt['default'] as Record<string, unknown>)?.['KalshiWebSocket']) as never
    found.push(
      over(
        `${peerName('pmxt-core')}: its handler (it reads other names and drops the changes)`,
        frames,
        byPmxt(Socket),
      ),
    )
  }
  if (found.length < 2) say('some peers are not installed (npm install --prefix bench/peers)')
  return found
}

/** Kalshi's hot frame. */
export const kalshiFramesSection: Section = {
  name: 'kalshi-frames',
  title: 'Kalshi: a change of a book, from its text to the best bid and ask',
  measure: async ({ rounds, say }) => {
    const frames = framesOf()
    const limit = 'JSON.parse alone'
    const contenders = [
      over(limit, frames, parseOnly),
      over('scan and ladder, sequence and every field checked', frames, byScan()),
      over('the session: the same, with the fact for an engine', frames, bySession(frames)),
      over('JSON.parse, a Map a side, Math.max', frames, byMaps()),
      ...(await peers(frames, say)),
    ]
    const results = await race(contenders, rounds)
    const parsing = results[0]?.cpuNanos ?? Number.NaN
    const rows = results.map(({ name, nanos, cpuNanos, ratioTo }) => [
      name,
      formatFigure(nanos),
      formatFigure(ratioTo(limit)),
      formatFigure(cpuNanos / parsing),
    ])
    return `${FRAMES.toLocaleString('en-US')} changes of ${MARKETS} books, ${frames.deltas[0]?.length} characters each.\n\n${table(['contender', 'ns/frame', '× JSON.parse', 'CPU × JSON.parse'], rows)}`
  },
}
