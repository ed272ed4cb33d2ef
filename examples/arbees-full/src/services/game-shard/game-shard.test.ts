/*
 * A game in a shard: two books that leave a gap make one signal with its numbers; a game that may not be
 * decided on makes none and says why; nothing is lost when markets come later or change.
 */
import type { ContinuityToken, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { ONE_SECOND, quadraticFee, seconds, toMarketId, toMicros } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { playingState } from '../../../test/playing-state.ts'
import type { MessageOf } from '../../messages/topics.ts'
import type { GameState } from '../../sports/game-state.ts'
import { edgeMinOf } from './game-engine.ts'
import type { ShardGame, ShardWorld, SignalSettings } from './shard-game.ts'
import { applyMatched, createShardGame, decideGame, foldChances, foldQuote } from './shard-game.ts'
import { applyState, endingOf, updateOf } from './watched-game.ts'

const NOW = seconds(1_800_000_000)
const K = toMarketId('kalshi', 'HOME')
const P = toMarketId('polymarket', '1')
const FEES = { name: 'k', takerRate: 700, makerRate: 0, roundUpTo: 100, buyFeeIn: 'money' as const }
const SETTINGS: SignalSettings = {
  looks: ['cross-venue', 'yes-and-no'],
  edgeMinBps: 200,
  priceMaxAge: seconds(30),
  modelMaxAge: seconds(60),
  arbitrageLife: seconds(10),
  opinionLife: seconds(60),
  debounce: seconds(30),
}

function after(time: number): Micros {
  return toMicros(NOW + time * ONE_SECOND)
}

function stateOf(more: Partial<GameState> = {}): GameState {
  return playingState({ scheduledAt: NOW, score: { home: 10, away: 8 }, ...more })
}

function listed(id: MarketId, yesOn: 'home' | 'away'): MessageOf<'market.matched'>['markets'][number] {
  const [venue = ''] = id.split(':')
  const grid = { ranges: [{ start: 0 as Price, end: 10_000 as Price, step: 100 }] }
  const lot = 10_000 as Quantity
  const market = { id, venue, title: id, status: 'open' as const, grid, lot, quantityMin: lot, notionalMin: 0 as never }
  return { market: { ...market, closesAt: null }, fees: FEES, yesOn, native: {} }
}

const MATCHED: MessageOf<'market.matched'> = {
  game: '1',
  league: 'nba',
  markets: [listed(K, 'home'), listed(P, 'away')],
  pairs: [{ name: 'pair', a: K, b: P, polarity: 'inverse', proof: [] }],
  refused: [],
}

function quote(market: MarketId, bid: number, ask: number, at: Micros, token = 7): MessageOf<'quote.changed'> {
  const level = (price: number) => [{ price: price as Price, quantity: 25_000_000 as Quantity }]
  const continuity = token as ContinuityToken
  return {
    market,
    venue: market.split(':')[0] ?? '',
    bids: level(bid),
    asks: level(ask),
    venueAt: null,
    receivedAt: at,
    continuity,
  }
}

function createWorld(settings: Partial<SignalSettings> = {}) {
  const quotes = new Map<string, MessageOf<'quote.changed'>>()
  const reasons: string[] = []
  let names = 0
  const world: ShardWorld = {
    settings: { ...SETTINGS, ...settings },
    shelf: new Map(),
    quotes,
    nextName: () => `s${++names}`,
    count: (reason) => void reasons.push(reason),
  }
  const game = createShardGame('1', 'nba', 1)
  const show = (one: MessageOf<'quote.changed'>, now = one.receivedAt) => {
    quotes.set(one.market, one)
    foldQuote(game, one)
    return decideGame(world, game, now, one.receivedAt)
  }
  return { world, game, reasons, show, quotes }
}

function look(game: ShardGame, more: Partial<GameState> = {}, at = NOW, market?: number): void {
  applyState(game.watched, stateOf(more), () => market, at)
}

describe('a gap between two books', () => {
  test('is one signal, with the edge after both fees and the books it was seen on', () => {
    const { world, game, show } = createWorld()
    look(game)
    applyMatched(world, game, MATCHED)
    expect(show(quote(K, 5_000, 5_100, NOW))).toEqual([])
    // YES of the one and YES of the other pay a dollar together: 0.51 + 0.42.
    const [signal, ...more] = show(quote(P, 4_100, 4_200, after(1), 9))
    expect(more).toEqual([])
    const fee = (price: number) => quadraticFee(FEES).fee(price as Price, 1_000_000 as Quantity, 'taker')
    const bound = 930_000 + fee(5_100) + fee(4_200)
    expect(signal).toMatchObject({
      type: 'cross_platform_arb',
      game: '1',
      pair: 'pair',
      edge: 1_000_000 - bound,
      edgeBps: Math.floor(((1_000_000 - bound) * 10_000) / bound),
      modelChance: null,
      marketChance: 0.505,
      causedAt: after(1),
      expiresAt: after(11),
    })
    expect(signal?.legs).toEqual([
      {
        market: K,
        venue: 'kalshi',
        outcome: 'yes',
        action: 'buy',
        limit: 5_100,
        available: 25_000_000,
        continuity: 7,
        seenAt: NOW,
      },
      {
        market: P,
        venue: 'polymarket',
        outcome: 'yes',
        action: 'buy',
        limit: 4_200,
        available: 25_000_000,
        continuity: 9,
        seenAt: after(1),
      },
    ])
  })

  test('is told again when it still stands long after, and not sooner', () => {
    const { world, game, show } = createWorld()
    look(game)
    applyMatched(world, game, MATCHED)
    show(quote(K, 5_000, 5_100, NOW))
    expect(show(quote(P, 4_100, 4_200, NOW))).toHaveLength(1)
    look(game, { clockMillis: 290_000 }, after(20))
    expect(show(quote(K, 5_000, 5_100, after(20)))).toEqual([])
    expect(show(quote(P, 4_000, 4_200, after(29)))).toEqual([])
    look(game, { clockMillis: 280_000 }, after(30))
    expect(show(quote(P, 4_100, 4_200, after(30)))).toHaveLength(1)
    // Gone and back within the time is the same again.
    expect(show(quote(P, 4_700, 4_900, after(31)))).toEqual([])
    expect(show(quote(P, 4_100, 4_200, after(32)))).toEqual([])
  })

  test('below the least edge after fees is none', () => {
    const { world, game, show, reasons } = createWorld()
    look(game)
    applyMatched(world, game, MATCHED)
    show(quote(K, 5_000, 5_100, NOW))
    // 0.51 + 0.44 and 3.5 cents of fees: a cent and a half.
    expect(show(quote(P, 4_300, 4_400, NOW))).toEqual([])
    expect(reasons).toContain('below-edge')
  })

  test('that nobody could see before the markets were matched is found when they are', () => {
    const { world, game, show, quotes } = createWorld()
    look(game)
    show(quote(P, 4_100, 4_200, NOW))
    show(quote(K, 5_000, 5_100, after(1)))
    expect(quotes.size).toBe(2)
    applyMatched(world, game, MATCHED)
    expect(decideGame(world, game, after(2), after(2))).toHaveLength(1)
    // Matched anew, it is the same gap.
    applyMatched(world, game, { ...MATCHED, refused: [{ market: K, reason: 'another' }] })
    expect(decideGame(world, game, after(3), after(3))).toEqual([])
  })
})

test('the least edge of a dollar is that part of what is bound', () => {
  for (const bps of [0, 1, 200, 1_500, 10_000]) {
    const edge = edgeMinOf(bps)
    expect(Math.floor(((edge + 1) * 10_000) / (1_000_000 - edge - 1))).toBeGreaterThanOrEqual(bps)
    expect((edge * 10_000) / (1_000_000 - edge)).toBeLessThanOrEqual(bps)
  }
})

test.each([
  ['no-state', undefined, NOW],
  ['not-in-progress', { phase: 'scheduled', score: null }, NOW],
  ['not-in-progress', { phase: 'final' }, NOW],
  ['overtime', { period: 5 }, NOW],
  ['overtime', { phase: 'break', status: 'STATUS_END_OF_REGULATION', period: 4, clockMillis: 0 }, NOW],
  ['overtime', { phase: 'break', status: 'STATUS_END_OF_EXTRATIME', period: 4, clockMillis: 0 }, NOW],
  ['stale-game', {}, after(61)],
] as const)('a game with %s is not decided on', (reason, more, now) => {
  const { world, game, show, reasons } = createWorld()
  if (more !== undefined) look(game, more as Partial<GameState>)
  applyMatched(world, game, MATCHED)
  show(quote(K, 5_000, 5_100, now))
  expect(show(quote(P, 4_100, 4_200, now))).toEqual([])
  expect(reasons).toEqual([reason, reason])
  // What stood all the time is found when it may be.
  look(game, { clockMillis: 200_000 }, now)
  expect(decideGame(world, game, now, now)).toHaveLength(1)
})

test.each([
  ['that is not whole', (at: Micros) => quote(P, 4_100, 4_200, at, 0), 0, 'no-book'],
  ['that is crossed', (at: Micros) => quote(P, 4_300, 4_200, at), 0, 'book-crossed'],
  ['that is old', (at: Micros) => quote(P, 4_100, 4_200, at), 31, 'stale'],
])('a book %s is not traded on', (_, bad, age, reason) => {
  const { world, game, show, reasons } = createWorld()
  look(game)
  applyMatched(world, game, MATCHED)
  show(bad(NOW))
  expect(show(quote(K, 5_000, 5_100, after(age)))).toEqual([])
  expect(reasons).toContain(reason)
})

test('the model is asked only where it is wished for, and rounds against us', () => {
  const quiet = createWorld()
  const { world, game, show } = createWorld({ looks: ['model'] })
  for (const one of [quiet, { world, game, show }]) {
    look(one.game, { period: 4, clockMillis: 60_000, score: { home: 100, away: 92 } })
    applyMatched(one.world, one.game, MATCHED)
    one.show(quote(K, 6_000, 6_100, NOW))
    foldChances(one.game, NOW)
  }
  expect(decideGame(quiet.world, quiet.game, NOW, NOW)).toEqual([])
  // Eight points up with a minute to play is worth more than 0.61, but beyond 0.95 no model is believed.
  expect(decideGame(world, game, NOW, NOW)).toEqual([])
  look(game, { period: 4, clockMillis: 300_000, score: { home: 100, away: 95 } }, after(1))
  foldChances(game, after(1))
  const [signal] = decideGame(world, game, after(1), after(1))
  expect(signal).toMatchObject({ type: 'model_edge_yes', pair: null, marketChance: 0.605 })
  expect(signal?.modelChance).toBe(Math.floor((game.watched.chances?.home ?? 0) * 1_000_000) / 1_000_000)
})

test('a prior comes from the market before the start, and stays when the game is on', () => {
  const { game } = createWorld()
  look(game, { phase: 'scheduled', score: null, period: 0, clockMillis: null }, NOW, 0.7)
  expect(game.watched.chances?.home).toBe(0.7)
  look(game, { score: { home: 0, away: 0 }, clockMillis: 720_000 }, after(1), 0.2)
  expect(game.watched.chances?.home).toBeCloseTo(0.7, 1)
  expect(updateOf(game.watched, after(1))).toMatchObject({ status: 'in-progress', home: 0, clockMicros: 720_000_000 })
})

test.each([
  ['final', { home: 90, away: 88 }, 'home'],
  ['final', { home: 1, away: 1 }, 'draw'],
  ['postponed', null, 'none'],
  ['suspended', { home: 90, away: 88 }, 'none'],
] as const)('a game that is %s with %j ends once, won by %s', (phase, score, winner) => {
  const { game } = createWorld()
  look(game)
  expect(endingOf(game.watched, NOW)).toBeUndefined()
  look(game, { phase, score })
  expect(endingOf(game.watched, NOW)?.winner).toBe(winner)
  expect(endingOf(game.watched, NOW)).toBeUndefined()
})
