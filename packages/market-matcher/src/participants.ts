/*
 * Which two teams play: each text about a side is evidence, a set of teams it can mean, and a side is
 * known when all its evidence leaves one team. A name in no table is no evidence but a refusal.
 */
import type { League } from './league.ts'
import type { CodeOf } from './names.ts'
import { teamsCoded, teamsNamed } from './names.ts'
import type { Refused } from './refusal.ts'
import { isRefused, refuse } from './refusal.ts'
import type { Team } from './team.ts'

/** The two teams in the order of the market's own name. */
export type Participants = { readonly teams: readonly [Team, Team] }

function sideOf(league: League, venue: CodeOf, code: string, names: readonly string[], where: string): Team | Refused {
  let left: readonly Team[] | undefined
  const coded = teamsCoded(league.teams, venue, code)
  if (coded.length > 0) left = coded
  for (const name of names) {
    const named = teamsNamed(league, name)
    if (named.length === 0) return refuse('unknown-team', `${league.id} has no team named ${name}, in ${where}`)
    left = left === undefined ? named : left.filter((team) => named.includes(team))
    if (left.length === 0) return refuse('contradiction', `code ${code} and name ${name} are two teams, in ${where}`)
  }
  if (left === undefined) return refuse('unknown-team', `${league.id} has no team with code ${code}, in ${where}`)
  const [team, other] = left
  if (team === undefined || other !== undefined) {
    return refuse('ambiguous-team', `${code} ${names.join(', ')} can be ${left.map(({ name }) => name).join(' or ')}`)
  }
  return team
}

/** Returns the two teams of one way to cut a market's name, `titles` being its texts' names in the same order. */
export function participantsOf(
  league: League,
  venue: CodeOf,
  codes: readonly [string, string],
  titles: readonly (readonly [string, string])[],
  where: string,
): Participants | Refused {
  const one = sideOf(
    league,
    venue,
    codes[0],
    titles.map(([name]) => name),
    where,
  )
  if (isRefused(one)) return one
  const two = sideOf(
    league,
    venue,
    codes[1],
    titles.map(([, name]) => name),
    where,
  )
  if (isRefused(two)) return two
  if (one === two) return refuse('contradiction', `expected two teams, found ${one.name} twice, in ${where}`)
  return { teams: [one, two] }
}
