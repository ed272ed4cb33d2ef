/** Games as ESPN's site API prints them: the members that readers of scores use. */
import type { Micros } from '@arbees/core'
import type { FakeGame, FakePlay, FakeTeam, GameView } from './game.ts'
import { viewGame } from './game.ts'

/** ISO 8601 to the minute, as ESPN prints when a game begins. */
function minuteText(at: Micros): string {
  return `${isoText(at).slice(0, 16)}Z`
}

function isoText(at: Micros): string {
  return new Date(Math.floor(at / 1000)).toISOString()
}

function clockSeconds(text: string): number {
  const [minutes = '0', seconds] = text.split(':')
  return seconds === undefined ? Number(minutes) : Number(minutes) * 60 + Number(seconds)
}

function ordinal(period: number): string {
  return `${period}${['th', 'st', 'nd', 'rd'][period % 10 < 4 && Math.floor(period / 10) !== 1 ? period % 10 : 0]}`
}

function periodText(game: FakeGame, period: number): string {
  if (period > game.periods) return period === game.periods + 1 ? 'OT' : `${period - game.periods}OT`
  return game.periods === 2 ? `${ordinal(period)} Half` : `${ordinal(period)} Quarter`
}

type StatusType = { readonly id: string; readonly name: string; readonly description: string; readonly detail: string }

function statusType(game: FakeGame, { state, last }: GameView): StatusType {
  if (state === 'pre' || last === undefined) {
    return { id: '1', name: 'STATUS_SCHEDULED', description: 'Scheduled', detail: minuteText(game.scheduled) }
  }
  const extra = last.period > game.periods ? `/${periodText(game, last.period)}` : ''
  if (state === 'post') return { id: '3', name: 'STATUS_FINAL', description: 'Final', detail: `Final${extra}` }
  if (last.kind === 'End Period') {
    const isHalf = last.period * 2 === game.periods
    const detail = isHalf ? 'Halftime' : `End of ${periodText(game, last.period)}`
    return isHalf
      ? { id: '23', name: 'STATUS_HALFTIME', description: 'Halftime', detail }
      : { id: '22', name: 'STATUS_END_PERIOD', description: 'End of Period', detail }
  }
  const detail = `${last.clock} - ${periodText(game, last.period)}`
  return { id: '2', name: 'STATUS_IN_PROGRESS', description: 'In Progress', detail }
}

function statusShape(game: FakeGame, view: GameView) {
  const { id, name, description, detail } = statusType(game, view)
  const { state, last } = view
  return {
    clock: last === undefined ? 0 : clockSeconds(last.clock),
    displayClock: last?.clock ?? '0:00',
    period: last?.period ?? 0,
    type: { id, name, state, completed: state === 'post', description, detail, shortDetail: detail },
  }
}

/** Points of each period so far. */
function lineScores(view: GameView, side: 'home' | 'away') {
  const totals = new Map<number, number>()
  for (const play of view.plays) totals.set(play.period, play[side])
  let before = 0
  return [...totals.values()].map((total) => {
    const value = total - before
    before = total
    return { value, displayValue: String(value) }
  })
}

function competitorShape(game: FakeGame, view: GameView, side: 'home' | 'away') {
  const { id, abbreviation, name }: FakeTeam = game[side]
  const { last, state } = view
  const [own, others] = [last?.[side] ?? 0, last?.[side === 'home' ? 'away' : 'home'] ?? 0]
  return {
    id,
    type: 'team',
    order: side === 'home' ? 0 : 1,
    homeAway: side,
    ...(state === 'post' ? { winner: own > others } : {}),
    team: { id, abbreviation, displayName: name, shortDisplayName: name, name, location: name, isActive: true },
    score: String(own),
    linescores: lineScores(view, side),
    records: [],
    statistics: [],
  }
}

function competitionShape(game: FakeGame, view: GameView) {
  return {
    id: game.id,
    date: minuteText(game.scheduled),
    startDate: minuteText(game.scheduled),
    timeValid: true,
    neutralSite: false,
    playByPlayAvailable: true,
    competitors: [competitorShape(game, view, 'home'), competitorShape(game, view, 'away')],
    status: statusShape(game, view),
    format: { regulation: { periods: game.periods } },
    ...(view.last === undefined || view.state !== 'in' ? {} : { situation: situationShape(view.last) }),
  }
}

function situationShape(last: FakePlay) {
  const chance = last.homeWinProbability
  const probability =
    chance === undefined
      ? {}
      : {
          probability: {
            homeWinPercentage: chance,
            awayWinPercentage: Math.round((1 - chance) * 1000) / 1000,
            tiePercentage: 0,
          },
        }
  return { lastPlay: { id: last.id, text: last.text, ...probability } }
}

/** Returns a game as an event of a scoreboard. */
export function eventShape(game: FakeGame, now: Micros) {
  const view = viewGame(game, now)
  const { home, away } = game
  return {
    id: game.id,
    date: minuteText(game.scheduled),
    name: `${away.name} at ${home.name}`,
    shortName: `${away.abbreviation} @ ${home.abbreviation}`,
    competitions: [competitionShape(game, view)],
    status: statusShape(game, view),
  }
}

/** Returns a play as a summary prints it. */
export function playShape(game: FakeGame, play: FakePlay, index: number) {
  return {
    id: play.id,
    sequenceNumber: String(index + 1),
    type: { id: String(play.kind.length), text: play.kind },
    text: play.text,
    awayScore: play.away,
    homeScore: play.home,
    period: { number: play.period, displayValue: periodText(game, play.period) },
    clock: { displayValue: play.clock },
    scoringPlay: play.isScoring,
    wallclock: `${isoText(play.at).slice(0, 19)}Z`,
  }
}

/** Returns a game as GET summary prints it. */
export function summaryShape(game: FakeGame, now: Micros) {
  const view = viewGame(game, now)
  const chances = view.plays.flatMap(({ id, homeWinProbability }) =>
    homeWinProbability === undefined ? [] : [{ homeWinPercentage: homeWinProbability, tiePercentage: 0, playId: id }],
  )
  return {
    format: { regulation: { periods: game.periods } },
    header: {
      id: game.id,
      timeValid: true,
      competitions: [competitionShape(game, view)],
      league: { abbreviation: game.league.toUpperCase(), slug: game.league },
    },
    plays: view.plays.map((play, index) => playShape(game, play, index)),
    winprobability: chances,
    wallclockAvailable: true,
  }
}

/** Returns the day of an instant as ESPN's `dates` names it: `20261124`, of UTC. */
export function dayText(at: Micros): string {
  return isoText(at).slice(0, 10).replaceAll('-', '')
}
