/*
 * The games of a made-up day, and the markets that both venues open on them, named as each of them
 * names its own.
 */
import { createHash } from 'node:crypto'
import type { Micros, Price, Rng } from '@arbees/core'
import { createRng, invariant, nextFloat, nextInteger, ONE_SECOND, toMicros } from '@arbees/core'
import type { FeeTerms, Hex, Tick } from '@arbees/polymarket-client'
import type { FakeGame, FakeTeam } from '../espn/game.ts'
import { generateGame } from '../espn/game.ts'
import type { KalshiMarketSettings } from '../kalshi/fake-kalshi.ts'
import type { FakeMarketSettings } from '../polymarket/fake-market.ts'
import type { LeagueTeam } from './nba-teams.ts'
import { NBA_TEAMS } from './nba-teams.ts'

/** How one venue follows a game. */
export type VenueManner = {
  /** How late its traders know of a play. */
  readonly lagMicros: Micros
  /** When it settles, after the end of the game. */
  readonly settleMicros: Micros
}

/** One game with its markets. */
export type PlannedGame = {
  readonly game: FakeGame
  readonly endsAt: Micros
  readonly winner: 'home' | 'away'
  /** What traders think of the home team before the game, in ticks. */
  readonly fair: Price
  readonly onKalshi: {
    readonly home: KalshiMarketSettings
    readonly away: KalshiMarketSettings
    readonly manner: VenueManner
  }
  /** The away team is the first outcome, as in the market's name. */
  readonly onPolymarket: { readonly market: FakeMarketSettings; readonly manner: VenueManner }
}

/** What a day is made from. */
export type DayPlanSettings = {
  readonly seed: number | string
  readonly startAt: Micros
  /** From 1 to 15: every team plays once. @default 8 */
  readonly games?: number
  /** How many seconds of a game pass in one of the clock. @default 1 */
  readonly speed?: number
}

/** The sports fee of 2026-07-10: takers pay 0.05 × p × (1 − p). */
const SPORTS_FEE: FeeTerms = { rateMillionths: 50_000, exponent: 1, isTakerOnly: true }
const TICKS: readonly Tick[] = [100, 10]
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
/** Games are named by the day it is in New York, five hours behind UTC in winter. */
const EASTERN = 5 * 3600 * ONE_SECOND
/** Games begin within this part of an hour after each other, at full length. */
const SPREAD_SECONDS = 3_600

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A day as it is written: in slugs, in tickers, in Kalshi's rules and in Polymarket's. */
type DayText = { readonly iso: string; readonly ticker: string; readonly short: string; readonly long: string }

function easternDay(at: Micros): DayText {
  const iso = new Date(Math.floor((at - EASTERN) / 1_000)).toISOString().slice(0, 10)
  const [year = '', month = '', day = ''] = iso.split('-')
  const name = MONTHS[Number(month) - 1] ?? ''
  const short = name.slice(0, 3)
  return {
    iso,
    ticker: `${year.slice(2)}${short.toUpperCase()}${day}`,
    short: `${short} ${Number(day)}, ${year}`,
    long: `${name} ${Number(day)}`,
  }
}

/** The rules of a game's market on Polymarket, in the sentences that such markets have. */
function polymarketRules(away: string, home: string, day: DayText): string {
  return [
    `In the upcoming NBA game, scheduled for ${day.long} at 7:00PM ET:`,
    `If the ${away} win, the market will resolve to "${away}".`,
    `If the ${home} win, the market will resolve to "${home}".`,
    'If the game is postponed, this market will remain open until the game has been completed.',
    'If the game is canceled entirely, with no make-up game, this market will resolve 50-50.',
    'The result will be determined based on the final score including any overtime periods.',
  ].join('\n')
}

function shuffled<T>(items: readonly T[], rng: Rng): readonly T[] {
  const rest = [...items]
  return items.map(() => rest.splice(nextInteger(rng, 0, rest.length - 1), 1)[0] as T)
}

function toFakeTeam({ espnId, espnCode, place, name }: LeagueTeam): FakeTeam {
  return { id: espnId, abbreviation: espnCode, name: `${place} ${name}` }
}

