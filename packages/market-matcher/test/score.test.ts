import { expect, test } from 'vitest'
import type { GameWinner } from '../src/index.ts'
import { candidates, describe, equivalence } from '../src/index.ts'
import type { LabeledPair } from './labeled-pairs.ts'
import { describeEnds, readPairs, readPools } from './labeled-pairs.ts'
import { sharedData } from './shared-data.ts'

const folder = sharedData('matching')
const ABSENT = 'there is no shared/data/matching beside this checkout'
const OURS = new Set(['nba', 'mlb', 'nhl', 'cbb', 'cfb', 'nfl', 'wnba', 'epl', 'mls'])

type Score = { rows: number; right: number; truths: number; different: number; falseAccepts: number; flipped: number }

/** The pairs' labels speak of games that are played: none of them has rules texts. */
function answerOf(row: LabeledPair, listed: readonly GameWinner[]): LabeledPair['label'] | 'none' {
  const [a, b] = describeEnds(row)
  if (a.type === 'refused' || b.type === 'refused') return 'none'
  const verdict = equivalence(a, b, listed)
  if (verdict.type === 'different' || verdict.polarity === null) return 'none'
  return verdict.polarity === 'same' ? 'equivalent' : 'inverse'
}

function scoreOf(rows: readonly LabeledPair[], listed: readonly GameWinner[]): Score {
  const score = { rows: rows.length, right: 0, truths: 0, different: 0, falseAccepts: 0, flipped: 0 }
  for (const row of rows) {
    const answer = answerOf(row, listed)
    const isTrue = row.label === 'equivalent' || row.label === 'inverse'
    if (isTrue) score.truths++
    else score.different++
    if (answer === row.label) score.right++
    else if (answer !== 'none') score[isTrue ? 'flipped' : 'falseAccepts']++
  }
  return score
}

test('the labeled pairs: no false accept, and every winner of our leagues', (context) => {
  if (folder === undefined) context.skip(ABSENT)
  const pairs = readPairs(folder ?? '')
  const listed = pairs.flatMap(describeEnds).filter((end) => end.type === 'game-winner')
  const isOurs = (row: LabeledPair): boolean => OURS.has(row.league ?? '')
  // A match of an undecided row would be one without a proof: it counts as a false accept.
  expect(scoreOf(pairs.filter(isOurs), listed)).toEqual({
    rows: 816,
    right: 714,
    truths: 714,
    different: 102,
    falseAccepts: 0,
    flipped: 0,
  })
  const others = scoreOf(
    pairs.filter((row) => !isOurs(row)),
    listed,
  )
  expect(others).toMatchObject({ right: 0, falseAccepts: 0, flipped: 0 })
})

test('whole days of both venues: every labeled winner is found, and none is wrong', (context) => {
  if (folder === undefined) context.skip(ABSENT)
  const rows = readPairs(folder ?? '')
  const labels = new Map(rows.map((row) => [`${row.kalshi.ticker} ${row.other.slug}`, row.label]))
  const days = [...readPools(folder ?? '')]
  expect(days).toHaveLength(7)
  let [right, wrong, unlabeled, wanted] = [0, 0, 0, 0]
  for (const [day, texts] of days) {
    const games = texts.map(describe).filter((one) => one.type === 'game-winner')
    const found = candidates(
      games.filter(({ venue }) => venue === 'kalshi'),
      games.filter(({ venue }) => venue !== 'kalshi'),
    )
    for (const { a, b, verdict } of found) {
      if (verdict.type === 'different' || verdict.polarity === null) continue
      const label = labels.get(`${a.native} ${b.native}`)
      if (label === undefined) unlabeled++
      else if (label === (verdict.polarity === 'same' ? 'equivalent' : 'inverse')) right++
      else wrong++
    }
    wanted += rows.filter(
      ({ pools, league, label }) =>
        pools?.includes(day) && OURS.has(league ?? '') && /^(equivalent|inverse)$/.test(label),
    ).length
  }
  expect({ right, wrong, unlabeled, wanted }).toEqual({ right: 802, wrong: 0, unlabeled: 56, wanted: 802 })
})
