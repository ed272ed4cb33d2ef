import type { Micros } from '@arbees/core'
import { easternDate, readInstant, utcDate } from './game-date.ts'
import type { GameWinner, PolymarketText } from './game-winner.ts'
import { DRAW } from './game-winner.ts'
import { normalizeName, teamsNamed } from './names.ts'
import type { Participants } from './participants.ts'
import { participantsOf } from './participants.ts'
import type { Refused } from './refusal.ts'
import { isRefused, refuse } from './refusal.ts'
import type { SlugParts } from './slug.ts'
import { readSlug } from './slug.ts'
import { asksDraw, asksOtherLine, readNames, readWillWin } from './title.ts'

type Names = readonly (readonly [string, string])[]
type Sides = { readonly yes: string; readonly no: string | null }

function isYesNo(outcomes: readonly string[]): boolean {
  return (
    outcomes.length === 2 && normalizeName(outcomes[0] ?? '') === 'yes' && normalizeName(outcomes[1] ?? '') === 'no'
  )
}

/** The pairs of names that the texts give, in the order of the slug. */
function namesOf(text: PolymarketText, parts: SlugParts): Names | Refused {
  const question = text.question ?? ''
  if (question === '' || (parts.side !== null && (readWillWin(question) !== null || asksDraw(question)))) return []
  if (asksOtherLine(question))
    return refuse('other-line', `expected who wins one game, found ${JSON.stringify(question)}`)
  const names = readNames(question)
  return names === null ? refuse('unreadable-name', `expected two teams, found ${JSON.stringify(question)}`) : [names]
}

/** When the game begins; the slug's day must be that instant's, here or in UTC. */
function startOf(text: PolymarketText, parts: SlugParts): { readonly startsAt: Micros | null } | Refused {
  if (text.gameStartTime === undefined || text.gameStartTime === null) {
    // Polymarket US names the eastern day. Elsewhere an evening game may carry the next day's name.
    if (text.venue === 'polymarket_us') return { startsAt: null }
    return refuse('unknown-day', `expected gameStartTime of ${text.slug}: the day in its name may be that of UTC`)
  }
  const startsAt = readInstant(text.gameStartTime)
  if (startsAt === undefined) return refuse('unreadable-name', `expected an instant, found ${text.gameStartTime}`)
  if (easternDate(startsAt) === parts.date || utcDate(startsAt) === parts.date) return { startsAt }
  return refuse('contradiction', `the slug says ${parts.date}, the game begins at ${text.gameStartTime}`)
}

function teamNamed(parts: SlugParts, participants: Participants, name: string): string | Refused {
  const named = teamsNamed(parts.league, name).filter((team) => participants.teams.includes(team))
  const [team, other] = named
  if (team === undefined) return refuse('contradiction', `${name} plays in no game of this slug`)
  return other === undefined ? team.name : refuse('ambiguous-team', `${name} can be both teams`)
}

/** A two-way market: its outcomes are named for the teams, YES being the first. */
function sidesOfTwo(text: PolymarketText, parts: SlugParts, participants: Participants): Sides | Refused {
  const { outcomes } = text
  if (outcomes === undefined || outcomes === null) {
    // Polymarket US has one YES price for a slug: the win of the team that the slug names first.
    if (text.venue === 'polymarket_us') return { yes: participants.teams[0].name, no: participants.teams[1].name }
    return refuse('unknown-polarity', `expected the outcomes of ${text.slug}: they say which team is first`)
  }
  const [one, two, ...more] = outcomes
  if (one === undefined || two === undefined || more.length > 0) {
    return refuse('unknown-polarity', `expected two outcomes, found ${outcomes.length}`)
  }
  const yes = teamNamed(parts, participants, one)
  if (typeof yes !== 'string') return yes
  const no = teamNamed(parts, participants, two)
  if (typeof no !== 'string') return no
  return yes === no ? refuse('contradiction', `both outcomes are ${yes}`) : { yes, no }
}

/** A market of a three-way game: the word after the date is the side, and the question must agree. */
function sidesOfThree(text: PolymarketText, parts: SlugParts, participants: Participants): Sides | Refused {
  const { side, codes } = parts
  if (text.outcomes !== undefined && text.outcomes !== null && !isYesNo(text.outcomes)) {
    return refuse('unknown-polarity', `expected the outcomes Yes and No, found ${text.outcomes.join(', ')}`)
  }
  const question = text.question ?? ''
  if (side === 'draw') {
    const asksWinner = readWillWin(question) !== null
    return asksWinner ? refuse('contradiction', `a draw, asked as ${question}`) : { yes: DRAW, no: null }
  }
  const at = codes.indexOf(side ?? '')
  const team = participants.teams[at]
  if (team === undefined || codes[0] === codes[1]) return refuse('other-line', `${side} is no side of ${text.slug}`)
  if (asksDraw(question)) return refuse('contradiction', `a win of ${team.name}, asked as ${question}`)
  const asked = readWillWin(question)
  if (asked !== null && !teamsNamed(parts.league, asked).includes(team)) {
    return refuse('contradiction', `a win of ${team.name}, asked as ${question}`)
  }
  return { yes: team.name, no: null }
}

/** Returns what a market of Polymarket settles on, or why that is not known. */
export function describePolymarket(text: PolymarketText): GameWinner | Refused {
  const parts = readSlug(text.slug)
  if (isRefused(parts)) return parts
  const kind = text.sportsMarketType
  if (kind !== undefined && kind !== null && kind !== 'moneyline') {
    return refuse('other-line', `expected a moneyline, found ${kind}`)
  }
  const names = namesOf(text, parts)
  if (isRefused(names)) return names
  const participants = participantsOf(parts.league, 'polymarket', parts.codes, names, text.slug)
  if (isRefused(participants)) return participants
  const start = startOf(text, parts)
  if (isRefused(start)) return start
  const isThree = parts.league.draw === 'third'
  const sides = isThree ? sidesOfThree(text, parts, participants) : sidesOfTwo(text, parts, participants)
  if (isRefused(sides)) return sides
  const [one, two] = participants.teams
  return {
    type: 'game-winner',
    venue: text.venue,
    native: text.slug,
    league: parts.league.id,
    teams: one.name < two.name ? [one.name, two.name] : [two.name, one.name],
    date: start.startsAt === null ? parts.date : easternDate(start.startsAt),
    startsAt: start.startsAt,
    gameNumber: null,
    ...sides,
    rules: text.description === undefined || text.description === '' ? null : text.description,
  }
}
