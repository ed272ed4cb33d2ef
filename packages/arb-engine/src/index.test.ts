import { expect, test } from 'vitest'
import * as api from './index.ts'

test('arb-engine exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "PICO_DOLLAR",
      "PICO_MICRO",
      "PICO_TICK",
      "REFUSAL_REASONS",
      "createEngine",
      "createEpisodeLog",
      "createFeeTable",
      "createPair",
      "createUnitEdge",
      "detect",
      "detectionAt",
      "directionsOf",
      "judgeUnitEdge",
      "logEdge",
      "matchedQuantity",
      "quoteBuy",
      "quoteSell",
      "summarizeEpisodes",
      "tradeSpent",
      "tradeStatus",
      "unmatchedQuantity",
    ]
  `)
})
