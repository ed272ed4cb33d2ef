/*
 * Baseball: the rest of the game half inning by half inning, exactly. The home team does not bat, or
 * stops, once it leads in the last inning; extra innings begin with a runner on second.
 */
import { keepNewest } from '../../platform/keep-newest.ts'
import type { BaseballSituation } from '../game-state.ts'
import type { Chances } from './chances.ts'
import type { HalfInning } from './half-inning.ts'
import { battingOf, createHalfInning } from './half-inning.ts'
import { solveRising } from './normal.ts'

const INNINGS = 9
const LEAD_MAX = 30
const SECOND_BASE = 2

/** The half innings of a home and an away team of some strength. */
export type BaseballTeams = {
  readonly home: HalfInning
  readonly away: HalfInning
  /** The home team's chance when nine innings ended level. */
  readonly extra: number
}

/** Returns the chance that one distribution's draw is above, and equal to, another's. */
function compare(one: readonly number[], two: readonly number[]): readonly [above: number, equal: number] {
  let [above, equal] = [0, 0]
  for (let a = 0; a < one.length; a++) {
    for (let b = 0; b <= a; b++) {
      const chance = (one[a] as number) * (two[b] as number)
      if (a > b) above += chance
      else equal += chance
    }
  }
  return [above, equal]
}

/** Returns both teams for a strength: above 0 the home team is the better one. */
export function baseballTeams(strength: number): BaseballTeams {
  const [home, away] = [createHalfInning(battingOf(strength / 2)), createHalfInning(battingOf(-strength / 2))]
  const [above, equal] = compare(home(0, SECOND_BASE), away(0, SECOND_BASE))
  return { home, away, extra: above / (1 - equal) }
}

type Leads = Float64Array

function shift(leads: Leads, runs: readonly number[], sign: 1 | -1): Leads {
  const next = new Float64Array(leads.length)
  for (let at = 0; at < leads.length; at++) {
    const mass = leads[at] as number
    if (mass === 0) continue
    for (let scored = 0; scored < runs.length; scored++) {
      const to = Math.min(leads.length - 1, Math.max(0, at + sign * scored))
      next[to] = (next[to] as number) + mass * (runs[scored] as number)
    }
  }
  return next
}

/** In the last inning a lead of the home team ends the game; what it would add does not matter. */
function winnerOf(leads: Leads, extra: number): number {
  let home = (leads[LEAD_MAX] as number) * extra
  for (let at = LEAD_MAX + 1; at < leads.length; at++) home += leads[at] as number
  return home
}

/** Which half innings are still to be played after the current one; true is the home team's. */
function halvesAfter(inning: number, isBottom: boolean): readonly boolean[] {
  const rest = Array.from({ length: Math.max(0, INNINGS - inning) }, () => [false, true]).flat()
  return isBottom ? rest : [true, ...rest]
}

/** Returns the home team's chance from any moment of a game. */
export function baseballHome(teams: BaseballTeams, lead: number, inning: number, one: BaseballSituation): number {
  const isEnded = one.half === 'middle' || one.half === 'end' || one.outs >= 3
  const isBottom = one.half === 'bottom' || one.half === 'end'
  const isLast = inning >= INNINGS
  if (isLast && isBottom && lead > 0) return 1
  if (isLast && !isBottom && isEnded && lead > 0) return 1
  if (isLast && isBottom && isEnded) return lead < 0 ? 0 : teams.extra
  let leads: Leads = new Float64Array(2 * LEAD_MAX + 1)
  leads[Math.min(2 * LEAD_MAX, Math.max(0, lead + LEAD_MAX))] = 1
  const bases = (one.bases[0] ? 1 : 0) | (one.bases[1] ? 2 : 0) | (one.bases[2] ? 4 : 0)
  if (!isEnded) {
    leads = shift(leads, (isBottom ? teams.home : teams.away)(one.outs, bases), isBottom ? 1 : -1)
  }
  const isExtra = inning > INNINGS
  const [bats, visits] = [teams.home(0, isExtra ? SECOND_BASE : 0), teams.away(0, 0)]
  for (const isHome of halvesAfter(inning, isBottom)) {
    leads = shift(leads, isHome ? bats : visits, isHome ? 1 : -1)
  }
  return winnerOf(leads, teams.extra)
}

/** The solving below asks for strengths of one grid alone, and for its coarse ones with every game. */
const TEAMS_KEPT = 256

function createTeams(): (strength: number) => BaseballTeams {
  const known = new Map<number, BaseballTeams>()
  return (strength) => {
    const teams = known.get(strength) ?? baseballTeams(strength)
    keepNewest(known, strength, teams, TEAMS_KEPT)
    return teams
  }
}

const teamsOf = createTeams()

/** Returns the teams whose game begins with the home team's chance at `home`. */
export function baseballTeamsOf(home: number): BaseballTeams {
  const start: BaseballSituation = { type: 'baseball', half: 'top', outs: 0, bases: [false, false, false] }
  return teamsOf(solveRising((one) => baseballHome(teamsOf(one), 0, 1, start), home, -0.8, 0.8, 12))
}

/** Returns a baseball game's chances: it always has a winner. */
export function baseballChances(home: number): Chances {
  return { home, draw: 0, away: 1 - home }
}