function drawManners(rng: Rng, speed: number): readonly [VenueManner, VenueManner] {
  const scaled = (seconds: number) => toMicros(Math.max(50_000, Math.round((seconds * ONE_SECOND) / speed)))
  const fast = () => ({ lagMicros: scaled(0.3 + 0.7 * nextFloat(rng)), settleMicros: scaled(60 + 60 * nextFloat(rng)) })
  const slow = () => ({ lagMicros: scaled(2 + 4 * nextFloat(rng)), settleMicros: scaled(90 + 120 * nextFloat(rng)) })
  return nextFloat(rng) < 0.5 ? [fast(), slow()] : [slow(), fast()]
}

function planGame(index: number, teams: readonly [LeagueTeam, LeagueTeam], settings: Required<DayPlanSettings>) {
  const { seed, startAt, speed } = settings
  const rng = createRng(`${seed}:game:${index}`)
  const [away, home] = teams
  const after = 30 + nextInteger(rng, 0, SPREAD_SECONDS)
  const scheduled = toMicros(startAt + Math.round((after / speed) * ONE_SECOND))
  const homeStrength = 0.35 + 0.3 * nextFloat(rng)
  const id = String(401_810_000 + index)
  const parties = { home: toFakeTeam(home), away: toFakeTeam(away) }
  const game = generateGame({ rng, id, scheduled, ...parties, speed, homeStrength })
  const last = game.plays.at(-1)
  invariant(last !== undefined, 'a game has plays')
  const day = easternDay(scheduled)
  const event = `KXNBAGAME-${day.ticker}${away.kalshiCode}${home.kalshiCode}`
  const slug = `nba-${away.polymarketCode}-${home.polymarketCode}-${day.iso}`
  const title = `${away.kalshiPlace} at ${home.kalshiPlace}`
  // Long after the whistle: both venues close when they settle.
  const closesAt = toMicros(last.at + 14 * 86_400 * ONE_SECOND)
  const kalshi = (team: LeagueTeam): KalshiMarketSettings => ({
    ticker: `${event}-${team.kalshiCode}`,
    title: `${title} Winner?`,
    yesSubTitle: team.kalshiPlace,
    rulesPrimary: `If ${team.kalshiPlace} wins the ${title} professional basketball game originally scheduled for ${day.short}, then the market resolves to Yes.`,
    fair: null,
    closesAt,
  })
  const [onKalshi, onPolymarket] = drawManners(rng, speed)
  const first = game.plays[0]?.homeWinProbability ?? 0.5
  const planned: PlannedGame = {
    game,
    endsAt: last.at,
    winner: last.home > last.away ? 'home' : 'away',
    fair: Math.round(first * 10_000) as Price,
    onKalshi: { home: kalshi(home), away: kalshi(away), manner: onKalshi },
    onPolymarket: {
      manner: onPolymarket,
      market: {
        conditionId: `0x${digest(`${seed}:condition:${slug}`)}` as Hex,
        tokenIds: [0, 1].map((token) => BigInt(`0x${digest(`${seed}:${slug}:${token}`)}`).toString()) as [
          string,
          string,
        ],
        question: `${away.name} vs. ${home.name}`,
        slug,
        tick: TICKS[index % TICKS.length] as Tick,
        outcomes: [away.name, home.name],
        fees: SPORTS_FEE,
        tags: ['Sports', 'NBA'],
        sportsMarketType: 'moneyline',
        gameStartTime: new Date(Math.floor(scheduled / 1_000)).toISOString(),
        description: polymarketRules(away.name, home.name, day),
      },
    },
  }
  return planned
}

/**
 * Plans a day of games: the same settings give the same day.
 *
 * @throws InvariantError when there are not 1 to 15 games.
 * @example
 * const games = planDay({ seed: 7, startAt: clock.now(), games: 8 })
 */
export function planDay(settings: DayPlanSettings): readonly PlannedGame[] {
  const { seed, games = 8, speed = 1 } = settings
  const most = NBA_TEAMS.length / 2
  invariant(Number.isInteger(games) && games >= 1 && games <= most, `a day has 1 to ${most} games, found ${games}`)
  const teams = shuffled(NBA_TEAMS, createRng(`${seed}:teams`))
  return Array.from({ length: games }, (_, index) =>
    planGame(index, [teams[2 * index] as LeagueTeam, teams[2 * index + 1] as LeagueTeam], {
      seed,
      games,
      speed,
      startAt: settings.startAt,
    }),
  )
}
