/*
 * A day of games on two venues, from a seed, as a recording (version 1): what a recorder that
 * listens to both venues would have written. Every price, size and time in it is made up; the games,
 * and so the settlements, agree with the prices they had.
 */
import type { MarketId, Micros, Rng } from '@arbees/core'
import { createRng, invariant, nextChance, nextFloat, nextInteger, ONE_SECOND, seconds, toMicros } from '@arbees/core'
import { createHeap } from '../heap.ts'
import type { Game, Sport } from './game.ts'
import { GAME_SECONDS, playGame } from './game.ts'
import type { MarketPlan, VenueManner } from './market-plan.ts'
import { planMarket } from './market-plan.ts'
import type { Mood } from './mood.ts'
import { advanceMood, createMood } from './mood.ts'
import type { Quoter } from './quoter.ts'
import { createQuoter, wake } from './quoter.ts'
import type { GridTable } from './shown-book.ts'
import { createGridTable } from './shown-book.ts'

/** Two markets of a game day that settle on one question. */
export type GameDayPair = {
  readonly name: string
  readonly a: MarketId
  readonly b: MarketId
  /** `inverse`: YES of a pays when NO of b pays. */
  readonly polarity: 'same' | 'inverse'
}

/** The first line of a recording, version 1. */
export type GameDayHeader = {
  readonly type: 'recording'
  readonly version: 1
  readonly description: string
  readonly from: Micros
  readonly to: Micros
  readonly markets: readonly {
    readonly id: MarketId
    readonly venue: 'kalshi' | 'polymarket'
    readonly ticker?: string
    readonly tokenIdYes?: string
    readonly title: string
    readonly tick: string
    readonly closesAt: null
  }[]
  readonly pairs: readonly GameDayPair[]
  readonly fees: Readonly<Record<'kalshi' | 'polymarket', { readonly takerRate: string }>>
}

/** A generated day. */
export type GameDay = {
  readonly header: GameDayHeader
  /** The games as they went: the truth behind the books. */
  readonly games: readonly Game[]
  /** What was planned for each market, in the header's order. */
  readonly markets: readonly MarketPlan[]
  /**
   * Gives the recording line by line, the header first, without line ends. Lazy, and the same every
   * time it is called.
   */
  readonly lines: () => Iterable<string>
}

/** What a game day is generated from. */
export type GameDaySettings = {
  readonly seed: number | string
  /** How many games. @default 8 */
  readonly games?: number
  /** How long the recorder listens, at least 10. @default 180 */
  readonly minutes?: number
  /** When it begins. @default 2026-12-05 18:00 UTC */
  readonly startAt?: Micros
}

const START_DEFAULT = seconds(1_796_493_600)

const TOWNS = [
  ['ALD', 'Alderport'],
  ['BRI', 'Brightwater'],
  ['COR', 'Cormont'],
  ['DUN', 'Dunmere'],
  ['EAS', 'Eastvale'],
  ['FER', 'Fernhill'],
  ['GRA', 'Graystone'],
  ['HAR', 'Harrowgate'],
  ['IVY', 'Ivybridge'],
  ['JUN', 'Juniper Bay'],
  ['KIN', 'Kingsford'],
  ['LAR', 'Larkspur'],
  ['MAR', 'Marlow Falls'],
  ['NOR', 'Northfield'],
  ['OAK', 'Oakhaven'],
  ['PIN', 'Pinecrest'],
  ['QUA', 'Quarry Hill'],
  ['RED', 'Redcliff'],
  ['SIL', 'Silverton'],
  ['THO', 'Thornbury'],
  ['UND', 'Underwood'],
  ['VIN', 'Vinecrest'],
  ['WES', 'Westbrook'],
  ['YAR', 'Yarrow'],
] as const

type Team = { readonly code: string; readonly name: string }

/** The team of a number: past the last town they have a second and a third team. */
function teamOf(index: number): Team {
  const [code, name] = TOWNS[index % TOWNS.length] as (typeof TOWNS)[number]
  const round = Math.floor(index / TOWNS.length)
  return round === 0 ? { code, name } : { code: `${code}${round + 1}`, name: `${name} ${round + 1}` }
}

function drawTokenId(rng: Rng): string {
  let digits = String(nextInteger(rng, 1, 9))
  while (digits.length < 77) digits += String(nextInteger(rng, 0, 9))
  return digits
}

type Planned = { readonly game: Game; readonly markets: readonly MarketPlan[]; readonly pairs: readonly GameDayPair[] }

function drawGame(index: number, startAt: Micros, minutes: number, rng: Rng): Game {
  const sport: Sport = index % 2 === 0 ? 'basketball' : 'soccer'
  const wholeSeconds = Math.floor(Math.min(GAME_SECONDS[sport].whole, minutes * 60 * 0.66))
  const spare = minutes * 60 * 0.9 - wholeSeconds
  const startSecond = nextInteger(rng, Math.floor(minutes * 60 * 0.02), Math.floor(spare))
  return playGame(
    {
      sport,
      home: teamOf(2 * index).name,
      away: teamOf(2 * index + 1).name,
      startsAt: toMicros(startAt + startSecond * ONE_SECOND),
      wholeSeconds,
    },
    rng,
  )
}

/** One venue or the other is first to see the scores of a game; both close and settle within 6% of the day. */
function drawManners(minutes: number, rng: Rng): Readonly<Record<'kalshi' | 'polymarket', VenueManner>> {
  const part = minutes * 600_000
  const draw = (isFast: boolean): VenueManner => ({
    lagMicros: isFast ? nextInteger(rng, 250_000, 700_000) : nextInteger(rng, 1_500_000, 3_500_000),
    afterEndMicros: nextInteger(rng, Math.floor(part / 10), part),
    settleMicros: nextInteger(rng, Math.floor(part / 2), 4 * part),
  })
  const isKalshiFast = nextChance(rng, 0.5)
  return { kalshi: draw(isKalshiFast), polymarket: draw(!isKalshiFast) }
}

