import { expect, test } from 'vitest'
import { live } from '../../test/executor-lives.ts'
import type { LegsRules } from '../legs/legs-rules.ts'
import { legsRules } from '../legs/legs-rules.ts'

test.each([
  ['process', 0],
  ['process', 0.3],
  ['machine', 0.3],
] as const)('every trade ends as it says, in %s durability with trouble %d', async (durability, trouble) => {
  const endings = { hedged: 0, flattened: 0, halted: 0 }
  for (let seed = 0; seed < 30; seed++) {
    const { last } = await live(seed, trouble, { durability })
    const counts = last.executor.state().endings
    for (const ending of ['hedged', 'flattened', 'halted'] as const) endings[ending] += counts[ending]
  }
  expect(endings.hedged).toBeGreaterThan(80)
  if (trouble > 0) expect(endings.flattened).toBeGreaterThan(3)
  else expect(endings).toMatchObject({ flattened: 0, halted: 0 })
})

test.each(['process', 'machine'] as const)(
  'a crash at any write of the journal is recovered from, in %s durability',
  async (durability) => {
    let crashes = 0
    for (let seed = 100; seed < 102; seed++) {
      const { writes } = await live(seed, 0.3, { durability })
      for (let write = 1; write <= writes; write++) {
        for (const isWritten of [true, false]) await live(seed, 0.3, { durability, diesAt: { write, isWritten } })
      }
      crashes += writes * 2
    }
    expect(crashes).toBeGreaterThan(100)
  },
  60_000,
)

const { openingTerms, receivedOf, submissionRecords, nextMove } = legsRules

/** Executors with one rule broken: the checks of a life have to notice each. */
test.each<[string, string, Partial<LegsRules>]>([
  [
    'leg-swap',
    'polarity',
    {
      openingTerms: (plan) =>
        openingTerms(plan).map((terms) => ({ ...terms, outcome: terms.outcome === 'yes' ? 'no' : 'yes' })),
    },
  ],
  [
    'hedge-sent-not-received',
    'ending',
    {
      receivedOf: (order, fees) => {
        const received = receivedOf(order, fees)
        return received === undefined || received === 0 ? received : order.quantity
      },
    },
  ],
  [
    'timeout-as-reject',
    'ending',
    {
      submissionRecords: (order, submission, at, first) => {
        if (submission.type !== 'unknown') return submissionRecords(order, submission, at, first)
        const { error } = submission
        return submissionRecords(order, { type: 'rejected', reason: 'other', error }, at, first)
      },
    },
  ],
  [
    'unwind-result-ignored',
    'ending',
    {
      nextMove: (rules, trade, world) => {
        const move = nextMove(rules, trade, world)
        const isMended = trade.orders.at(-1)?.purpose !== 'open' && move.type === 'mend'
        const none = 0 as never
        return isMended ? { type: 'end', ending: 'hedged', reason: '', matched: none, unmatched: none } : move
      },
    },
  ],
  ['no-recheck', 'late', { entryRefusal: () => undefined }],
])('an executor with %s is noticed by the check of %s', async (_mutant, check, broken) => {
  const rules = { ...legsRules, ...broken }
  let found = ''
  for (let seed = 0; seed < 60 && found === ''; seed++) {
    try {
      await live(seed, 0.3, { rules })
    } catch (error) {
      found = error instanceof Error ? error.message : String(error)
    }
  }
  expect(found).toMatch(new RegExp(`^${check}: `))
})
