import { expect, test } from 'vitest'
import * as api from './index.ts'

test('market-matcher exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "DRAW",
      "LEAGUES",
      "approve",
      "candidates",
      "compareQuestions",
      "describe",
      "describeGame",
      "easternDate",
      "equivalence",
      "isApproved",
      "isOnGame",
      "isPlayed",
      "isRefused",
      "payoff",
      "readClauses",
      "rulesHash",
    ]
  `)
})
