import { bestPrice, DISCONTINUOUS, LOT, NO_MONEY, toMarketId, uniformGrid } from '@arbees/core'
import { expect, test } from 'vitest'
import type { MessageOf } from '../messages/topics.ts'
import type { MarketShelf } from './market-shelf.ts'
import { createMarketShelf, shelveMatched, shelveQuote, shelveSettled } from './market-shelf.ts'

type Quote = MessageOf<'quote.changed'>

const MARKETS = Array.from({ length: 300 }, (_, number) => toMarketId('kalshi', `M${number}`))
const [FIRST, SECOND] = MARKETS as [(typeof MARKETS)[0], (typeof MARKETS)[0]]
const GAME = 'nba-1'

function list(shelf: MarketShelf, game = GAME, ids = MARKETS): void {
  const rules = { status: 'open', grid: uniformGrid(100), lot: LOT, quantityMin: LOT, notionalMin: NO_MONEY }
  const fees = { name: 'any', takerRate: 700, makerRate: 0, roundUpTo: 100, buyFeeIn: 'money' as const }
  const markets = ids.map((id) => {
    const market = { ...rules, id, venue: 'kalshi', title: 'Who wins?', closesAt: null } as never
    return { market, fees, yesOn: 'home' as const, native: {} }
  })
  shelveMatched(shelf, { game, league: 'nba', markets, pairs: [], refused: [] })
}

function quote(market: string, continuity: number): Quote {
  const levels = (price: number) => [{ price, quantity: 5_000_000 }]
  const book = { bids: levels(4_900), asks: levels(5_100), venueAt: null, receivedAt: 1_000, continuity }
  return { market, venue: 'kalshi', ...book } as unknown as Quote
}

const settled = (market: string) => ({ market, game: GAME, outcome: 'yes', yesPrice: 10_000, at: 2_000 }) as never

test('a market that has settled stays without its book, and no later book brings one', () => {
  const shelf = createMarketShelf(true)
  list(shelf)
  for (const market of [FIRST, SECOND]) shelveQuote(shelf, quote(market, 7))
  shelveSettled(shelf, settled(FIRST))
  const late = shelveQuote(shelf, quote(FIRST, 8))
  expect(late).toMatchObject({ type: 'book.replaced', market: FIRST })
  const state = shelf.byId.get(FIRST)?.state
  expect(state).toMatchObject({ isOpen: false, market: { status: 'settled' } })
  expect(state?.ladder.continuity).toBe(DISCONTINUOUS)
  expect([...shelf.quotes.keys()]).toEqual([SECOND])
  const other = shelf.byId.get(SECOND)?.state.ladder
  expect(other === undefined ? -1 : bestPrice(other.bids)).toBe(4_900)
})

test('of many settled markets the oldest are forgotten', () => {
  const shelf = createMarketShelf(true)
  list(shelf)
  for (const market of MARKETS) shelveSettled(shelf, settled(market))
  expect(shelf.byId.size).toBe(200)
  expect(shelf.byId.has(FIRST)).toBe(false)
  expect(shelf.byGame.get(GAME)).toHaveLength(200)
})

test('what is told of a game neither opens what has settled nor takes what went over to another game', () => {
  const shelf = createMarketShelf(true)
  list(shelf)
  shelveSettled(shelf, settled(FIRST))
  list(shelf)
  expect(shelf.byId.get(FIRST)?.state.market.status).toBe('settled')
  list(shelf, 'nba-2', [SECOND])
  list(shelf, GAME, [FIRST])
  expect(shelf.byId.get(SECOND)?.game).toBe('nba-2')
  expect(shelf.byId.size).toBe(2)
})
