/*
 * How others make one signed FAK buy and the headers of its request, from what a bot knows (token,
 * price, contracts, tick) to all that is sent. Each refuses the network: nothing but computing is left.
 */
import { Wallet } from '@ethersproject/wallet'
import type { ApiKeyCreds } from '@polymarket/clob-client-v2'
import {
  Chain,
  createL2Headers,
  isV2Order,
  OrderBuilder,
  OrderType,
  orderToJsonV2,
  Side,
  SignatureTypeV2,
} from '@polymarket/clob-client-v2'
import { prediction } from 'ccxt'
import { createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** What is ordered, in the words of a bot. */
export type PeerOrder = { readonly tokenID: string; readonly price: number; readonly dollars: number }

/** One whole submit, but for the sending: returns the body. */
export type PeerSubmit = (order: PeerOrder) => Promise<string>

type OfficialSigner = ConstructorParameters<typeof OrderBuilder>[0]

/** Returns viem's signer of a key, as the official client takes it. */
export function viemSigner(key: `0x${string}`): OfficialSigner {
  return createWalletClient({ account: privateKeyToAccount(key), transport: http('http://127.0.0.1:9') })
}

/** Returns the signer of ethers 5 of a key, as the official client takes it. */
export function ethersSigner(key: string): OfficialSigner {
  return new Wallet(key)
}

/** Returns the steps of the official client's `createAndPostMarketOrder`, for a market it knows. */
export function officialSubmit(signer: OfficialSigner, credentials: ApiKeyCreds): PeerSubmit {
  const builder = new OrderBuilder(signer, Chain.POLYGON, SignatureTypeV2.EOA)
  return async ({ tokenID, price, dollars }) => {
    const order = await builder.buildMarketOrder(
      { tokenID, price, amount: dollars, side: Side.BUY, orderType: OrderType.FAK },
      { tickSize: '0.01', negRisk: false },
      2,
    )
    if (!isV2Order(order)) throw new Error('expected an order of version 2')
    const body = JSON.stringify(orderToJsonV2(order, credentials.key, OrderType.FAK, false, false))
    await officialHeaders(signer, credentials, body)
    return body
  }
}

/** Makes the official client's headers of one POST. */
export function officialHeaders(signer: OfficialSigner, credentials: ApiKeyCreds, body: string): Promise<object> {
  return createL2Headers(signer, credentials, { method: 'POST', requestPath: '/order', body })
}

type CcxtOrders = {
  outcomes: Record<string, object>
  outcomes_by_id: Record<string, object>
  readonly buildClobOrderBody: (...order: readonly (string | number | object)[]) => { readonly body: object }
  readonly sign: (path: string, api: readonly string[], method: string, params: object) => { readonly body: string }
}

/** Returns the steps of ccxt's `createOrder`. */
export function ccxtSubmit(key: string, address: string, credentials: ApiKeyCreds, token: string): PeerSubmit {
  const { key: apiKey, secret, passphrase: password } = credentials
  const settings = { privateKey: key, walletAddress: address, apiKey, secret, password }
  const exchange = new prediction.polymarket(settings) as unknown as CcxtOrders
  const outcome = { outcome: token, outcomeId: token, precision: { price: 0.01 }, negRisk: false }
  exchange.outcomes = { [token]: outcome }
  exchange.outcomes_by_id = { [token]: outcome }
  return async ({ tokenID, price, dollars }) => {
    const params = { orderType: 'FAK', cost: dollars, signatureType: 0 }
    const { body } = exchange.buildClobOrderBody(tokenID, 'market', 'buy', dollars / price, price, params)
    return exchange.sign('order', ['clob', 'private'], 'POST', body).body
  }
}
