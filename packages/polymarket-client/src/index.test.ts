import { expect, test } from 'vitest'
import * as api from './index.ts'

test('polymarket-client exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FREE_TERMS",
      "ORDER_TYPE",
      "PRODUCTION",
      "TICKS",
      "ZERO_BYTES32",
      "addressOfPublicKey",
      "clobAuthDigest",
      "contractsOf",
      "createApiKey",
      "createOrderSigner",
      "createPrivateKeySigner",
      "fromHex",
      "isOnTick",
      "l1Headers",
      "l2Headers",
      "polymarketFees",
      "readTick",
      "toAddress",
      "toEnvironment",
      "toHex",
      "walletAddresses",
    ]
  `)
})
