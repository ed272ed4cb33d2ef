import { invariant, toMicros } from '@arbees/core'
import { expect, test } from 'vitest'
import { approve, isApproved } from './approval.ts'
import { candidates } from './candidates.ts'
import { describe } from './describe.ts'
import { equivalence } from './equivalence.ts'
import { describeGame, isOnGame } from './game.ts'
import type { GameWinner, MarketText } from './game-winner.ts'

const VOIDS =
  'If the game is postponed, this market will remain open until the game has been completed.\nIf the game is canceled entirely, with no make-up game, this market will resolve 50-50.'
const WINS =
  'If Denver wins the Denver at Boston professional basketball game originally scheduled for Jan 7, 2026, then the market resolves to Yes.'
const NAMED =
  'In the upcoming NBA game, scheduled for January 7 at 7:00PM ET:\nIf the Nuggets win, the market will resolve to "Nuggets".\nIf the Celtics win, the market will resolve to "Celtics".'

function market(text: MarketText): GameWinner {
  const found = describe(text)
  invariant(found.type === 'game-winner', 'the market is described')
  return found
}

function kalshi(rules: string | null, ticker = 'KXNBAGAME-26JAN07DENBOS-DEN'): GameWinner {
  return market({ venue: 'kalshi', ticker, rules })
}

/** In the middle of the day that the slug names. */
function noonOf(slug: string): string {
  return `${/20\d\d-\d\d-\d\d/.exec(slug)?.[0]} 17:00:00+00`
}

function polymarket(description: string | null, slug = 'nba-den-bos-2026-01-07', outcomes = ['Nuggets', 'Celtics']) {
  return market({ venue: 'polymarket', slug, outcomes, description, gameStartTime: noonOf(slug) })
}

test('two texts that pay alike in every branch are proven', () => {
  expect(equivalence(kalshi(`${WINS}\n${VOIDS}`), polymarket(`${NAMED}\n${VOIDS}`), null)).toMatchObject({
    type: 'equivalent',
    polarity: 'same',
  })
  const other = polymarket(`${NAMED}\n${VOIDS}`, 'nba-bos-den-2026-01-07', ['Celtics', 'Nuggets'])
  expect(equivalence(kalshi(`${WINS}\n${VOIDS}`), other, null)).toMatchObject({
    type: 'equivalent',
    polarity: 'inverse',
  })
})

test('a text that does not say what a canceled game pays proves nothing, and says what is missing', () => {
  const verdict = equivalence(kalshi(WINS), polymarket(`${NAMED}\n${VOIDS}`), null)
  expect(verdict).toMatchObject({
    type: 'unproven',
    polarity: 'same',
    missing: ['what both pay when postponed', 'what both pay when canceled'],
  })
})

test('without rules the question is one, and nothing else is known', () => {
  const verdict = equivalence(kalshi(null), polymarket(null), null)
  expect(verdict).toMatchObject({ type: 'unproven', polarity: 'same' })
  expect(verdict.type === 'unproven' && verdict.missing).toContain('the rules of KXNBAGAME-26JAN07DENBOS-DEN')
})

test('an unread sentence leaves no polarity: it may be the one that matters', () => {
  const odd = 'If the arena loses power, this market will resolve to the visitors.'
  const verdict = equivalence(kalshi(`${WINS}\n${VOIDS}`), polymarket(`${NAMED}\n${VOIDS}\n${odd}`), null)
  expect(verdict).toMatchObject({ type: 'unproven', polarity: null })
})

test('rules of another day or team are another market', () => {
  expect(equivalence(kalshi(WINS.replace('Jan 7', 'Jan 8')), polymarket(NAMED), null).type).toBe('different')
  expect(equivalence(kalshi(WINS.replace('2026', '2025')), polymarket(NAMED), null).type).toBe('different')
  expect(equivalence(kalshi(WINS.replace('Denver wins', 'Boston wins')), polymarket(NAMED), null).type).toBe(
    'different',
  )
  expect(equivalence(kalshi(WINS), polymarket(NAMED.replaceAll('Celtics', 'Lakers')), null).type).toBe('different')
})

