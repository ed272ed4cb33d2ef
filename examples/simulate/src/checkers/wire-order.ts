/*
 * An order as it stands on the wire, read out of its request: what the venue is really asked, not what
 * the trader says it asks.
 */
import type { ClientOrderId, HttpRequest, OrderId, Price, Quantity } from '@arbees/core'
import { complement, parsePrice, parseQuantity, toMarketId } from '@arbees/core'
import type { OrderSigner, OrderStruct } from '@arbees/polymarket-client'
import { toHex } from '@arbees/polymarket-client'
import { HOSTS } from '../world/venues.ts'

/** What an order asks for. Of Polymarket's the limit is what its amounts come to, cut as the venue wants them. */
export type WireOrder = {
  readonly venue: 'kalshi' | 'polymarket'
  /** Ours on Kalshi; the hash, which is the venue's, on Polymarket. */
  readonly name: ClientOrderId | OrderId
  readonly market: ReturnType<typeof toMarketId>
  /** What is gained, whether by a purchase of it or a sale of the other. */
  readonly gains: 'yes' | 'no'
  /** Undefined where the wire does not say: on Kalshi a sale of NO is a purchase of YES. */
  readonly action: 'buy' | 'sell' | undefined
  /** The price of what is gained on Kalshi; the money an order gives or wants on Polymarket. */
  readonly limit: Price | undefined
  readonly quantity: Quantity
  readonly money: number | undefined
}

/** Reads orders out of requests. */
export type WireReader = (request: HttpRequest) => WireOrder | undefined

type KalshiBody = { ticker: string; client_order_id: string; side: 'bid' | 'ask'; count: string; price: string }

function readKalshi(body: string): WireOrder {
  const { ticker, client_order_id: name, side, count, price } = JSON.parse(body) as KalshiBody
  const yesPrice = parsePrice(price)
  return {
    venue: 'kalshi',
    name: name as ClientOrderId,
    market: toMarketId('kalshi', ticker),
    gains: side === 'bid' ? 'yes' : 'no',
    action: undefined,
    limit: side === 'bid' ? yesPrice : complement(yesPrice),
    quantity: parseQuantity(count),
    money: undefined,
  }
}

type PolymarketBody = {
  order: Omit<OrderStruct, 'makerAmount' | 'takerAmount' | 'timestamp'> & {
    makerAmount: string
    takerAmount: string
    timestamp: string
  }
}

function readPolymarket(body: string, orders: OrderSigner, yesTokenOf: (token: string) => string): WireOrder {
  const { order } = JSON.parse(body) as PolymarketBody
  const makerAmount = Number(order.makerAmount)
  const takerAmount = Number(order.takerAmount)
  const struct: OrderStruct = { ...order, makerAmount, takerAmount, timestamp: Number(order.timestamp) }
  const isBuy = order.side === 'BUY'
  const yes = yesTokenOf(order.tokenId)
  return {
    venue: 'polymarket',
    name: toHex(orders.digest(struct, 2, false).digest) as string as OrderId,
    market: toMarketId('polymarket', yes),
    gains: (order.tokenId === yes) === isBuy ? 'yes' : 'no',
    action: isBuy ? 'buy' : 'sell',
    limit: undefined,
    quantity: (isBuy ? takerAmount : makerAmount) as Quantity,
    money: isBuy ? makerAmount : takerAmount,
  }
}

/** Creates a reader, which remembers what it has read: each order is seen as it leaves and as it arrives. */
export function createWireReader(orders: OrderSigner, yesTokenOf: (token: string) => string): WireReader {
  const known = new Map<string, WireOrder>()
  return ({ method, url, body }) => {
    if (method !== 'POST' || body === undefined) return undefined
    const isKalshi = url.includes(HOSTS.kalshi) && url.endsWith('/portfolio/events/orders')
    if (!isKalshi && !(url.includes(HOSTS.clob) && url.endsWith('/order'))) return undefined
    let order = known.get(body)
    if (order === undefined) {
      order = isKalshi ? readKalshi(body) : readPolymarket(body, orders, yesTokenOf)
      known.set(body, order)
    }
    return order
  }
}
