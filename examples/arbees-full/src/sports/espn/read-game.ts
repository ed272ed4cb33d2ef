/* One event of ESPN into one game: what cannot be read is a sentence, never a default. */
import type { Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { BaseballSituation, FootballSituation, GameState, GameTeam, PregameLine } from '../game-state.ts'
import type { SportsLeague } from '../league-table.ts'
import { readClock } from './clock.ts'
import { readPhase } from './phase.ts'
import type { EspnCompetition, EspnOdds } from './schema.ts'

/** What ESPN printed that cannot be read. */
export type EspnDefect = { readonly type: 'defect'; readonly where: string; readonly found: string }

function defect(where: string, found: unknown): EspnDefect {
  return { type: 'defect', where, found: JSON.stringify(found) ?? 'nothing' }
}

/** Returns an instant of ESPN (`2022-09-11T17:00Z`, with or without seconds), or undefined. */
export function readEspnInstant(text: string | null | undefined): Micros | undefined {
  if (text === null || text === undefined) return undefined
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text)) return undefined
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? undefined : toMicros(Math.round(millis) * 1000)
}

function readScore(score: EspnCompetition['competitors'][number]['score']): number | undefined {
  if (score === null || score === undefined || !/^\d{1,4}$/.test(String(score))) return undefined
  return Number(score)
}

type Side = EspnCompetition['competitors'][number]

function teamOf({ team }: Side): GameTeam {
  return { id: team.id, abbreviation: team.abbreviation, name: team.displayName }
}

/** Returns the best line of a list: the first that has a moneyline, otherwise the first with a spread. */
export function readLine(odds: readonly (EspnOdds | null)[] | null | undefined): PregameLine | null {
  const lines = (odds ?? []).flatMap((one) => (one === null ? [] : [one]))
  const hasMoney = (one: EspnOdds): boolean =>
    typeof one.homeTeamOdds?.moneyLine === 'number' && typeof one.awayTeamOdds?.moneyLine === 'number'
  const best = lines.find(hasMoney) ?? lines.find(({ spread }) => typeof spread === 'number')
  if (best === undefined) return null
  return {
    homeMoneyLine: best.homeTeamOdds?.moneyLine ?? null,
    awayMoneyLine: best.awayTeamOdds?.moneyLine ?? null,
    drawMoneyLine: best.drawOdds?.moneyLine ?? null,
    homeSpread: best.spread ?? null,
  }
}

type Situation = NonNullable<EspnCompetition['situation']>

/** ESPN's `yardLine` counts from the home team's goal, which the away team plays at. */
function footballOf(one: Situation, possession: GameState['possession']): FootballSituation {
  const line = one.yardLine
  const isField = typeof line === 'number' && line >= 0 && line <= 100 && possession !== null
  return {
    type: 'football',
    down: typeof one.down === 'number' && one.down >= 1 && one.down <= 4 ? one.down : null,
    distance: typeof one.distance === 'number' && one.distance >= 0 ? one.distance : null,
    yardsToGoal: isField ? (possession === 'home' ? 100 - line : line) : null,
    homeTimeouts: one.homeTimeouts ?? null,
    awayTimeouts: one.awayTimeouts ?? null,
  }
}

/** The half inning stands in the words: `Top 9th`, `End 5th`; after an interruption not always, then it is null. */
function baseballOf(
  one: Situation | undefined,
  phase: GameState['phase'],
  detail: string,
): BaseballSituation | null | EspnDefect {
  if (phase !== 'playing' && phase !== 'break' && phase !== 'delayed') return null
  const half = /\b(top|mid|middle|bot|bottom|end)\b/i.exec(detail)?.[1]?.toLowerCase()
  if (half === undefined) return phase === 'delayed' ? null : defect('status.type.detail', detail)
  const outs = one?.outs ?? 0
  if (outs < 0 || outs > 3) return defect('situation.outs', outs)
  return {
    type: 'baseball',
    half: half === 'top' ? 'top' : half.startsWith('mid') ? 'middle' : half.startsWith('bot') ? 'bottom' : 'end',
    outs,
    bases: [one?.onFirst === true, one?.onSecond === true, one?.onThird === true],
  }
}

