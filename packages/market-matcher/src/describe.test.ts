import { expect, test } from 'vitest'
import { describe } from './describe.ts'
import type { MarketText } from './game-winner.ts'

function kalshi(ticker: string, more: object = {}): MarketText {
  return { venue: 'kalshi', ticker, ...more }
}

function polymarket(slug: string, more: object = {}): MarketText {
  const [day] = /20\d\d-\d\d-\d\d/.exec(slug) ?? ['']
  return { venue: 'polymarket', slug, gameStartTime: `${day} 17:00:00+00`, ...more }
}

test('a ticker names league, day, teams and the side of YES', () => {
  expect(describe(kalshi('KXMLBGAME-26APR142210NYMLAD-NYM'))).toEqual({
    type: 'game-winner',
    venue: 'kalshi',
    native: 'KXMLBGAME-26APR142210NYMLAD-NYM',
    league: 'mlb',
    teams: ['Los Angeles Dodgers', 'New York Mets'],
    date: '2026-04-14',
    startsAt: Date.UTC(2026, 3, 15, 2, 10) * 1000,
    gameNumber: null,
    yes: 'New York Mets',
    no: null,
    rules: null,
  })
})

test('a slug with outcomes names the day in the east and both sides', () => {
  const text = polymarket('nba-den-lal-2026-01-08', {
    question: 'Nuggets vs. Lakers',
    outcomes: ['Nuggets', 'Lakers'],
    gameStartTime: '2026-01-08 03:30:00+00',
    sportsMarketType: 'moneyline',
  })
  expect(describe(text)).toMatchObject({ date: '2026-01-07', yes: 'Denver Nuggets', no: 'Los Angeles Lakers' })
})

test('a three-way market is one side or the draw', () => {
  expect(describe(kalshi('KXEPLGAME-26APR25ARSNEW-TIE', { yesSubTitle: 'Tie' }))).toMatchObject({ yes: 'draw' })
  expect(
    describe(polymarket('epl-ars-new-2026-04-25-new', { question: 'Will Newcastle United FC win on 2026-04-25?' })),
  ).toMatchObject({ yes: 'Newcastle United' })
  expect(describe(polymarket('epl-ars-new-2026-04-25-draw'))).toMatchObject({ yes: 'draw' })
})

test('a name that two teams share decides with a code', () => {
  expect(describe(kalshi('KXMLSGAME-26APR25CINNYRB-NYRB', { title: 'Cincinnati vs New York' }))).toMatchObject({
    yes: 'New York Red Bulls',
  })
})

test('the second game of a day says so', () => {
  expect(describe(kalshi('KXMLBGAME-26APR142210NYMLADG2-LAD'))).toMatchObject({
    gameNumber: 2,
    yes: 'Los Angeles Dodgers',
  })
})

test.each([
  ['KXMLBGAME-26APR142210NYMLAD', 'unreadable-name'],
  ['KXMLBGAME-26APR31NYMLAD-NYM', 'no-such-day'],
  ['KXMLBGAME-26APR142510NYMLAD-NYM', 'no-such-day'],
  ['KXMLBGAME-26APR14NYMXXX-NYM', 'unknown-team'],
  ['KXMLBGAME-26APR14NYMLAD-BOS', 'unreadable-name'],
  ['KXMLBGAME-26APR14NYMNYM-NYM', 'contradiction'],
  ['KXNBASERIES-26HOULALR1-LAL', 'unknown-league'],
  ['KXNBASPREAD-26APR18HOULAL-LAL5', 'unreadable-name'],
  ['KXNHLGAME-26APR18BOSTB-TIE', 'other-line'],
  ['', 'unreadable-name'],
])('Kalshi %j is refused: %s', (ticker, reason) => {
  expect(describe(kalshi(ticker))).toMatchObject({ type: 'refused', reason })
})

test.each([
  [{ title: 'Game 2: Boston at Buffalo', subTitle: 'BOS at BUF (Apr 22)' }, 'contradiction'],
  [{ title: 'Boston at Tampa Bay' }, 'contradiction'],
  [{ title: 'Buffalo at Boston' }, 'contradiction'],
  [{ title: 'Series winner: Boston Bruins vs Buffalo Sabres' }, 'other-line'],
  [{ title: 'Boston at Buffalo: first period winner' }, 'other-line'],
  [{ title: 'Boston at Buffalo: total goals' }, 'other-line'],
  [{ title: 'Boston at Gotham' }, 'unknown-team'],
  [{ title: 'Boston' }, 'unreadable-name'],
  [{ yesSubTitle: 'Buffalo' }, 'contradiction'],
])('a ticker with the texts %j is refused: %s', (more, reason) => {
  expect(describe(kalshi('KXNHLGAME-26APR21BOSBUF-BOS', more))).toMatchObject({ type: 'refused', reason })
})

test.each([
  ['nba-den-bos-2026-01-07', {}, 'unknown-polarity'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Yes', 'No'] }, 'contradiction'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets'] }, 'unknown-polarity'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Nuggets'] }, 'contradiction'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Lakers'] }, 'contradiction'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Celtics'], question: '1H Nuggets vs. Celtics' }, 'other-line'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Celtics'], sportsMarketType: 'spreads' }, 'other-line'],
  [
    'nba-den-bos-2026-01-07',
    { outcomes: ['Nuggets', 'Celtics'], gameStartTime: '2026-01-09 00:00:00+00' },
    'contradiction',
  ],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Celtics'], gameStartTime: 'soon' }, 'unreadable-name'],
  ['nba-den-bos-2026-01-07', { outcomes: ['Nuggets', 'Celtics'], gameStartTime: null }, 'unknown-day'],
  ['nba-den-bos-2026-01-07-spread-home-4pt5', {}, 'other-line'],
  ['nba-den-bos-2026-01-07-total-224pt5', {}, 'other-line'],
  ['asc-nba-den-bos-2026-01-07-neg-4pt5', {}, 'other-line'],
  ['cs2-faze-ill-2026-04-05', {}, 'unknown-league'],
  ['nba-den-bos-2026-13-07', {}, 'no-such-day'],
  ['nba-2026-champion', {}, 'unreadable-name'],
  ['epl-ars-new-2026-04-25', {}, 'unknown-polarity'],
  ['epl-ars-new-2026-04-25-btts', {}, 'other-line'],
  ['epl-ars-new-2026-04-25-ars', { question: 'Will Newcastle United FC win on 2026-04-25?' }, 'contradiction'],
  [
    'epl-ars-new-2026-04-25-ars',
    { question: 'Will Arsenal FC vs. Newcastle United FC end in a draw?' },
    'contradiction',
  ],
  ['epl-ars-new-2026-04-25-draw', { question: 'Will Arsenal FC win on 2026-04-25?' }, 'contradiction'],
  ['epl-ars-new-2026-04-25-ars', { outcomes: ['Arsenal', 'Newcastle'] }, 'unknown-polarity'],
])('Polymarket %j with %j is refused: %s', (slug, more, reason) => {
  expect(describe(polymarket(slug, more))).toMatchObject({ type: 'refused', reason })
})
