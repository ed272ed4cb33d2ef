import { expect, test } from 'vitest'
import * as api from './index.ts'

test('arb-engine exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "LEGS_MAX",
      "OPPORTUNITY_TYPES",
      "PICO_DOLLAR",
      "PICO_MICRO",
      "PICO_TICK",
      "REFUSAL_REASONS",
      "applyRecord",
      "createEngine",
      "createEpisodeLog",
      "createFeeTable",
      "createPair",
      "createUnitEdge",
      "detect",
      "detectionAt",
      "directionsOf",
      "doubtOf",
      "emptyJournalState",
      "filledOf",
      "foldJournal",
      "formatOrderId",
      "isOrderFinal",
      "judgeUnitEdge",
      "logEdge",
      "matchedQuantity",
      "openJournal",
      "quoteBuy",
      "quoteSell",
      "readJournal",
      "recordDefectOf",
      "snapshotOf",
      "summarizeEpisodes",
      "tradeExposure",
      "tradeSpent",
      "tradeStatus",
      "unmatchedQuantity",
    ]
  `)
})