type Clock = Pick<GameState, 'clockMillis' | 'minute'>

const HALF_TIME = 'STATUS_HALFTIME'

/** The clock as the phase allows it: a break has none, whatever the text says; its minute is known of half-time alone. */
function clockOf(league: SportsLeague, phase: GameState['phase'], status: string, text: string): Clock | EspnDefect {
  const none: Clock = { clockMillis: null, minute: null }
  if (league.sport === 'baseball' || phase === 'scheduled' || phase === 'unknown') return none
  if (league.sport === 'soccer') {
    if (phase === 'break') return status === HALF_TIME ? { clockMillis: null, minute: { played: 45, added: 0 } } : none
    const clock = readClock(text)
    if (clock?.type === 'up') return { clockMillis: null, minute: { played: clock.minute, added: clock.added } }
    return phase === 'playing' ? defect('status.displayClock', text) : none
  }
  if (phase === 'break') return { clockMillis: 0, minute: null }
  const clock = readClock(text)
  const longest = Math.max(league.periodSeconds, league.overtimeSeconds) * 1000
  if (clock?.type === 'down' && clock.leftMillis <= longest) return { clockMillis: clock.leftMillis, minute: null }
  return phase === 'playing' ? defect('status.displayClock', text) : none
}

/** A half-time's period is the one before it, however ESPN counts. */
function periodOf(league: SportsLeague, status: string, period: number): number {
  return status === HALF_TIME ? league.periods / 2 : period
}

function isDefect(value: object | null): value is EspnDefect {
  return value !== null && 'type' in value && value.type === 'defect'
}

function possessionOf(one: Situation | undefined, home: Side, away: Side): GameState['possession'] {
  const id = one?.possession
  return id === home.team.id ? 'home' : id === away.team.id ? 'away' : null
}

/** Returns a game, or what of it cannot be read. */
export function readGame(
  league: SportsLeague,
  id: string,
  date: string | null | undefined,
  competition: EspnCompetition,
  status: NonNullable<EspnCompetition['status']>,
): GameState | EspnDefect {
  const scheduledAt = readEspnInstant(date)
  if (scheduledAt === undefined) return defect('date', date)
  const home = competition.competitors.find(({ homeAway }) => homeAway === 'home')
  const away = competition.competitors.find(({ homeAway }) => homeAway === 'away')
  if (home === undefined || away === undefined) return defect('competitors', 'not one home and one away')
  const { name, state, detail } = status.type
  const phase = readPhase(name, state)
  const period = periodOf(league, name, status.period ?? 0)
  const clock = clockOf(league, phase, name, status.displayClock ?? '')
  if (isDefect(clock)) return clock
  const [homeScore, awayScore] = [readScore(home.score), readScore(away.score)]
  const isOn = phase !== 'scheduled' && phase !== 'postponed' && phase !== 'canceled'
  if (isOn && (homeScore === undefined || awayScore === undefined)) return defect('score', [home.score, away.score])
  const one = competition.situation ?? undefined
  const possession = possessionOf(one, home, away)
  const bases = league.sport === 'baseball' ? baseballOf(one, phase, detail ?? '') : null
  if (isDefect(bases)) return bases
  const football = league.sport === 'football' && one !== undefined ? footballOf(one, possession) : null
  return {
    id,
    league: league.id,
    scheduledAt,
    phase,
    status: name,
    period,
    ...clock,
    home: teamOf(home),
    away: teamOf(away),
    isNeutralSite: competition.neutralSite ?? false,
    score: isOn ? { home: homeScore as number, away: awayScore as number } : null,
    possession,
    situation: bases ?? football,
    line: readLine(competition.odds),
    espnAt: readEspnInstant(one?.lastPlay?.wallclock) ?? null,
    espnHomeChance: one?.lastPlay?.probability?.homeWinPercentage ?? null,
  }
}
