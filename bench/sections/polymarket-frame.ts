import type { ContinuitySource, Micros } from '../../packages/core/src/index.ts'
import { bestPrice, changeLadder, createContinuitySource, toMarketId } from '../../packages/core/src/index.ts'
import type { BookEntry } from '../../packages/polymarket-client/src/stream/book-entry.ts'
import type { MarketSession } from '../../packages/polymarket-client/src/stream/market-session.ts'
import { createMarketSession } from '../../packages/polymarket-client/src/stream/market-session.ts'
import { createPriceChangeDecoder } from '../../packages/polymarket-client/src/stream/price-change.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { PeerBooks } from '../peers/polymarket-books.ts'
import { createCcxtPolymarket, createMapBooks, createPolyWebsockets } from '../peers/polymarket-books.ts'
import type { PolymarketFrames } from '../polymarket-frames.ts'
import { generatePolymarketFrames } from '../polymarket-frames.ts'
import type { Contender } from '../race.ts'
import { race, SHORT_TURNS } from '../race.ts'

const MARKETS = 200
const CHANGES = 120_000
// Code is compiled as it proves hot, on a busy machine late: before that one measures the compiler.
const WARM_UP_RUNS = 4
const AT = 1_795_359_600_000_000 as Micros

const TARGET = 0.35
const LIMIT = 'JSON.parse of the text, nothing done'
const OURS = '**session: every field, book, best prices compared and read**'
const OURS_FACTS = 'the same session, a fact made of each change'

function byParseAlone({ changes }: PolymarketFrames): Contender {
  return {
    name: LIMIT,
    run: () => {
      let sum = 0
      for (const text of changes) sum += (JSON.parse(text) as { timestamp: string }).timestamp.length
      if (sum === 0) throw new Error('expected timestamps')
      return changes.length
    },
  }
}

/** A session that waits for the snapshots; the first change teaches it the layout. */
function createSession(
  { markets }: PolymarketFrames,
  source: ContinuitySource,
  bookChanges: 'facts' | 'ladders' = 'facts',
) {
  const session = createMarketSession({ source, bookChanges })
  const { state, step } = session
  const wanted = markets.map(({ conditionId, yes, no }) => ({
    market: toMarketId('polymarket', yes),
    conditionId,
    yes,
    no,
  }))
  step(state, { type: 'command', command: { type: 'subscribe', markets: wanted }, at: AT })
  step(state, { type: 'opened', at: AT })
  return session
}

/** One session for all rounds, as it lives for days: each begins with the snapshots. */
function begin({ state, step }: MarketSession, { snapshots }: PolymarketFrames): void {
  for (const text of snapshots) step(state, { type: 'frame', text, at: AT })
}

function sumOfBest(entries: Iterable<BookEntry>): number {
  let sum = 0
  for (const { ladder } of entries) sum += bestPrice(ladder.bids) + bestPrice(ladder.asks)
  return sum
}

function checked(sum: number, { checksum, changes }: PolymarketFrames): number {
  if (sum !== checksum) throw new Error(`best prices: found ${sum}, expected ${checksum}`)
  return changes.length
}

/** The session as its driver runs it: effects come out of each frame; where they name a ladder, its best prices are read. */
function bySession(name: string, frames: PolymarketFrames, bookChanges: 'facts' | 'ladders'): Contender {
  const session = createSession(frames, createContinuitySource(), bookChanges)
  const { state, step } = session
  let told = 0
  let sum = 0
  // As a driver takes each frame, in a function of its own: a loop around all of them is compiled anew in every round.
  const take = (text: string) => {
    for (const effect of step(state, { type: 'frame', text, at: AT })) {
      if (effect.type !== 'emit') throw new Error(`unexpected ${effect.type}`)
      told += effect.messages.length
      for (const message of effect.messages) {
        if (message.type === 'polymarket.book') sum += bestPrice(message.ladder.bids) + bestPrice(message.ladder.asks)
      }
    }
  }
  return {
    name,
    prepare: () => begin(session, frames),
    run: () => {
      told = 0
      sum = 0
      for (const text of frames.changes) take(text)
      if (told !== frames.changes.length) throw new Error(`expected a message for each frame, found ${told}`)
      if (bookChanges === 'ladders' && sum === 0) throw new Error('expected prices')
      return checked(sumOfBest(state.index.byMarket.values()), frames)
    },
  }
}

