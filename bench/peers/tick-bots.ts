/*
 * Bots that order as soon as a book's best offer is low: the limit, which does no work between the frame
 * and the order, and what others' libraries make of the same road.
 */
import { Chain, ClobClient, OrderType, Side } from '@polymarket/clob-client-v2'
import { Configuration, OrdersApi } from 'kalshi-typescript'
import { Pool } from 'undici'
import { z } from 'zod'
import { createKeys } from '../../examples/simulate/src/world/keys.ts'
import { QUESTIONS } from '../../examples/simulate/src/world/question.ts'
import { signRequest } from '../../packages/kalshi-client/src/index.ts'
import { nodeRuntime } from '../../packages/transport/src/index.ts'
import { createCcxtBooks } from './ccxt-books.ts'
import { createPolyWebsockets } from './polymarket-books.ts'
import { viemSigner } from './polymarket-orders.ts'
import type { Ticked } from './tick-gap.ts'
import { GAP_WORDS } from './tick-gap.ts'
import type { TickAnswer } from './tick-server.ts'

/** Where the server is. */
export type Origins = Extract<TickAnswer, { readonly type: 'ready' }>['origins']

/** Somebody who orders; returns how to end it. */
export type Bot = () => Promise<() => void | Promise<void>>

const { connect, clock } = nodeRuntime({ log: () => undefined })
const [{ ticker, polymarketMarket }] = QUESTIONS as [(typeof QUESTIONS)[number]]
const [YES, NO] = polymarketMarket.tokenIds
const KALSHI_ORDERS = '/trade-api/v2/portfolio/events/orders'
const toWs = (origin: string) => origin.replace('http', 'ws')

/** Opens a socket, subscribes, and hands over each frame. Resolves at the first. */
function listen(url: string, headers: Record<string, string>, subscribe: string, take: (text: string) => void) {
  return new Promise<() => void>((resolve, reject) => {
    const socket = connect(url, headers, {
      opened: () => socket.send(subscribe),
      frame: (text) => {
        take(text)
        resolve(() => socket.close())
      },
      beat: () => undefined,
      closed: (code, reason) => reject(new Error(`the server closed with ${code} ${reason}`)),
    })
  })
}

function listenKalshi(origins: Origins, take: (text: string) => void): Promise<() => void> {
  const { kalshi } = createKeys()
  const path = '/trade-api/ws/v2'
  const headers = { ...signRequest(kalshi, clock.now(), 'GET', path) }
  const params = { channels: ['orderbook_delta'], market_tickers: [ticker], use_yes_price: true }
  return listen(`${toWs(origins.kalshi)}${path}`, headers, JSON.stringify({ id: 1, cmd: 'subscribe', params }), take)
}

function listenPolymarket(origins: Origins, take: (text: string) => void): Promise<() => void> {
  const subscribe = JSON.stringify({ assets_ids: [YES, NO], type: 'market' })
  return listen(`${toWs(origins.clob)}/ws/market`, {}, subscribe, take)
}

/**
 * The limit: the frame's text is looked at for the words of the gap only, and the same bytes leave each time.
 * It answers the frame that the others answer, and no other.
 */
export function constantBot(origins: Origins, on: Ticked): Bot {
  return async () => {
    const [origin, path, open] =
      on === 'kalshi'
        ? ([origins.kalshi, KALSHI_ORDERS, listenKalshi] as const)
        : ([origins.clob, '/order', listenPolymarket] as const)
    const words = GAP_WORDS[on]
    const pool = new Pool(origin)
    const body = JSON.stringify({ filler: 'x'.repeat(on === 'kalshi' ? 180 : 760) })
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const nothing = () => undefined
    const stop = await open(origins, (text) => {
      if (!text.includes(words)) return
      pool.dispatch(
        { path, method: 'POST', headers, body },
        {
          onRequestStart: nothing,
          onResponseStart: nothing,
          onResponseData: nothing,
          onResponseEnd: nothing,
          onResponseError: nothing,
        },
      )
    })
    return async () => {
      stop()
      await pool.destroy()
    }
  }
}

const Levels = z.array(z.tuple([z.string(), z.string()]))
const Frame = z.object({
  type: z.string(),
  sid: z.number().optional(),
  seq: z.number().optional(),
  msg: z.object({
    market_ticker: z.string().optional(),
    yes_dollars_fp: Levels.optional(),
    no_dollars_fp: Levels.optional(),
    price_dollars: z.string().optional(),
    delta_fp: z.string().optional(),
    side: z.enum(['yes', 'no']).optional(),
  }),
})

/** Kalshi by zod, ccxt's book and Kalshi's own client. */
export function kalshiPeer(origins: Origins, privateKeyPem: string): Bot {
  return async () => {
    const basePath = `${origins.kalshi}/trade-api/v2`
    const orders = new OrdersApi(new Configuration({ apiKey: 'rsa', privateKeyPem, basePath }))
    const books = createCcxtBooks()
    let count = 0
    return listenKalshi(origins, (text) => {
      const { type } = Frame.parse(JSON.parse(text))
      if (type === 'orderbook_snapshot') books.snapshot(text)
      if (type !== 'orderbook_delta' || books.delta(text) > 0.82) return
      count += 1
      const order = { ticker, side: 'bid', count: '10.00', price: '0.4000' } as const
      const terms = { time_in_force: 'immediate_or_cancel', self_trade_prevention_type: 'taker_at_cross' } as const
      void orders
        .createOrderV2({ ...order, ...terms, client_order_id: `peer-${clock.now()}-${count}` })
        .catch(() => undefined)
    })
  }
}

/** Polymarket by poly-websockets and Polymarket's own client, which has asked for all it asks once. */
export function polymarketPeer(origins: Origins, privateKey: `0x${string}`): Bot {
  return async () => {
    const { apiKey: creds } = createKeys()
    const clob = new ClobClient({ host: origins.clob, chain: Chain.POLYGON, signer: viemSigner(privateKey), creds })
    const books = createPolyWebsockets([{ conditionId: polymarketMarket.conditionId, yes: YES, no: NO }])
    const order = { tokenID: YES, price: 0.33, amount: 3.3, side: Side.BUY }
    const post = () => clob.createAndPostMarketOrder(order, undefined, OrderType.FAK).catch(() => undefined)
    // Its caches: tick, fee, version.
    await post()
    const stop = await listenPolymarket(origins, (text) => {
      void Promise.resolve(books.take(text)).then(() => {
        if (text.includes('"price_change"') && books.best(YES) < 0.7) void post()
      })
    })
    return () => {
      stop()
      books.close()
    }
  }
}
