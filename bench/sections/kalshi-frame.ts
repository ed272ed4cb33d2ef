import type { Ladder, Micros } from '../../packages/core/src/index.ts'
import { bestPrice, createContinuitySource } from '../../packages/core/src/index.ts'
import { decodeFrame } from '../../packages/kalshi-client/src/stream/decode-frame.ts'
import { createDeltaScan, createDeltaScanner } from '../../packages/kalshi-client/src/stream/scan-delta.ts'
import { createStreamSession } from '../../packages/kalshi-client/src/stream/stream-session.ts'
import type { KalshiFrames } from '../kalshi-frames.ts'
import { generateKalshiFrames } from '../kalshi-frames.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import { createCcxtBooks } from '../peers/ccxt-books.ts'
import { createKalshiBot } from '../peers/kalshi-bot.ts'
import type { Contender } from '../race.ts'
import { race } from '../race.ts'

const MARKETS = 200
const CHANGES = 2_000
/** How often the changes are played forth and back in one run. */
const PLAYS = 20
const AT = 1_795_359_600_000_000 as Micros

const TARGET = 0.35
const LIMIT = 'JSON.parse of the text, nothing done'
const OURS = '**session: every field, sequence, book, best prices**'

type FrameContender = {
  readonly name: string
  readonly prepare?: () => void
  /** Comes before each play: the subscription begins anew. */
  readonly begin?: () => void
  /** Takes a change and returns something that depends on it. */
  readonly take: (text: string) => number
  /** Comes after all changes forth, and after all back. */
  readonly check?: (checksum: number) => void
}

function toContender(
  contender: FrameContender,
  { forth, back, checksumBetween, checksumAfter }: KalshiFrames,
): Contender {
  const { name, prepare, begin, take, check } = contender
  return {
    name,
    ...(prepare === undefined ? {} : { prepare }),
    run: () => {
      let sum = 0
      for (let play = 0; play < PLAYS; play++) {
        begin?.()
        for (const text of forth) sum += take(text)
        check?.(checksumBetween)
        for (const text of back) sum += take(text)
        check?.(checksumAfter)
      }
      // The sum is looked at, so that no part of the work can be left out.
      if (Number.isNaN(sum)) throw new Error('a price is not a number')
      return PLAYS * (forth.length + back.length)
    },
  }
}

function byScanAlone(): FrameContender {
  const scanner = createDeltaScanner()
  const scan = createDeltaScan()
  return {
    name: 'scan alone: every field checked',
    take: (text) => {
      if (!scanner.scan(text, scan)) throw new Error(`not a canonical delta: ${text}`)
      return scan.seq
    },
  }
}

const bestOf = ({ bids, asks }: Ladder) => bestPrice(bids) + bestPrice(asks)

function bySession({ tickers, acknowledgment, snapshots }: KalshiFrames): FrameContender {
  const { state, step } = createStreamSession(createContinuitySource())
  step(state, { type: 'command', command: { type: 'subscribe', channel: 'orderbook_delta', tickers }, at: AT })
  step(state, { type: 'opened', at: AT })
  for (const text of [acknowledgment, ...snapshots]) step(state, { type: 'frame', text, at: AT })
  return {
    name: OURS,
    begin: () => void step(state, { type: 'frame', text: acknowledgment, at: AT }),
    take: (text) => {
      const effect = step(state, { type: 'frame', text, at: AT })[0]
      if (effect?.type !== 'emit') throw new Error(`unexpected: ${effect?.type}`)
      return bestOf((state.keeper.books.get(state.scan.ticker.text) as { readonly ladder: Ladder }).ladder)
    },
    check: (expected) => {
      let found = 0
      for (const { ladder } of state.keeper.books.values()) found += bestOf(ladder)
      if (found !== expected) throw new Error(`best prices: found ${found}, expected ${expected}`)
    },
  }
}

function byBot(name: string, { snapshots }: KalshiFrames, parse: (text: string) => unknown): FrameContender {
  let bot = createKalshiBot(parse)
  return {
    name,
    prepare: () => {
      bot = createKalshiBot(parse)
      for (const text of snapshots) bot.snapshot(JSON.parse(text))
    },
    take: (text) => bot.delta(text),
  }
}

function byCcxt({ snapshots }: KalshiFrames): FrameContender {
  let books = createCcxtBooks()
  return {
    name: 'peer: JSON.parse + ccxt’s order book',
    prepare: () => {
      books = createCcxtBooks()
      for (const text of snapshots) books.snapshot(text)
    },
    take: (text) => books.delta(text),
  }
}

function bySchemas(text: string): unknown {
  if (decodeFrame(text).kind !== 'frame') throw new Error('refused')
  return JSON.parse(text)
}

/** From the text of a change of a book to the best prices. */
export const kalshiFrameSection: Section = {
  name: 'kalshi-frame',
  title: 'Kalshi: from a frame to the best prices',
  measure: async ({ rounds, say }) => {
    const frames = generateKalshiFrames(MARKETS, CHANGES)
    say(`${CHANGES} changes of ${MARKETS} books, ${PLAYS} times forth and back, in ${rounds + 1} rounds`)
    const contenders: readonly FrameContender[] = [
      { name: LIMIT, take: (text) => (JSON.parse(text) as { readonly seq: number }).seq },
      byScanAlone(),
      bySession(frames),
      byCcxt(frames),
      byBot('peer: JSON.parse + Map of levels, best by looking at all', frames, JSON.parse),
      byBot('zod on the hot road, then the same bot', frames, bySchemas),
    ]
    const results = await race(
      contenders.map((contender) => toContender(contender, frames)),
      rounds,
    )
    const [first = ''] = frames.forth
    const reached = results.find(({ name }) => name === OURS)?.ratioTo(LIMIT) ?? Number.NaN
    return [
      `Changes of ${MARKETS} books, ${first.length} characters each, most at or near the best prices. Ours checks every field and the sequence, changes a book of exact integers, makes the fact that consumers get, and reads both best prices; what they are at the end is compared with the books the frames were made from. The peers check nothing and add floats.`,
      `> Target: ≤ ${TARGET} × JSON.parse with sequence check and every field checked, and never wrong. ${reached <= TARGET ? 'Met' : 'Missed'} in this run: ${formatFigure(reached)}.`,
      table(
        ['one frame', 'ns', 'fastest – slowest round', '× limit'],
        results.map(({ name, nanos, nanosMin, nanosMax, ratioTo }) => [
          name,
          formatFigure(nanos),
          `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
          formatFigure(ratioTo(LIMIT)),
        ]),
      ),
      'pmxt-core is not raced: it brings 570 packages with it, and its book reads `price_dollars_fp` and `delta_dollars_fp`, which no frame has today, so every change is lost on it.',
    ].join('\n\n')
  },
}
