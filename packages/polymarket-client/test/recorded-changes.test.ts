/*
 * Recorded books of real markets, told as the venue tells them: snapshots and price changes of both
 * tokens, with the best prices, a hash for each, and the venue's own book for whoever asks. The
 * recording has no frames, so the frames are made here; what the books must be is kept beside, by
 * other means, and at the end it is what the recording's own expected file says.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fact, MarketId, Micros } from '@arbees/core'
import { createContinuitySource, createRng, nextInteger, seconds, toBook } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { isWhole } from '../src/stream/book-entry.ts'
import type { MarketCommand, MarketStreamMessage } from '../src/stream/market-session.ts'
import { createMarketSession } from '../src/stream/market-session.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('recorded-changes.test.ts')
const NAMES = ['mvp-jokic', 'mvp-shai']
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'
const CONDITION = `0x${'5f65177b'.repeat(8)}`
/** A check, the grace after it, and a look each second: what README and session promise. */
const BOUND = seconds(15 + 2 + 1)

type Levels = readonly (readonly [price: string, quantity: string])[]
type Line = {
  readonly type: 'book.replaced' | 'book.changed'
  readonly at: Micros
  readonly bids: Levels
  readonly asks: Levels
}
type Recording = { readonly market: MarketId; readonly lines: readonly Line[]; readonly final: unknown }

function readRecording(name: string): Recording {
  const folder = join(shared ?? '', 'data', 'recordings')
  const all = gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line & { readonly market: MarketId })
  const lines = all.filter(({ type, market }) => /^book/.test(type) && market.startsWith('polymarket:'))
  const market = lines[0]?.market as MarketId
  const { final } = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as {
    readonly final: Readonly<Record<string, unknown>>
  }
  return { market, lines, final: final[market] }
}

/** The venue: its book by price text, and its words about it. */
function createVenue(yes: string) {
  const bids = new Map<string, string>()
  const asks = new Map<string, string>()
  let at = 0
  let changes = 0
  const turned = (price: string) => (1 - Number(price)).toFixed(4)
  const sorted = (side: Map<string, string>) => [...side].sort(([a], [b]) => Number(a) - Number(b))
  const hash = () => changes.toString(16).padStart(40, '0')
  const wire = (side: Map<string, string>) => sorted(side).map(([price, size]) => ({ price, size }))
  const head = () => ({ market: CONDITION, asset_id: yes, timestamp: String(Math.floor(at / 1000)), hash: hash() })
  /** Takes a line in. */
  const take = (line: Line): void => {
    at = line.at
    changes += 1
    if (line.type === 'book.replaced') {
      bids.clear()
      asks.clear()
    }
    for (const [side, levels] of [[bids, line.bids] as const, [asks, line.asks] as const]) {
      for (const [price, size] of levels) {
        if (Number(size) === 0) side.delete(price)
        else side.set(price, size)
      }
    }
  }
  const snapshot = () => JSON.stringify({ event_type: 'book', ...head(), bids: wire(bids), asks: wire(asks) })
  return {
    bids: () => sorted(bids).reverse(),
    asks: () => sorted(asks),
    take,
    snapshot,
    /** Takes a line in, and returns the frame that tells it. */
    tell: (line: Line): string => {
      take(line)
      if (line.type === 'book.replaced') return snapshot()
      const best = [sorted(bids).at(-1)?.[0] ?? '0', sorted(asks)[0]?.[0] ?? '1'] as const
      const both =
        (side: 'BUY' | 'SELL') =>
        ([price, size]: Levels[number]) => {
          const own = { asset_id: yes, price, size, side, hash: hash(), best_bid: best[0], best_ask: best[1] }
          const other = {
            ...own,
            asset_id: NO,
            price: turned(price),
            side: side === 'BUY' ? 'SELL' : 'BUY',
            best_bid: turned(best[1]),
            best_ask: turned(best[0]),
          }
          return [own, other]
        }
      const told = [...line.bids.flatMap(both('BUY')), ...line.asks.flatMap(both('SELL'))]
      const { market, timestamp } = head()
      return JSON.stringify({ market, price_changes: told, timestamp, event_type: 'price_change' })
    },
    /** What a request for the book brings. */
    book: () => {
      const levels = (side: Map<string, string>) =>
        sorted(side).map(([price, size]) => ({
          price: Math.round(Number(price) * 1e4),
          size: Math.round(Number(size) * 1e6),
        }))
      const command = { asset_id: yes, hash: hash(), timestamp: Math.floor(at / 1000) * 1000 }
      return { ...command, market: CONDITION, bids: levels(bids), asks: levels(asks) }
    },
  }
}

