/*
 * The games of one answer: who has scored comes first, no game's further signals stand before another's first, and what the
 * bus does not take is heard of.
 */
import type { Clock, ContinuityToken, MarketId, Price, Quantity } from '@arbees/core'
import { seconds, toMarketId } from '@arbees/core'
import { expect, test } from 'vitest'
import { playingState } from '../../../test/playing-state.ts'
import type { MessageOf } from '../../messages/topics.ts'
import type { GameState } from '../../sports/game-state.ts'
import type { Shard } from './shard.ts'
import { createShard, takeMatched, takeQuote } from './shard.ts'
import { createShardGame } from './shard-game.ts'
import { takeBoard } from './take-board.ts'

const NOW = seconds(1_800_000_000)
const CLOCK: Clock = { now: () => NOW, setTimer: () => () => undefined }
const FEES = { name: 'k', takerRate: 0, makerRate: 0, roundUpTo: 100, buyFeeIn: 'money' as const }
const GAMES = ['1', '2', '3']

function stateOf(id: string, home: number): GameState {
  return playingState({ id, scheduledAt: NOW, period: 4, score: { home, away: 80 } })
}

function marketsOf(game: string): readonly MarketId[] {
  return [toMarketId('kalshi', `${game}-1`), toMarketId('kalshi', `${game}-2`)]
}

function matchedOf(game: string): MessageOf<'market.matched'> {
  const grid = { ranges: [{ start: 0 as Price, end: 10_000 as Price, step: 100 }] }
  const lot = 10_000 as Quantity
  const markets = marketsOf(game).map((id) => {
    const rules = { id, venue: 'kalshi', title: id, status: 'open' as const, grid, lot, quantityMin: lot }
    const market = { ...rules, notionalMin: 0 as never, closesAt: null }
    return { market, fees: FEES, yesOn: 'home' as const, native: {} }
  })
  return { game, league: 'nba', markets, pairs: [], refused: [] }
}

function createWorld(failing = '') {
  const said: string[] = []
  const shelf = new Map()
  const quotes = new Map()
  let names = 0
  const settings = {
    looks: ['model' as const],
    edgeMinBps: 200,
    priceMaxAge: seconds(30),
    modelMaxAge: seconds(60),
    arbitrageLife: seconds(10),
    opinionLife: seconds(60),
    debounce: seconds(30),
  }
  const world = { settings, shelf, quotes, nextName: () => String(++names), count: () => undefined }
  const shard = createShard({
    instance: 'one',
    world,
    clock: CLOCK,
    log: () => undefined,
    voice: {
      updated: ({ game }) => (game === failing ? Promise.reject(new Error('the bus is full')) : Promise.resolve()),
      ended: () => Promise.resolve(),
      signal: ({ game }) => void said.push(game),
    },
    rows: { push: () => undefined, flush: async () => undefined },
    quotes,
  })
  for (const game of GAMES) {
    shard.games.set(game, createShardGame(game, 'nba', 1))
    takeMatched(shard, matchedOf(game))
  }
  return { shard, said }
}

/** Books that think nothing of the home team, so that every market is a signal once the model does. */
function showBooks(shard: Shard): void {
  for (const market of GAMES.flatMap(marketsOf)) {
    const level = (price: number) => [{ price: price as Price, quantity: 25_000_000 as Quantity }]
    const about = { market, venue: 'kalshi', venueAt: null, continuity: 7 as ContinuityToken }
    takeQuote(shard, { ...about, bids: level(500), asks: level(600), receivedAt: NOW })
  }
}

const look = (shard: Shard, home: Readonly<Record<string, number>> = {}, period = 4) =>
  takeBoard(
    shard,
    [...shard.games.values()],
    GAMES.map((game) => ({ ...stateOf(game, home[game] ?? 80), period })),
    NOW,
  )

test('each game has a first signal before any has a second', async () => {
  const { shard, said } = createWorld()
  showBooks(shard)
  await look(shard)
  expect(said).toEqual(['1', '2', '3', '1', '2', '3'])
  expect(shard.signals).toBe(6)
})

test('a game in which somebody has scored comes before the others, with all of its signals', async () => {
  const { shard, said } = createWorld()
  // In overtime nothing is decided: the books are known and no signal has left.
  await look(shard, {}, 5)
  showBooks(shard)
  expect(said).toEqual([])
  await look(shard, { '3': 82 })
  expect(said).toEqual(['3', '3', '1', '2', '1', '2'])
})

test('a game that has become one of another shard meanwhile is not looked at', async () => {
  const { shard, said } = createWorld()
  showBooks(shard)
  const looking = look(shard)
  shard.games.delete('2')
  await looking
  expect(said).toEqual(['1', '3', '1', '3'])
})

test('what the bus does not take is told to who looked', async () => {
  const { shard } = createWorld('2')
  await expect(look(shard)).rejects.toThrow('the bus is full')
})