test('the texts of both venues as they were in 2026 and 2022 are read whole', () => {
  const soccer = (side: string, name: string) =>
    market({
      venue: 'kalshi',
      ticker: `KXEPLGAME-26APR25ARSNEW-${side}`,
      title: 'Arsenal vs Newcastle Winner?',
      yesSubTitle: name,
      rules: `If ${name} wins the Arsenal vs Newcastle professional EPL soccer game originally scheduled for Apr 25, 2026 after 90 minutes plus stoppage time (does not include extra time or penalties), then the market resolves to Yes.
The following market refers to the Arsenal vs Newcastle professional EPL soccer game originally scheduled for Apr 25, 2026 after 90 minutes plus stoppage time (does not include extra time or penalties). If the game ends in a tie, the market called "Tie" resolves to Yes. If the game is cancelled or rescheduled to over two weeks away, the market will resolve to a fair price in accordance with the rules.`,
    })
  const draw = soccer('TIE', 'Tie')
  expect(equivalence(draw, draw, null)).toMatchObject({ type: 'unproven', polarity: 'same' })
  expect(equivalence(soccer('ARS', 'Arsenal'), draw, null).type).toBe('different')
  const baseball = polymarket(
    'In the upcoming MLB game scheduled for August 10, 10:10 PM ET:\n\nIf the Minnesota Twins win, this market will resolve to “Twins.”\n\nIf the Los Angeles Dodgers win, this market will resolve to “Dodgers”.\n\nIf the game is not completed by August 17 (11:59:59 PM ET), this market will resolve 50-50.',
    'mlb-min-lad-2026-08-10',
    ['Twins', 'Dodgers'],
  )
  const verdict = equivalence(baseball, baseball, null)
  expect(verdict).toMatchObject({ type: 'equivalent', polarity: 'same' })
  expect(verdict.type === 'equivalent' && verdict.rows.find(({ branch }) => branch === 'postponed')?.a).toEqual({
    type: 'as-played',
    withinDays: 7,
  })
})

test('a tie in the NFL needs a clause on both sides, and the same', () => {
  const k = (tie: string) => market({ venue: 'kalshi', ticker: 'KXNFLGAME-26AUG13TENSF-TEN', rules: tie })
  const p = (tie: string) => polymarket(tie, 'nfl-ten-sf-2026-08-13', ['Titans', '49ers'])
  const [half, no] = [
    'If the game ends in a tie, this market will resolve 50-50.',
    'If the game ends in a tie, the market resolves to No.',
  ]
  expect(equivalence(k(VOIDS), p(`${VOIDS}\n${half}`), null)).toMatchObject({ type: 'unproven', polarity: null })
  expect(equivalence(k(`${VOIDS}\n${no}`), p(`${VOIDS}\n${half}`), null)).toMatchObject({ type: 'different' })
  expect(equivalence(k(`${VOIDS}\n${half}`), p(`${VOIDS}\n${half}`), null)).toMatchObject({ type: 'equivalent' })
})

test('in three-way games only equal sides pair, and a game that may go on needs a word about it', () => {
  const k = (ticker: string, rules: string | null = VOIDS) => market({ venue: 'kalshi', ticker, rules })
  const p = (slug: string, description: string | null = VOIDS) =>
    market({ venue: 'polymarket', slug, description, gameStartTime: noonOf(slug) })
  const ars = k('KXEPLGAME-26APR25ARSNEW-ARS')
  expect(equivalence(ars, p('epl-ars-new-2026-04-25-ars'), null)).toMatchObject({
    type: 'equivalent',
    polarity: 'same',
  })
  expect(equivalence(ars, p('epl-ars-new-2026-04-25-new'), null).type).toBe('different')
  expect(equivalence(ars, p('epl-ars-new-2026-04-25-draw'), null).type).toBe('different')
  const [sea, slug] = ['KXMLSGAME-26APR25SEADAL-SEA', 'mls-sea-dal-2026-04-25-sea']
  expect(equivalence(k(sea), p(slug), null)).toMatchObject({ type: 'unproven', polarity: null })
  const regulation =
    'This market refers only to the outcome within the first 90 minutes of regular play plus stoppage time.'
  expect(equivalence(k(sea, `${VOIDS}\n${regulation}`), p(slug, `${VOIDS}\n${regulation}`), null).type).toBe(
    'equivalent',
  )
})

test('a doubleheader is never decided by its day', () => {
  const first = market({ venue: 'kalshi', ticker: 'KXMLBGAME-26APR141305NYMLAD-NYM' })
  const second = market({ venue: 'kalshi', ticker: 'KXMLBGAME-26APR141905NYMLAD-NYM' })
  const numbered = market({ venue: 'kalshi', ticker: 'KXMLBGAME-26APR14NYMLADG1-NYM' })
  const slug = 'mlb-nym-lad-2026-04-14'
  const outcomes = ['Mets', 'Dodgers']
  const dateless = market({ venue: 'polymarket_us', slug: `aec-${slug}`, outcomes })
  const timed = market({ venue: 'polymarket', slug, outcomes, gameStartTime: '2026-04-14 23:05:00+00' })
  const polarity = (a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null) => {
    const verdict = equivalence(a, b, listed)
    return verdict.type === 'unproven' ? verdict.polarity : verdict.type
  }
  expect(polarity(first, dateless, null)).toBeNull()
  expect(polarity(first, dateless, [first, dateless])).toBe('same')
  expect(polarity(first, dateless, [first, second, dateless])).toBeNull()
  expect(polarity(numbered, dateless, [numbered, dateless])).toBeNull()
  expect(polarity(second, timed, null)).toBe('same')
  expect(polarity(first, timed, null)).toBeNull()
  expect(candidates([first, second], [timed]).map(({ a }) => a.native)[0]).toBe(second.native)
})