/** A session on a connection to that venue, whose timers run in the recording's time. */
function createReader(market: MarketId, venue: ReturnType<typeof createVenue>) {
  const yes = market.slice('polymarket:'.length)
  const { state, step } = createMarketSession({ source: createContinuitySource() })
  const timers = new Map<string, number>()
  const facts: Fact[] = []
  const take = (effects: ReturnType<typeof step>, at: Micros): void => {
    for (const effect of effects) {
      if (effect.type === 'setTimer') timers.set(effect.timer, at + effect.delay)
      else if (effect.type === 'emit') for (const one of effect.messages) hear(one, at)
      else if (effect.type === 'send' && /"operation":"subscribe"/.test(effect.text)) frame(venue.snapshot(), at)
    }
  }
  const command = (what: MarketCommand, at: Micros) => take(step(state, { type: 'command', command: what, at }), at)
  const hear = (message: MarketStreamMessage, at: Micros): void => {
    if (message.type === 'books.wanted') command({ type: 'books', books: [venue.book() as never] }, at)
    else if (message.type !== 'polymarket.book') facts.push(message)
  }
  const frame = (text: string, at: Micros) => take(step(state, { type: 'frame', text, at }), at)
  return {
    facts,
    frame,
    begin: (at: Micros) => {
      command({ type: 'subscribe', markets: [{ market, conditionId: CONDITION, yes, no: NO }] }, at)
      take(step(state, { type: 'opened', at }), at)
    },
    /** Lets time pass: timers fire when they are due. */
    pass: (until: number) => {
      for (;;) {
        const [due] = [...timers].filter(([, when]) => when <= until).sort(([, a], [, b]) => a - b)
        if (due === undefined) return
        timers.delete(due[0])
        take(step(state, { type: 'timer', timer: due[0], at: due[1] as Micros }), due[1] as Micros)
      }
    },
    isBelieved: () => isWhole(state.index.byMarket.get(market) as never),
    levels: () => {
      const { ladder } = state.index.byMarket.get(market) as never as { readonly ladder: never }
      const { bids, asks } = toBook(ladder, market)
      const texts = (side: typeof bids) =>
        side.map(({ price, quantity }) => [(price / 1e4).toFixed(4), (quantity / 1e6).toFixed(2)])
      return { bids: texts(bids), asks: texts(asks) }
    },
  }
}

const levelsOf = (venue: ReturnType<typeof createVenue>) => ({ bids: venue.bids(), asks: venue.asks() })

/** How long the stream is followed after a loss, and how many are tried. */
const FOLLOWED = seconds(60)
const LOSSES = 100
/** How often the book is looked at, in microseconds. */
const LOOK = 500_000

describe.skipIf(shared === undefined).each(NAMES)('%s', (name) => {
  const { market, lines, final } = shared === undefined ? ({ lines: [] } as never as Recording) : readRecording(name)

  test('every book is rebuilt from snapshots and changes, and none is doubted', () => {
    const venue = createVenue(market.slice('polymarket:'.length))
    const reader = createReader(market, venue)
    let isBegun = false
    for (const line of lines) {
      if (!isBegun) reader.begin(line.at)
      isBegun = true
      reader.frame(venue.tell(line), line.at)
      expect(reader.isBelieved()).toBe(true)
      expect(reader.levels()).toEqual(levelsOf(venue))
    }
    const { bids, asks } = reader.levels()
    expect({ bid: bids[0], ask: asks[0], lastBookAt: lines.at(-1)?.at }).toEqual(final)
    expect(reader.facts.filter(({ type }) => type === 'book.stale' || type === 'venue.surprised')).toEqual([])
    expect(reader.facts.length).toBe(lines.length + 1)
  })

  test('a lost message is noticed or made good within the bound, wherever it is lost', () => {
    const rng = createRng(name)
    const reasons: Record<string, number> = {}
    let latest = 0
    for (let loss = 0; loss < LOSSES; loss++) {
      const lost = nextInteger(rng, 1, lines.length - 2)
      if (lines[lost]?.type === 'book.replaced') continue
      const venue = createVenue(market.slice('polymarket:'.length))
      const reader = createReader(market, venue)
      let from = lost
      while (lines[from]?.type !== 'book.replaced') from--
      const { at: lostAt } = lines[lost] as Line
      for (; from < lost; from++) venue.take(lines[from] as Line)
      // The snapshot comes up to a check's time before the loss, so that the check falls anywhere after it.
      const begun = (lostAt - nextInteger(rng, 0, seconds(15))) as Micros
      reader.begin(begun)
      reader.frame(venue.snapshot(), begun)
      const wrongUntil = (at: number) => {
        const isWrong = reader.isBelieved() && JSON.stringify(reader.levels()) !== JSON.stringify(levelsOf(venue))
        if (isWrong) latest = Math.max(latest, at - lostAt)
      }
      for (let index = lost, since: number = begun; index < lines.length; index++) {
        const line = lines[index] as Line
        if (line.at > lostAt + FOLLOWED) break
        for (let at = since + LOOK; at < line.at; at += LOOK) {
          reader.pass(at)
          wrongUntil(at)
        }
        since = line.at
        const frame = venue.tell(line)
        if (index !== lost) reader.frame(frame, line.at)
        wrongUntil(line.at)
      }
      for (let at: number = lostAt; at <= lostAt + FOLLOWED; at += LOOK) {
        reader.pass(at)
        wrongUntil(at)
      }
      expect(reader.levels()).toEqual(levelsOf(venue))
      for (const fact of reader.facts) {
        if (fact.type === 'book.stale') reasons[fact.reason] = (reasons[fact.reason] ?? 0) + 1
      }
    }
    expect(latest).toBeLessThanOrEqual(BOUND)
    // Most of what is lost is deep in the book, where only the venue's own book tells.
    expect(reasons['gap']).toBeGreaterThan(10)
  })
})
