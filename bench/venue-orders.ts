/*
 * Orders for a load on the fakes. Kalshi's are signed once a second for all; Polymarket's are each
 * signed before the clock starts, since making a signature costs a client as much as checking it
 * costs the fake.
 */
import { constants, createPrivateKey, sign } from 'node:crypto'
import type { OrderSide } from '../packages/polymarket-client/src/index.ts'
import {
  createApiKey,
  createKeccak,
  createOrderSigner,
  createPrivateKeySigner,
  l2Headers,
  toEnvironment,
  ZERO_BYTES32,
} from '../packages/polymarket-client/src/index.ts'
import { requestBytes } from './raw-http.ts'
import type { Venues } from './venue-load.ts'

/** Returns the headers of a Kalshi request: one signature serves a method and a path for some seconds. */
export function kalshiHeaders({ kalshi }: Venues, method: string, path: string): Record<string, string> {
  const timestamp = String(Date.now())
  const key = {
    key: createPrivateKey(kalshi.privateKeyPem),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  }
  return {
    'kalshi-access-key': kalshi.keyId,
    'kalshi-access-timestamp': timestamp,
    'kalshi-access-signature': sign('sha256', Buffer.from(`${timestamp}${method}${path}`), key).toString('base64'),
  }
}

/** Returns a source of Kalshi's immediate orders that ends after so many seconds. */
export function kalshiOrders(venues: Venues, seconds: number): () => Buffer | undefined {
  const url = new URL(`${venues.kalshi.rest}/portfolio/events/orders`)
  const { tickers } = venues.kalshi
  const until = Date.now() + seconds * 1_000
  let headers: Record<string, string> = {}
  let signedAt = 0
  let count = 0
  return () => {
    const now = Date.now()
    if (now >= until) return undefined
    if (now - signedAt > 1_000) {
      headers = kalshiHeaders(venues, 'POST', url.pathname)
      signedAt = now
    }
    count += 1
    const body = JSON.stringify({
      ticker: tickers[count % tickers.length],
      client_order_id: `load-${process.pid}-${until}-${count}`,
      side: count % 2 === 0 ? 'bid' : 'ask',
      count: '0.01',
      price: '0.5000',
      time_in_force: 'immediate_or_cancel',
      self_trade_prevention_type: 'taker_at_cross',
    })
    return requestBytes(url, 'POST', headers, body)
  }
}

/** Five contracts of both tokens at half a dollar each: a pair, minted; sold again, merged. */
const QUANTITY = 5_000_000
const MONEY = 2_500_000

/**
 * Returns so many of Polymarket's orders as they cross the wire. The first `buys` of them mint pairs; later ones
 * mint and merge in turn, so that neither money nor tokens run out.
 */
export function polymarketOrders(venues: Venues, count: number, buys: number): readonly Buffer[] {
  const { clob, privateKey, apiCreds, markets, chainId } = venues.polymarket
  const keccak = createKeccak()
  const orders = createOrderSigner(toEnvironment({ hosts: {}, chainId }), keccak)
  const signer = createPrivateKeySigner(privateKey)
  const apiKey = createApiKey(apiCreds)
  const url = new URL(`${clob}/order`)
  return Array.from({ length: count }, (_, index) => {
    const market = markets[(index >> 2) % markets.length] as (typeof markets)[number]
    const side: OrderSide = index >= buys && index % 4 >= 2 ? 'SELL' : 'BUY'
    const struct = {
      salt: index + 1,
      maker: signer.address,
      signer: signer.address,
      tokenId: market.tokenIds[index % 2] as string,
      makerAmount: side === 'BUY' ? MONEY : QUANTITY,
      takerAmount: side === 'BUY' ? QUANTITY : MONEY,
      side,
      signatureType: 0,
      timestamp: Date.now(),
      metadata: ZERO_BYTES32,
      builder: ZERO_BYTES32,
    } as const
    const signature = orders.sign(signer, struct, orders.digest(struct, 2, market.negRisk))
    const order = {
      ...struct,
      makerAmount: String(struct.makerAmount),
      takerAmount: String(struct.takerAmount),
      timestamp: String(struct.timestamp),
      expiration: '0',
      signature,
    }
    const body = JSON.stringify({ deferExec: false, postOnly: false, order, owner: apiKey.id, orderType: 'GTC' })
    const seconds = Math.floor(Date.now() / 1_000)
    return requestBytes(
      url,
      'POST',
      { ...l2Headers(apiKey, signer.address, seconds, 'POST', url.pathname, body) },
      body,
    )
  })
}

/** Returns a source of prepared requests that ends with them or after so many seconds. */
export function fromPrepared(prepared: Iterator<Buffer>, seconds: number): () => Buffer | undefined {
  const until = Date.now() + seconds * 1_000
  return () => (Date.now() >= until ? undefined : prepared.next().value)
}
