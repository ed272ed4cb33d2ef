/*
 * pmxt-core's own book of Kalshi behind JSON.parse, fed by hand: its handler is private and its socket is
 * never opened. Of its package only this file and ws are used; its other dependencies are left out.
 */
import { KalshiWebSocket } from 'pmxt-core/dist/exchanges/kalshi/websocket.js'

type PmxtLevel = { readonly price: number; readonly size: number }
type PmxtBook = { readonly bids: readonly PmxtLevel[]; readonly asks: readonly PmxtLevel[] }
type PmxtSocket = {
  readonly orderBooks: ReadonlyMap<string, PmxtBook>
  readonly handleMessage: (message: unknown) => void
}

/** Books of pmxt-core that take frames. */
export type PmxtBooks = {
  readonly take: (text: string) => void
  /** Follows a change, and returns best bid plus best ask of its book in dollars. */
  readonly delta: (text: string) => number
  /** Returns the best bid and ask of a market in ticks; −1 where there is none. */
  readonly top: (ticker: string) => readonly [number, number]
}

const toTicks = (level: PmxtLevel | undefined) => (level === undefined ? -1 : Math.round(level.price * 10_000))

/** Returns such books. */
export function createPmxtBooks(): PmxtBooks {
  const socket = new KalshiWebSocket({} as never, { wsUrl: 'ws://127.0.0.1' } as never) as unknown as PmxtSocket
  return Object.freeze({
    take: (text: string) => socket.handleMessage(JSON.parse(text)),
    delta: (text: string) => {
      const message = JSON.parse(text) as { readonly msg: { readonly market_ticker: string } }
      socket.handleMessage(message)
      const book = socket.orderBooks.get(message.msg.market_ticker)
      return (book?.bids[0]?.price ?? 0) + (book?.asks[0]?.price ?? 1)
    },
    top: (ticker: string) => {
      const book = socket.orderBooks.get(ticker)
      return [toTicks(book?.bids[0]), toTicks(book?.asks[0])] as const
    },
  })
}

type Message = { readonly msg: Record<string, unknown> }
type Levels = readonly (readonly [string, string])[]

const turned = (price: unknown) => (1 - Number(price)).toFixed(4)

/** Returns a frame as it comes to somebody who did not ask for YES prices: the NO side in its own. */
export function inNoPrices(text: string): string {
  const message = JSON.parse(text) as Message
  const { msg } = message
  if (msg['side'] === 'no') msg['price_dollars'] = turned(msg['price_dollars'])
  const levels = msg['no_dollars_fp'] as Levels | undefined
  if (levels !== undefined) msg['no_dollars_fp'] = levels.map(([price, count]) => [turned(price), count])
  return Buffer.from(JSON.stringify(message)).toString('latin1')
}

/** Returns such a change under the keys that pmxt-core reads, which the venue does not send. */
export function inItsKeys(text: string): string {
  const message = JSON.parse(text) as Message
  const { price_dollars, delta_fp, ...rest } = message.msg
  const msg = { ...rest, price_dollars_fp: price_dollars, delta_dollars_fp: delta_fp }
  return Buffer.from(JSON.stringify({ ...message, msg })).toString('latin1')
}
