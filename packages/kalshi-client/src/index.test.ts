import { expect, test } from 'vitest'
import * as api from './index.ts'

test('kalshi-client exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
<<<<<<< HEAD
=======
      "CHANNELS",
>>>>>>> kalshi
      "FEE_RATES",
      "KALSHI_ADDRESSES",
      "KALSHI_RESOURCES",
      "TIER_BUDGETS",
      "averageFeePaid",
      "bookSideOf",
      "createKalshiClient",
      "createKalshiCredentials",
<<<<<<< HEAD
      "defectOfAnswer",
=======
      "createKalshiStream",
      "createStreamSession",
      "defectOfAnswer",
      "failedSubmission",
>>>>>>> kalshi
      "feeTermsOf",
      "formatCount",
      "formatOrderPrice",
      "kalshiFee",
      "kalshiFees",
<<<<<<< HEAD
=======
      "kalshiVenue",
      "marketStatusOf",
>>>>>>> kalshi
      "namedEndpoints",
      "orderResultOf",
      "outcomeGained",
      "readCount",
      "readKalshiCredentials",
      "readOrderPrice",
      "signRequest",
      "signingText",
<<<<<<< HEAD
      "toCreateOrder",
=======
      "submissionOf",
      "toCreateOrder",
      "toMarket",
>>>>>>> kalshi
      "yesPriceOf",
    ]
  `)
})
