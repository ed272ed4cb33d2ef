import type { Ladder, Micros } from '../../packages/core/src/index.ts'
import { bestPrice, createContinuitySource } from '../../packages/core/src/index.ts'
import { decodeFrame } from '../../packages/kalshi-client/src/stream/decode-frame.ts'
import { createDeltaScan, createDeltaScanner } from '../../packages/kalshi-client/src/stream/scan-delta.ts'
import type { StreamMessage } from '../../packages/kalshi-client/src/stream/stream-message.ts'
import { createStreamSession } from '../../packages/kalshi-client/src/stream/stream-session.ts'
import type { KalshiFrames } from '../kalshi-frames.ts'
import { generateKalshiFrames } from '../kalshi-frames.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import { createCcxtBooks } from '../peers/ccxt-books.ts'
import { createKalshiBot } from '../peers/kalshi-bot.ts'
import { createPmxtBooks, inItsKeys, inNoPrices } from '../peers/pmxt-books.ts'
import type { Contender } from '../race.ts'
import { race, SHORT_TURNS } from '../race.ts'

const MARKETS = 200
const CHANGES = 60_000
const AT = 1_795_359_600_000_000 as Micros

const TARGET = 0.35
const LIMIT = 'JSON.parse of the text, nothing done'
const PMXT = 'peer: pmxt-core, frames as they are (loses each change)'
const PMXT_RENAMED = 'peer: pmxt-core, keys renamed to those it reads'
const OURS = '**session: every field, sequence, book, best prices**'
const OURS_FACTS = 'the same session, a fact made of each change'

/** Looks at what a run added up, so that no part of the work can be left out. */
function counted(sum: number, { changes }: KalshiFrames): number {
  if (Number.isNaN(sum)) throw new Error('a price is not a number')
  return changes.length
}

/** In how many markets the best prices are not those of the books that the frames were made from. */
function wrongTops({ tops }: KalshiFrames, topOf: (ticker: string) => readonly [number, number]): number {
  let wrong = 0
  for (const [ticker, [bid, ask]] of tops) {
    const found = topOf(ticker)
    if (found[0] !== bid || found[1] !== ask) wrong += 1
  }
  return wrong
}

function byParseAlone(frames: KalshiFrames): Contender {
  return {
    name: LIMIT,
    run: () => {
      let sum = 0
      for (const text of frames.changes) sum += (JSON.parse(text) as { seq: number }).seq
      return counted(sum, frames)
    },
  }
}

function byScanAlone(frames: KalshiFrames): Contender {
  const scanner = createDeltaScanner()
  const scan = createDeltaScan()
  return {
    name: 'scan alone: every field checked',
    run: () => {
      let sum = 0
      for (const text of frames.changes) {
        if (!scanner.scan(text, scan)) throw new Error(`not a canonical delta: ${text}`)
        sum += scan.seq
      }
      return counted(sum, frames)
    },
  }
}

/** The session as its driver runs it: effects come out of each frame, and the best prices are read from its book. */
function bySession(name: string, frames: KalshiFrames, bookChanges: 'facts' | 'ladders'): Contender {
  const { tickers, acknowledgment, snapshots, changes } = frames
  const { state, step } = createStreamSession(createContinuitySource(), { bookChanges })
  step(state, { type: 'command', command: { type: 'subscribe', channel: 'orderbook_delta', tickers }, at: AT })
  step(state, { type: 'opened', at: AT })
  const best = ({ bids, asks }: Readonly<Ladder>) => bestPrice(bids) + bestPrice(asks)
  const bestOf = (message: StreamMessage) => {
    if (message.type === 'kalshi.book') return best(message.ladder)
    const { book } = state.scan.ticker
    if (message.type !== 'book.changed' || book === undefined) throw new Error(`unexpected ${message.type}`)
    return best(book.ladder)
  }
  return {
    name,
    // One session for all rounds, as it lives for days: each begins with a subscription and its snapshots.
    prepare: () => {
      for (const text of [acknowledgment, ...snapshots]) step(state, { type: 'frame', text, at: AT })
    },
    run: () => {
      let sum = 0
      let told = 0
      for (const text of changes) {
        for (const effect of step(state, { type: 'frame', text, at: AT })) {
          if (effect.type !== 'emit') throw new Error(`unexpected ${effect.type}`)
          for (const message of effect.messages) sum += bestOf(message)
          told += effect.messages.length
        }
      }
      if (told !== changes.length) throw new Error(`expected a message for each frame, found ${told}`)
      const wrong = wrongTops(frames, (ticker) => {
        const ladder = state.keeper.books.get(ticker)?.ladder
        return ladder === undefined ? [-1, -1] : [bestPrice(ladder.bids), bestPrice(ladder.asks)]
      })
      if (wrong > 0) throw new Error(`the best prices of ${wrong} markets are wrong`)
      return counted(sum, frames)
    },
  }
}

