import { expect, test } from 'vitest'
import * as api from './index.ts'

test('testkit exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "CROWD",
      "NETWORK_FAULTS",
      "RUNTIME_CONTRACT",
      "VENUE_CONTRACT",
      "amendOrder",
      "applyAction",
      "bestLevel",
      "bestPriceOf",
      "booksAgree",
      "cancelOrder",
      "conserved",
      "createMatchBook",
      "createNetwork",
      "createOtherTraders",
      "createVirtualClock",
      "createVirtualDisk",
      "createVirtualRuntime",
      "decreaseOrder",
      "displayBook",
      "displayLevel",
      "displayedAt",
      "drawSwarm",
      "endsWithin",
      "expectSame",
      "expectThrown",
      "generateGameDay",
      "levelAt",
      "nextActions",
      "nextBook",
      "nextFacts",
      "nextGrid",
      "nextMarket",
      "nextPrice",
      "nextQuantity",
      "once",
      "queueOf",
      "restingAt",
      "simulate",
      "submitOrder",
    ]
  `)
})
