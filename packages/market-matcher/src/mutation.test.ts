import { createRng, invariant, nextInteger, nextOf } from '@arbees/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describe } from './describe.ts'
import { equivalence } from './equivalence.ts'
import type { GameWinner, MarketText } from './game-winner.ts'
import type { League } from './league.ts'
import { LEAGUES } from './league.ts'
import type { Team } from './team.ts'

type Made = { readonly league: League; readonly teams: readonly [Team, Team]; readonly date: string }

const CODED = LEAGUES.map((league) => ({
  ...league,
  teams: league.teams.filter(({ kalshi, polymarket }) => kalshi.length > 0 && polymarket.length > 0),
}))
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function tickerOf({ league, teams, date }: Made, side: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  const codes = teams.map(({ kalshi }) => kalshi[0]).join('')
  return `${league.series}-${year.slice(2)}${MONTHS[Number(month) - 1]}${day}${codes}-${side}`
}

function slugOf({ league, teams, date }: Made, side: number): string {
  const codes = teams.map(({ polymarket }) => polymarket[0])
  const three = league.draw === 'third' ? `-${codes[side]}` : ''
  return `${league.slugs[0]}-${codes.join('-')}-${date}${three}`
}

function slugText(made: Made, side: number): MarketText {
  const [one, two] = side === 0 ? made.teams : [made.teams[1], made.teams[0]]
  const outcomes = made.league.draw === 'third' ? ['Yes', 'No'] : [one.name, two.name]
  return { venue: 'polymarket', slug: slugOf(made, side), outcomes, gameStartTime: `${made.date} 17:00:00+00` }
}

function make(seed: number): Made {
  const rng = createRng(`pair ${seed}`)
  const league = nextOf(
    rng,
    CODED.filter(({ teams }) => teams.length > 1),
  )
  invariant(league !== undefined, 'there are leagues')
  const one = nextOf(rng, league.teams)
  const two = nextOf(
    rng,
    league.teams.filter((team) => team !== one),
  )
  const day = new Date(Date.UTC(2026, nextInteger(rng, 0, 11), nextInteger(rng, 1, 28))).toISOString().slice(0, 10)
  return { league, teams: [one as Team, two as Team], date: day }
}

function shifted(made: Made, days: number): Made {
  return { ...made, date: new Date(Date.parse(made.date) + days * 86_400_000).toISOString().slice(0, 10) }
}

/** What is answered: a polarity, `none`, or `refused`. */
function answer(kalshi: MarketText, other: MarketText): string {
  const [a, b] = [describe(kalshi), describe(other)]
  if (a.type === 'refused' || b.type === 'refused') return 'refused'
  const verdict = equivalence(a as GameWinner, b as GameWinner, [a, b])
  if (verdict.type === 'different') return 'none'
  return verdict.polarity ?? 'none'
}

const seeds = fc.integer({ min: 0, max: 1_000_000 })

test('a made-up pair has its polarity, or lacks only a clause', () => {
  let proven = 0
  fc.assert(
    fc.property(seeds, fc.constantFrom(0, 1), (seed, side) => {
      const made = make(seed)
      const ticker = tickerOf(made, made.teams[0].kalshi[0] as string)
      const found = answer({ venue: 'kalshi', ticker }, slugText(made, side))
      const expected = side === 0 ? 'same' : made.league.draw === 'third' ? 'none' : 'inverse'
      if (found === expected && found !== 'none') proven++
      // Codes that can be cut in two ways, and leagues whose draws need a clause, are not answered.
      expect([expected, 'none', 'refused']).toContain(found)
    }),
    { numRuns: 400 },
  )
  expect(proven).toBeGreaterThan(200)
})

test('another day, team, league or line is never a pair', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(0, 1), (seed, side) => {
      const made = make(seed)
      const rng = createRng(`other ${seed}`)
      const kalshi: MarketText = { venue: 'kalshi', ticker: tickerOf(made, made.teams[side]?.kalshi[0] as string) }
      const stranger = nextOf(
        rng,
        made.league.teams.filter((team) => !made.teams.includes(team)),
      ) as Team
      const league = nextOf(
        rng,
        CODED.filter(({ id }) => id !== made.league.id),
      ) as League
      const line = nextOf(rng, ['-spread-home-4pt5', '-total-8pt5', '-1h', '-btts', '-2', '-draw-x', '-first-half'])
      const refused = (text: MarketText): void => expect(['none', 'refused']).toContain(answer(kalshi, text))
      for (const days of [-366, -1, 1, 2, 7, 365]) refused(slugText(shifted(made, days), side))
      refused(slugText({ ...made, teams: [made.teams[0], stranger] }, 0))
      refused(slugText({ ...made, teams: [stranger, made.teams[1]] }, 1))
      const plain = slugText(made, side)
      invariant(plain.venue === 'polymarket', 'made as such')
      refused({ ...plain, slug: plain.slug.replace(`${made.league.slugs[0]}-`, `${league.slugs[0]}-`) })
      refused({ ...plain, slug: `${plain.slug}${line}` })
      refused({ ...plain, slug: `asc-${plain.slug}` })
      refused({ ...plain, gameStartTime: null })
      refused({ ...plain, gameStartTime: `${shifted(made, 2).date} 01:00:00+00` })
      refused({ ...plain, gameStartTime: `${shifted(made, -1).date} 17:00:00+00` })
      refused({ ...plain, question: `Spread: ${made.teams[0].name} -4.5` })
    }),
    { numRuns: 300 },
  )
})

test('whatever the texts are, describe answers and does not throw', () => {
  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'KXNBAGAME-26JAN07DENBOS-DEN',
      'nba-den-bos-2026-01-07',
      'KXMLBGAME-',
      'G1',
      '__proto__',
      '-',
      'TIE',
    ),
    fc.stringMatching(/^KX(NBA|MLB|EPL)GAME-\d\d[A-Z]{3}\d\d[A-Z0-9]{0,12}-[A-Z]{0,4}$/),
    fc.stringMatching(/^(aec-|atc-)?(nba|mlb|epl)-[a-z]{1,4}-[a-z]{1,4}-20\d\d-\d\d-\d\d(-[a-z]{1,5})?$/),
  )
  const maybe = fc.option(word)
  fc.assert(
    fc.property(word, maybe, maybe, maybe, (name, one, two, rules) => {
      const texts: MarketText[] = [
        { venue: 'kalshi', ticker: name, title: one, subTitle: two, yesSubTitle: one, rules },
        { venue: 'polymarket', slug: name, question: one, outcomes: [one ?? '', two ?? ''], gameStartTime: two },
        { venue: 'polymarket_us', slug: name, question: two, description: rules },
      ]
      for (const text of texts) expect(['game-winner', 'refused']).toContain(describe(text).type)
      const [a, b] = texts.map(describe)
      if (a?.type === 'game-winner' && b?.type === 'game-winner') equivalence(a, b, null)
    }),
    { numRuns: 1000 },
  )
})
