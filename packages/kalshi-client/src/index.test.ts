import { expect, test } from 'vitest'
import * as api from './index.ts'

test('kalshi-client exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FEE_RATES",
      "KALSHI_ADDRESSES",
      "KALSHI_RESOURCES",
      "TIER_BUDGETS",
      "averageFeePaid",
      "bookSideOf",
      "createKalshiClient",
      "createKalshiCredentials",
      "defectOfAnswer",
      "feeTermsOf",
      "formatCount",
      "formatOrderPrice",
      "kalshiFee",
      "kalshiFees",
      "namedEndpoints",
      "orderResultOf",
      "outcomeGained",
      "readCount",
      "readKalshiCredentials",
      "readOrderPrice",
      "signRequest",
      "signingText",
      "toCreateOrder",
      "yesPriceOf",
    ]
  `)
})
