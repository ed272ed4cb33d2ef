import { expect, test } from 'vitest'
import * as api from './index.ts'

test('paper-broker exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "constantLatency",
      "consume",
      "consumeFills",
      "createConsumption",
      "createPaperBroker",
      "createPaperExchange",
      "forgetVanished",
      "leftAt",
      "matchOrder",
      "sampledLatency",
    ]
  `)
})
