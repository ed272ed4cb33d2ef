import type { GameDate } from './game-date.ts'
import { readDate } from './game-date.ts'
import type { League } from './league.ts'
import { leagueOfSlugWord } from './league.ts'
import type { Refused } from './refusal.ts'
import { refuse } from './refusal.ts'

/** What a slug says, before anybody knows the teams. */
export type SlugParts = {
  readonly league: League
  readonly codes: readonly [string, string]
  readonly date: GameDate
  /** The word after the date: a team's code or `draw` in three-way leagues; null when there is none. */
  readonly side: string | null
}

// The first word of Polymarket US slugs: the kind of question. Absent on the international venue.
const WINNER = 'aec'
const THREE_WAY = 'atc'
const OTHER_KIND = /^(?:asc|tsc|tec|aqc|adpc|aachc|astatc|arankc|pntcbk|enwc|ewc|drawc)$/

function kindDefect(kind: string | undefined, league: League, slug: string): Refused | undefined {
  if (kind === undefined || kind === (league.draw === 'third' ? THREE_WAY : WINNER)) return undefined
  return refuse('other-line', `expected the winner of a ${league.id} game, found ${kind} in ${slug}`)
}

/**
 * Returns what a slug says: `nba-den-bos-2026-01-07`, `aec-nba-den-bos-2026-01-07` of Polymarket US,
 * `epl-ars-new-2026-04-25-draw`. Whatever follows the date and is no side is another question.
 */
export function readSlug(slug: string): SlugParts | Refused {
  const words = slug.split('-')
  const first = words[0] ?? ''
  if (OTHER_KIND.test(first)) return refuse('other-line', `expected the winner of one game, found ${first} in ${slug}`)
  const kind = first === WINNER || first === THREE_WAY ? words.shift() : undefined
  const [word = '', one = '', two = '', year = '', month = '', day = '', ...rest] = words
  const league = leagueOfSlugWord(word)
  if (league === undefined) return refuse('unknown-league', `expected a league of ours, found ${word} in ${slug}`)
  const defect = kindDefect(kind, league, slug)
  if (defect !== undefined) return defect
  if (!/^[a-z0-9]{1,8}$/.test(one) || !/^[a-z0-9]{1,8}$/.test(two) || !/^\d{4}$/.test(year)) {
    return refuse('unreadable-name', `expected league-team-team-date, found ${slug}`)
  }
  const date = readDate(`${year}-${month}-${day}`)
  if (date === undefined) return refuse('no-such-day', `expected a day, found ${year}-${month}-${day} in ${slug}`)
  const [side, ...more] = rest
  if (more.length > 0 || (side !== undefined && league.draw !== 'third')) {
    return refuse('other-line', `expected nothing after the date, found ${rest.join('-')} in ${slug}`)
  }
  if (side === undefined && league.draw === 'third') {
    return refuse('unknown-polarity', `expected -team or -draw after the date of a three-way game, found ${slug}`)
  }
  return { league, codes: [one, two], date, side: side ?? null }
}
