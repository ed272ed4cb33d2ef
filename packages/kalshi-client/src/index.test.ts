import { expect, test } from 'vitest'
import * as api from './index.ts'

test('kalshi-client exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "CHANNELS",
      "FEE_RATES",
      "KALSHI_ADDRESSES",
      "KALSHI_RESOURCES",
      "TIER_BUDGETS",
      "averageFeePaid",
      "bookSideOf",
      "createKalshiClient",
      "createKalshiCredentials",
      "createKalshiStream",
      "createStreamSession",
      "defectOfAnswer",
      "failedSubmission",
      "feeTermsOf",
      "formatCount",
      "formatOrderPrice",
      "kalshiFee",
      "kalshiFees",
      "kalshiVenue",
      "marketStatusOf",
      "namedEndpoints",
      "orderResultOf",
      "outcomeGained",
      "readCount",
      "readKalshiCredentials",
      "readKalshiLimits",
      "readOrderPrice",
      "signRequest",
      "signingText",
      "submissionOf",
      "toCreateOrder",
      "toMarket",
      "yesPriceOf",
    ]
  `)
})
