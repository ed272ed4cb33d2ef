import type { GameWinner, KalshiText } from './game-winner.ts'
import { DRAW } from './game-winner.ts'
import { normalizeName, teamsNamed } from './names.ts'
import type { Participants } from './participants.ts'
import { participantsOf } from './participants.ts'
import type { Refused } from './refusal.ts'
import { isRefused, refuse } from './refusal.ts'
import type { TickerParts } from './ticker.ts'
import { allCuts, cutCodes, readTicker } from './ticker.ts'
import { asksOtherLine, readNames, readSubTitleDay } from './title.ts'

const TIE = 'TIE'

/** Reads the codes both ways and wants exactly one pair of teams. */
function readTeams(parts: TickerParts, titles: readonly (readonly [string, string])[]): Participants | Refused {
  const cuts = parts.side === TIE ? allCuts(parts.codes) : cutCodes(parts.codes, parts.side)
  const read = cuts.map((cut) => participantsOf(parts.league, 'kalshi', cut, titles, parts.codes))
  const found = read.flatMap((one) => (isRefused(one) ? [] : [one]))
  const [first, ...others] = found
  if (first === undefined) {
    return read.find(isRefused) ?? refuse('unreadable-name', `${parts.codes} has no side ${parts.side}`)
  }
  const isOne = others.every(({ teams }) => teams[0] === first.teams[0] && teams[1] === first.teams[1])
  return isOne ? first : refuse('ambiguous-team', `${parts.codes} can be cut in several ways`)
}

/** Whose win is YES: the team whose code stands after the last dash. */
function readSide(parts: TickerParts, { teams }: Participants): string | Refused {
  if (parts.side === TIE) {
    return parts.league.draw === 'third' ? DRAW : refuse('other-line', `${parts.league.id} has no draw to win`)
  }
  const first = cutCodes(parts.codes, parts.side).some(([one]) => one === parts.side)
  const last = cutCodes(parts.codes, parts.side).some(([, two]) => two === parts.side)
  if (first === last) return refuse('unknown-polarity', `${parts.side} is both ends of ${parts.codes}`)
  return teams[first ? 0 : 1].name
}

function sideDefect(text: KalshiText, parts: TickerParts, yes: string): Refused | undefined {
  const name = text.yesSubTitle
  if (name === undefined || name === null || name === '') return undefined
  if (yes === DRAW) {
    return /^(?:tie|draw)$/.test(normalizeName(name)) ? undefined : refuse('contradiction', `draw against ${name}`)
  }
  const named = teamsNamed(parts.league, name)
  if (named.length === 0) return refuse('unknown-team', `${parts.league.id} has no team named ${name}`)
  return named.some((team) => team.name === yes) ? undefined : refuse('contradiction', `YES is ${yes}, named ${name}`)
}

function titlesOf(text: KalshiText): readonly (readonly [string, string])[] | Refused {
  const { title } = text
  if (title === undefined || title === null || title === '') return []
  if (asksOtherLine(title)) return refuse('other-line', `expected who wins one game, found ${JSON.stringify(title)}`)
  const names = readNames(title)
  return names === null ? refuse('unreadable-name', `expected two teams, found ${JSON.stringify(title)}`) : [names]
}

/** Returns what a market of Kalshi settles on, or why that is not known. */
export function describeKalshi(text: KalshiText): GameWinner | Refused {
  const parts = readTicker(text.ticker)
  if (isRefused(parts)) return parts
  const titles = titlesOf(text)
  if (isRefused(titles)) return titles
  const day = readSubTitleDay(text.subTitle ?? '')
  if (day !== null && day !== parts.date.slice(5)) {
    return refuse('contradiction', `the ticker says ${parts.date}, the sub-title ${text.subTitle}`)
  }
  const participants = readTeams(parts, titles)
  if (isRefused(participants)) return participants
  const yes = readSide(parts, participants)
  if (typeof yes !== 'string') return yes
  const defect = sideDefect(text, parts, yes)
  if (defect !== undefined) return defect
  const { league, date, startsAt, gameNumber } = parts
  const [one, two] = participants.teams
  return {
    type: 'game-winner',
    venue: text.venue,
    native: text.ticker,
    league: league.id,
    teams: one.name < two.name ? [one.name, two.name] : [two.name, one.name],
    date,
    startsAt,
    gameNumber,
    yes,
    no: null,
    rules: text.rules === undefined || text.rules === '' ? null : text.rules,
  }
}
