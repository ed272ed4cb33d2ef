import { expect, test } from 'vitest'
import { readClauses } from './clauses.ts'

test('the winner and the day of a Kalshi text', () => {
  const text =
    "If Phoenix wins the Indiana vs Phoenix women's professional basketball game originally scheduled for Jul 9, 2026, then the market resolves to Yes."
  expect(readClauses(text)).toMatchObject({ winner: 'Phoenix', monthDay: '07-09', year: 2026, unread: [] })
})

test('a day in digits, and a list that runs on', () => {
  const text =
    'In the upcoming NBA game, scheduled for 2026-01-07: if the Hawks win, the market will resolve to "Hawks". If the Heat win, the market will resolve to "Heat".'
  expect(readClauses(text)).toMatchObject({ outcomes: ['Hawks', 'Heat'], monthDay: '01-07', year: 2026, unread: [] })
})

test('every clause of a Polymarket text', () => {
  const text = `In the upcoming NBA game, scheduled for January 7 at 7:00PM ET:
If the Nuggets win, the market will resolve to "Nuggets".
If the Celtics win, the market will resolve to "Celtics".
If the game is postponed, this market will remain open until the game has been completed.
If the game is canceled entirely, with no make-up game, this market will resolve 50-50.
The result will be determined based on the final score including any overtime periods.`
  expect(readClauses(text)).toEqual({
    winner: null,
    outcomes: ['Nuggets', 'Celtics'],
    monthDay: '01-07',
    year: null,
    tied: null,
    canceled: 'half',
    waitsDays: Number.POSITIVE_INFINITY,
    countsOvertime: true,
    unread: [],
  })
})

test('regulation only, a tie, a window and a fair price', () => {
  const text = `If Arsenal wins the Arsenal vs Fulham professional soccer game originally scheduled for May 2, 2026 after 90 minutes plus stoppage time (does not include extra time or penalties), then the market resolves to Yes.
If the game ends in a tie, the market resolves to No.
If this game is postponed or delayed, the market will remain open and close after the rescheduled game has finished (within two weeks).
If the game is canceled, the market will resolve to a fair price in accordance with the rules.`
  expect(readClauses(text)).toMatchObject({
    winner: 'Arsenal',
    countsOvertime: false,
    tied: 'nothing',
    waitsDays: 14,
    canceled: 'fair-price',
    unread: [],
  })
})

test.each([
  'If Phoenix wins by more than 2.5 points, then the market resolves to Yes.',
  'If Phoenix wins the Indiana vs Phoenix professional basketball game originally scheduled for Jul 9, 2026 in overtime, then the market resolves to Yes.',
  'If the game is postponed, the market will remain open and close after the rescheduled game has finished (within a fortnight or so).',
  'If the game is canceled, this market will resolve to whoever leads.',
  'A forfeit counts as a win for the Fever.',
])('%j stays unread', (sentence) => {
  expect(readClauses(sentence).unread).toHaveLength(1)
})

test('a second word against the first is unread, so that nothing is proven', () => {
  const text =
    'If the game ends in a tie, the market resolves to No. If the game ends in a tie, this market will resolve 50-50.'
  expect(readClauses(text)).toMatchObject({ tied: 'nothing', unread: [expect.stringContaining('50-50')] })
})