function byDecoder(frames: PolymarketFrames): Contender {
  const decoder = createPriceChangeDecoder()
  decoder.learn(JSON.parse(frames.changes[0] as string))
  const session = createSession(frames, createContinuitySource())
  const { index } = session.state
  return {
    name: 'scan and ladder alone: every field, book, best prices',
    prepare: () => begin(session, frames),
    run: () => {
      let sum = 0
      for (const text of frames.changes) {
        if (!decoder.decode(text, index)) throw new Error(`declined: ${text}`)
        const { entry, bids, asks } = decoder.change
        const { ladder } = entry as BookEntry
        changeLadder(ladder, bids, asks)
        sum += bestPrice(ladder.bids) + bestPrice(ladder.asks)
      }
      if (sum === 0) throw new Error('expected prices')
      return checked(sumOfBest(index.byMarket.values()), frames)
    },
  }
}

function byPeer(name: string, frames: PolymarketFrames, create: () => PeerBooks): Contender {
  let books: PeerBooks | undefined
  return {
    name: `peer: ${name}`,
    prepare: () => {
      books?.close()
      books = create()
      for (const text of frames.snapshots) void books.take(text)
    },
    run: async () => {
      const { take, best, close } = books as PeerBooks
      for (const text of frames.changes) {
        const taken = take(text)
        if (taken instanceof Promise) await taken
      }
      const sum = frames.markets.reduce((all, { yes }) => all + Math.round(best(yes) * 10_000), 0)
      close()
      return checked(sum, frames)
    },
  }
}

/** From the text of a change of a book to the best prices. */
export const polymarketFrameSection: Section = {
  name: 'polymarket-frame',
  title: 'Polymarket: from a frame to the best prices',
  measure: async ({ rounds, say }) => {
    const frames = generatePolymarketFrames(MARKETS, CHANGES)
    const contenders = [
      byParseAlone(frames),
      byDecoder(frames),
      bySession(OURS, frames, 'ladders'),
      bySession(OURS_FACTS, frames, 'facts'),
      byPeer('JSON.parse + Maps of levels', frames, createMapBooks),
      byPeer('ccxt’s Polymarket exchange', frames, () => createCcxtPolymarket(frames.markets)),
      byPeer('poly-websockets’ manager', frames, () => createPolyWebsockets(frames.markets)),
    ]
    say(
      `${CHANGES} changes of ${MARKETS} books in ${rounds} rounds of ${SHORT_TURNS} turns, after ${WARM_UP_RUNS} to warm up`,
    )
    for (let count = 0; count < WARM_UP_RUNS; count++) {
      for (const { prepare, run } of contenders) {
        prepare?.()
        await run()
      }
    }
    const results = await race(contenders, rounds * SHORT_TURNS)
    const [first = ''] = frames.changes
    const ratioOf = (wanted: string) => results.find(({ name }) => name === wanted)?.ratioTo(LIMIT) ?? Number.NaN
    const reached = ratioOf(OURS)
    return [
      `Changes of ${MARKETS} books, ${first.length} characters each, ${SHORT_TURNS} times a round, told for both tokens, most at or near the best prices. Ours checks every field, that the tokens agree and that the best prices are those the venue names, changes a book of exact integers, and reads both best prices. The row judged tells each change by handing over the book (\`bookChanges: 'ladders'\`), as suits a decision on best prices; the next one makes a fact of each change, as the venue's feed does for an engine. What all are at the end is compared with the books the frames were made from. The peers check nothing, and keep two books of floats or texts for each market.`,
      `> Target: ≤ ${TARGET} × JSON.parse with every field checked, and never wrong. ${reached <= TARGET ? 'Met' : 'Missed'} in this run: ${formatFigure(reached)}; with facts ${formatFigure(ratioOf(OURS_FACTS))}.`,
      table(
        ['one frame', 'ns', 'fastest – slowest round', '× limit'],
        results.map(({ name, nanos, nanosMin, nanosMax, ratioTo }) => [
          name,
          formatFigure(nanos),
          `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
          formatFigure(ratioTo(LIMIT)),
        ]),
      ),
      'Installed alone, poly-websockets is 33 packages and 9.5 MB.',
    ].join('\n\n')
  },
}
