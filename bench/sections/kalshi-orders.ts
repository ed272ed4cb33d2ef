/*
 * One order, from the decision to the parsed answer, over a kept-alive connection to a server in another
 * process: against bare undici with a constant body, and against Kalshi's own client.
 */
import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Configuration, OrdersApi } from 'kalshi-typescript'
import type { ClientOrderId, IocOrder, MarketId, Price, Quantity } from '../../packages/core/src/index.ts'
import {
  createKalshiClient,
  createKalshiCredentials,
  kalshiVenue,
  signRequest,
} from '../../packages/kalshi-client/src/index.ts'
import { nodeRuntime, undiciHttp } from '../../packages/transport/src/index.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Contender } from '../race.ts'
import { race } from '../race.ts'

const ORDERS = 300
const PATH = '/trade-api/v2/portfolio/events/orders'
const BODY = {
  ticker: 'KXNBAGAME-26NOV22LALBOS-T1.5',
  side: 'bid',
  count: '10.00',
  price: '0.5600',
  time_in_force: 'immediate_or_cancel',
  self_trade_prevention_type: 'taker_at_cross',
} as const

type Keys = { readonly rsa: string; readonly ed25519: string }

function makeKeys(): Keys {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' })
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  return { rsa: String(rsa), ed25519: String(ed25519) }
}

function oneByOne(name: string, send: (count: number) => Promise<unknown>): Contender {
  return {
    name,
    run: async () => {
      for (let count = 0; count < ORDERS; count++) await send(count)
      return ORDERS
    },
  }
}

function bareUndici(rest: string): Contender {
  const http = undiciHttp({ isCompressed: false })
  const [url, body] = [rest.replace('/trade-api/v2', PATH), JSON.stringify(BODY)]
  const headers = { 'content-type': 'application/json' }
  return oneByOne('undici, constant body', async () => {
    const answer = await http({ method: 'POST', url, headers, body, timeoutMicros: 10_000_000 as never })
    return JSON.parse(answer.body) as unknown
  })
}

function ours(name: string, rest: string, privateKey: string, signal: AbortSignal, maxAgeMillis?: number): Contender {
  const runtime = nodeRuntime({ log: () => undefined, signal })
  const client = createKalshiClient({
    environment: { rest, ws: rest.replace('http', 'ws') },
    credentials: createKalshiCredentials({ keyId: 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c', privateKey }),
    // The budget of the highest tier, and no order names its shard twice: what is measured is the road.
    limits: { tier: 'prestige', unwindReservePercent: 0 },
    runtime: { ...runtime, http: undiciHttp({ isCompressed: false }) },
    signal,
    ...(maxAgeMillis === undefined ? {} : { signAhead: { maxAgeMillis } }),
  })
  const venue = kalshiVenue(client)
  let count = 0
  return oneByOne(name, async () => {
    count += 1
    const order: IocOrder = {
      id: `arb${runtime.clock.now()}${count}` as ClientOrderId,
      market: `kalshi:${BODY.ticker}` as MarketId,
      action: 'buy',
      outcome: 'yes',
      limit: 5600 as Price,
      quantity: 10_000_000 as Quantity,
    }
    const submission = await venue.submit(order)
    if (submission.type !== 'accepted') throw new Error(submission.error.message)
  })
}

/** Kalshi's own client, at its best: one API object, so one signature. */
function official(rest: string, privateKeyPem: string): Contender {
  const apiKey = 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c'
  const orders = new OrdersApi(new Configuration({ apiKey, privateKeyPem, basePath: rest }))
  return oneByOne('kalshi-typescript, RSA', (count) =>
    orders.createOrderV2({ ...BODY, client_order_id: `id-${count}` }),
  )
}

/** The signatures alone, in microseconds. */
function signatures(keys: Keys): string {
  const micros = (privateKey: string) => {
    const credentials = createKalshiCredentials({ keyId: 'id', privateKey })
    const sign = () => signRequest(credentials, 1_795_359_600_000_000 as never, 'POST', PATH)
    for (let count = 0; count < 50; count++) sign()
    const begun = performance.now()
    for (let count = 0; count < 500; count++) sign()
    return formatFigure(((performance.now() - begun) * 1_000) / 500)
  }
  return `A signature alone: RSA ${micros(keys.rsa)} µs, Ed25519 ${micros(keys.ed25519)} µs.`
}

/** One order. */
export const kalshiOrdersSection: Section = {
  name: 'kalshi-orders',
  title: 'Kalshi: an order, from the decision to the answer',
  measure: async ({ rounds }) => {
    const server = fork(join(import.meta.dirname, '../peers/order-server.ts'), { execArgv: [] })
    const port = await new Promise<number>((resolve) => server.once('message', (found) => resolve(found as number)))
    const end = new AbortController()
    try {
      const rest = `http://127.0.0.1:${port}/trade-api/v2`
      const keys = makeKeys()
      const limit = 'undici, constant body'
      const contenders = [
        bareUndici(rest),
        ours('kalshi-client, signed ahead', rest, keys.ed25519, end.signal, 2_000),
        ours('kalshi-client, Ed25519', rest, keys.ed25519, end.signal),
        ours('kalshi-client, RSA', rest, keys.rsa, end.signal),
        official(rest, keys.rsa),
      ]
      const results = await race(contenders, rounds)
      const rows = results.map(({ name, nanos, cpuNanos, ratioTo }) => [
        name,
        formatFigure(nanos / 1_000),
        formatFigure(cpuNanos / 1_000),
        formatFigure(ratioTo(limit)),
      ])
      return `${ORDERS} orders one after the other, answered by a server in another process. ${signatures(keys)}\n\n${table(['contender', 'µs/order', 'CPU µs', '× undici'], rows)}`
    } finally {
      end.abort()
      server.disconnect()
    }
  },
}