function byBot(name: string, frames: KalshiFrames, parse: (text: string) => unknown): Contender {
  let bot = createKalshiBot(parse)
  return {
    name,
    prepare: () => {
      bot = createKalshiBot(parse)
      for (const text of frames.snapshots) bot.snapshot(JSON.parse(text))
    },
    run: () => {
      let sum = 0
      for (const text of frames.changes) sum += bot.delta(text)
      return counted(sum, frames)
    },
  }
}

function byCcxt(frames: KalshiFrames): Contender {
  let books = createCcxtBooks()
  return {
    name: 'peer: JSON.parse + ccxt’s order book',
    prepare: () => {
      books = createCcxtBooks()
      for (const text of frames.snapshots) books.snapshot(text)
    },
    run: () => {
      let sum = 0
      for (const text of frames.changes) sum += books.delta(text)
      return counted(sum, frames)
    },
  }
}

/** pmxt-core with frames in the form it understands, or in the venue's own; `wrong` counts after each run. */
function byPmxt(name: string, frames: KalshiFrames, toForm: (text: string) => string, wrong: Map<string, number>) {
  const changes = frames.changes.map(toForm)
  const snapshots = frames.snapshots.map(inNoPrices)
  let books = createPmxtBooks()
  const contender: Contender = {
    name,
    prepare: () => {
      books = createPmxtBooks()
      for (const text of snapshots) books.take(text)
    },
    run: () => {
      let sum = 0
      for (const text of changes) sum += books.delta(text)
      wrong.set(name, wrongTops(frames, books.top))
      return counted(sum, frames)
    },
  }
  return contender
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
    say(`${CHANGES} changes of ${MARKETS} books in ${rounds} rounds of ${SHORT_TURNS} turns`)
    const wrong = new Map<string, number>()
    const results = await race(
      [
        byParseAlone(frames),
        byScanAlone(frames),
        bySession(OURS, frames, 'ladders'),
        bySession(OURS_FACTS, frames, 'facts'),
        byCcxt(frames),
        byPmxt(PMXT, frames, inNoPrices, wrong),
        byPmxt(PMXT_RENAMED, frames, (text) => inItsKeys(inNoPrices(text)), wrong),
        byBot('peer: JSON.parse + Map of levels, best by looking at all', frames, JSON.parse),
        byBot('zod on the hot road, then the same bot', frames, bySchemas),
      ],
      rounds * SHORT_TURNS,
    )
    const [first = ''] = frames.changes
    const ratioOf = (wanted: string) => results.find(({ name }) => name === wanted)?.ratioTo(LIMIT) ?? Number.NaN
    const reached = ratioOf(OURS)
    return [
      `Changes of ${MARKETS} books, ${first.length} characters each, ${SHORT_TURNS} times a round, most at or near the best prices. Ours checks every field and the sequence, changes a book of exact integers, and reads both best prices. The row judged tells each change by handing over the book (\`bookChanges: 'ladders'\`), as suits a decision on best prices; the next one makes a fact of each change, as the venue's feed does for an engine. What they are at the end is compared with the books the frames were made from. The peers check nothing and add floats.`,
      `> Target: ≤ ${TARGET} × JSON.parse with sequence check and every field checked, and never wrong. ${reached <= TARGET ? 'Met' : 'Missed'} in this run: ${formatFigure(reached)}; with facts ${formatFigure(ratioOf(OURS_FACTS))}.`,
      table(
        ['one frame', 'ns', 'fastest – slowest round', '× limit'],
        results.map(({ name, nanos, nanosMin, nanosMax, ratioTo }) => [
          name,
          formatFigure(nanos),
          `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
          formatFigure(ratioTo(LIMIT)),
        ]),
      ),
      `pmxt-core reads \`price_dollars_fp\` and \`delta_dollars_fp\`, which no frame has today: as the venue speaks, every change is lost on it, and its best prices were wrong at the end in ${wrong.get(PMXT)} of ${MARKETS} markets. With the keys renamed before the race they were wrong in ${wrong.get(PMXT_RENAMED)}: it takes levels less than $0.001 apart for one, adds floats and keeps what is left of a sum. It checks neither fields nor the sequence.`,
    ].join('\n\n')
  },
}