function planGame(index: number, startAt: Micros, minutes: number, rng: Rng): Planned {
  const game = drawGame(index, startAt, minutes, rng)
  const manners = drawManners(minutes, rng)
  const teams = { home: teamOf(2 * index), away: teamOf(2 * index + 1) }
  const match = `${teams.home.code}${teams.away.code}`
  const title = (team: 'home' | 'away') => `Will ${game[team]} win, ${game.home} v ${game.away}?`
  const kalshi = (team: 'home' | 'away') =>
    planMarket(
      {
        venue: 'kalshi',
        native: `KX${game.sport.toUpperCase()}GAME-${match}-${teams[team].code}`,
        title: title(team),
        game,
        team,
        manner: manners.kalshi,
      },
      rng,
    )
  // A draw makes both teams' markets NO, so only games without draws pair with the other team's.
  const canDraw = game.sport === 'soccer'
  const token = canDraw || nextChance(rng, 0.5) ? 'home' : 'away'
  const onPolymarket = planMarket(
    {
      venue: 'polymarket',
      native: drawTokenId(rng),
      title: title(token),
      game,
      team: token,
      manner: manners.polymarket,
    },
    rng,
  )
  const onKalshi = canDraw ? [kalshi('home')] : [kalshi('home'), kalshi('away')]
  const pairs = onKalshi.map(
    (market): GameDayPair => ({
      name: `${match}-${teams[market.team].code}`,
      a: market.id,
      b: onPolymarket.id,
      polarity: market.team === token ? 'same' : 'inverse',
    }),
  )
  return { game, markets: [...onKalshi, onPolymarket], pairs }
}

function headerOf(settings: Required<GameDaySettings>, planned: readonly Planned[]): GameDayHeader {
  const { seed, games, minutes, startAt } = settings
  return {
    type: 'recording',
    version: 1,
    description: `A generated game day: ${games} games in ${minutes} minutes on two venues, seed ${seed}. No real market.`,
    from: startAt,
    to: toMicros(startAt + minutes * 60 * ONE_SECOND),
    markets: planned.flatMap(({ markets }) =>
      markets.map(({ id, venue, title, tick }) => ({
        id,
        venue,
        ...(venue === 'kalshi'
          ? { ticker: id.slice('kalshi:'.length) }
          : { tokenIdYes: id.slice('polymarket:'.length) }),
        title,
        tick,
        closesAt: null,
      })),
    ),
    pairs: planned.flatMap(({ pairs }) => pairs),
    fees: { kalshi: { takerRate: '0.07' }, polymarket: { takerRate: '0.03' } },
  }
}

/** Plays all markets in the order of their next deeds. */
function* playMarkets(header: GameDayHeader, markets: readonly MarketPlan[], seed: number | string): Iterable<string> {
  yield JSON.stringify(header)
  const tables = new Map<string, GridTable>()
  const moods: Readonly<Record<'kalshi' | 'polymarket', Mood>> = { kalshi: createMood(), polymarket: createMood() }
  const moodRng = createRng(`${seed}/mood`)
  type Turn = { readonly order: number; readonly quoter: Quoter }
  const turns = createHeap<Turn>(
    (a, b) => a.quoter.nextAt < b.quoter.nextAt || (a.quoter.nextAt === b.quoter.nextAt && a.order < b.order),
  )
  for (const [order, plan] of markets.entries()) {
    const rng = createRng(`${seed}/${plan.id}`)
    const key = JSON.stringify(plan.grid)
    const table = tables.get(key) ?? createGridTable(plan.grid)
    tables.set(key, table)
    const firstAt = header.from + Math.floor(nextFloat(rng) * 2_000_000)
    turns.push({ order, quoter: createQuoter(plan, table, moods[plan.venue], rng, firstAt) })
  }
  const lines: string[] = []
  for (let turn = turns.pop(); turn !== undefined && turn.quoter.nextAt <= header.to; turn = turns.pop()) {
    advanceMood(turn.quoter.mood, turn.quoter.nextAt as Micros, moodRng)
    wake(turn.quoter, lines)
    turns.push(turn)
    for (const line of lines) yield line
    lines.length = 0
  }
}

/**
 * Generates a day of games on two venues. Same settings, same lines, byte for byte.
 *
 * @throws InvariantError when the settings are no whole numbers, or too small.
 * @example
 * const day = generateGameDay({ seed: 7 })
 * for (const line of day.lines()) file.write(`${line}\n`)
 */
export function generateGameDay(settings: GameDaySettings): GameDay {
  const { seed, games = 8, minutes = 180, startAt = START_DEFAULT } = settings
  invariant(Number.isSafeInteger(games) && games >= 1, `a game day has at least one game, found ${games}`)
  invariant(Number.isSafeInteger(minutes) && minutes >= 10, `a game day has at least 10 minutes, found ${minutes}`)
  const planned = Array.from({ length: games }, (_, index) =>
    planGame(index, startAt, minutes, createRng(`${seed}/game ${index}`)),
  )
  const header = headerOf({ seed, games, minutes, startAt }, planned)
  const markets = planned.flatMap((one) => one.markets)
  return Object.freeze({
    header,
    games: planned.map(({ game }) => game),
    markets,
    lines: () => playMarkets(header, markets, seed),
  })
}