test('a first game that rain delays is not the second of the day', () => {
  const [ticker, slug] = ['KXMLBGAME-26APR05', 'mlb-sd-bos-2026-04-05']
  const k = (game: string) => market({ venue: 'kalshi', ticker: `${ticker}${game}-BOS`, rules: VOIDS })
  const p = (start: string, native = slug) =>
    market({
      venue: 'polymarket',
      slug: native,
      outcomes: ['Padres', 'Red Sox'],
      description: VOIDS,
      gameStartTime: `2026-04-05 ${start}:00+00`,
    })
  const type = (a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null) => equivalence(a, b, listed).type
  const [k1, k2, delayed] = [k('1305SDBOSG1'), k('1635SDBOSG2'), p('19:10')]
  for (const listed of [null, [k1, k2, delayed]]) {
    expect(type(k1, delayed, listed)).toBe('unproven')
    expect(type(k2, delayed, listed)).toBe('unproven')
    expect(type(delayed, k2, listed)).toBe('unproven')
    expect(type(k2, p('20:40'), listed)).toBe('equivalent')
  }
  // Without numbers, two that either venue lists say that there are two.
  const [first, second, later] = [k('1305SDBOS'), k('1635SDBOS'), p('20:35')]
  expect(type(second, delayed, [first, second, delayed])).toBe('unproven')
  expect(type(second, delayed, [second, delayed, later])).toBe('unproven')
  expect(type(second, later, [first, second, delayed, later])).toBe('equivalent')
  expect(type(second, delayed, null)).toBe('unproven')
  // A day of one game may begin late.
  expect(type(second, delayed, [second, delayed])).toBe('equivalent')

  const startsAt = toMicros(Date.UTC(2026, 3, 5, 19, 10) * 1000)
  const game = describeGame({ league: 'mlb', home: 'Boston Red Sox', away: 'San Diego Padres', startsAt })
  invariant(game.type === 'game', 'the game is described')
  expect(isOnGame(game, k2)).toBe(false)
  expect(isOnGame(game, second, [first, second])).toBe(false)
  expect(isOnGame(game, second, [second])).toBe(true)
  expect(isOnGame(game, delayed, [k1, k2, delayed])).toBe(true)
})

test('an approval covers open voids, and falls with the text it was given for', () => {
  const a = kalshi(WINS)
  const b = polymarket(`${NAMED}\n${VOIDS}`)
  const word = { by: 'operator', reason: 'the game will be played', at: toMicros(1) }
  const approval = approve(a, b, null, word)
  expect(approval.accepts).toEqual(['postponed', 'canceled'])
  expect(isApproved(approval, a, b, null)).toBe(true)
  expect(isApproved(approval, kalshi(`${WINS} `), b, null)).toBe(false)
  expect(isApproved(approval, b, a, null)).toBe(false)
  expect(isApproved({ ...approval, polarity: 'inverse' }, a, b, null)).toBe(false)
  expect(isApproved({ ...approval, accepts: ['canceled'] }, a, b, null)).toBe(false)
  expect(() => approve(kalshi(null), b, null, word)).toThrow('lack')
  expect(() => approve(a, kalshi(WINS, 'KXNBAGAME-26JAN08DENBOS-DEN'), null, word)).toThrow('lack')
})

test('a game of a scoreboard finds its markets by league, teams, day and start', () => {
  const startsAt = toMicros(Date.UTC(2026, 0, 8, 0, 0) * 1000)
  const game = describeGame({ league: 'nba', home: 'Boston Celtics', away: 'Denver Nuggets', startsAt })
  invariant(game.type === 'game', 'the game is described')
  expect(game.date).toBe('2026-01-07')
  expect(isOnGame(game, kalshi(null))).toBe(true)
  expect(isOnGame(game, kalshi(null, 'KXNBAGAME-26JAN08DENBOS-DEN'))).toBe(false)
  expect(isOnGame(game, kalshi(null, 'KXNBAGAME-26JAN07DENLAL-DEN'))).toBe(false)
  expect(describeGame({ league: 'nba', home: 'Los Angeles', away: 'Denver', startsAt })).toMatchObject({
    reason: 'ambiguous-team',
  })
  expect(describeGame({ league: 'nba', home: 'Gotham', away: 'Denver', startsAt })).toMatchObject({
    reason: 'unknown-team',
  })
})
