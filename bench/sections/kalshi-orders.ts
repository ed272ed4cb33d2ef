/*
 * One order, from the decision to the parsed answer, over a kept-alive connection to a server in another
 * process: against bare undici with a constant body, and against Kalshi's own client.
 */
import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Configuration, OrdersApi } from 'kalshi-typescript'
import { Pool } from 'undici'
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
import { race, SHORT_TURNS } from '../race.ts'

const ORDERS = 1_000
// Code is compiled as it proves hot; before that one measures the compiler.
const WARM_UP_RUNS = 4
const LIMIT = 'undici, the same bytes each time'
const AHEAD = 'kalshi-client, signed ahead'
const OFFICIAL = 'kalshi-typescript, RSA'
const ROAD_TARGET = 1.1
const CPU_TARGET = 10
const PATH = '/trade-api/v2/portfolio/events/orders'
const BODY = {
  ticker: 'KXNBAGAME-26NOV22LALBOS-T1.5',
  side: 'bid',
  count: '10.00',
  price: '0.5600',
  time_in_force: 'immediate_or_cancel',
  self_trade_prevention_type: 'taker_at_cross',
  exchange_index: 0,
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

const KEY_ID = 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c'
const CONSTANT_HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'KALSHI-ACCESS-KEY': KEY_ID,
  'KALSHI-ACCESS-TIMESTAMP': '1795359600000',
  'KALSHI-ACCESS-SIGNATURE': 'A'.repeat(88),
}

/** The limit: undici's own dispatch, the same bytes each time, as many as ours has with an Ed25519 key. */
function bareUndici(rest: string, signal: AbortSignal): Contender {
  const pool = new Pool(new URL(rest).origin)
  signal.addEventListener('abort', () => void pool.destroy())
  const body = JSON.stringify({ ...BODY, client_order_id: 'arb179535960000000001' })
  return oneByOne(
    LIMIT,
    () =>
      new Promise<unknown>((resolve, reject) => {
        const chunks: Buffer[] = []
        pool.dispatch(
          { path: PATH, method: 'POST', headers: CONSTANT_HEADERS, body },
          {
            onRequestStart: () => undefined,
            onResponseStart: () => undefined,
            onResponseData: (_controller, chunk) => void chunks.push(chunk),
            onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
            onResponseError: (_controller, error) => reject(error),
          },
        )
      }),
  )
}

async function ours(
  name: string,
  rest: string,
  privateKey: string,
  signal: AbortSignal,
  maxAgeMillis?: number,
): Promise<Contender> {
  const runtime = nodeRuntime({ log: () => undefined, signal })
  const client = createKalshiClient({
    environment: { rest, ws: rest.replace('http', 'ws') },
    credentials: createKalshiCredentials({ keyId: KEY_ID, privateKey }),
    runtime: { ...runtime, http: undiciHttp({ isCompressed: false }) },
    signal,
    ...(maxAgeMillis === undefined ? {} : { signAhead: { maxAgeMillis } }),
  })
  // The server's limits are out of reach: what is measured is the road, and the taking of tokens, not the waiting.
  await client.learnLimits()
  const venue = kalshiVenue(client)
  // Nobody trades a market whose rules were never read; they also say on which shard it is.
  const market = `kalshi:${BODY.ticker}` as MarketId
  await venue.market(market)
  // To make a name is the caller's work, so it costs next to nothing here: as long as the one of the limit.
  let count = 1_000_000
  return oneByOne(name, async () => {
    count += 1
    const order: IocOrder = {
      id: `arb17953596000${count}` as ClientOrderId,
      market,
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
  const orders = new OrdersApi(new Configuration({ apiKey: KEY_ID, privateKeyPem, basePath: rest }))
  return oneByOne(OFFICIAL, (count) => orders.createOrderV2({ ...BODY, client_order_id: `id-${count}` }))
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
      const contenders = [
        bareUndici(rest, end.signal),
        await ours(AHEAD, rest, keys.ed25519, end.signal, 2_000),
        await ours('kalshi-client, Ed25519', rest, keys.ed25519, end.signal),
        await ours('kalshi-client, RSA', rest, keys.rsa, end.signal),
        official(rest, keys.rsa),
      ]
      for (let count = 0; count < WARM_UP_RUNS; count++) for (const { run } of contenders) await run()
      const results = await race(contenders, rounds * SHORT_TURNS)
      const cpuOf = (wanted: string) => results.find(({ name }) => name === wanted)?.cpuNanos ?? Number.NaN
      const rows = results.map(({ name, nanos, cpuNanos, ratioTo }) => [
        name,
        formatFigure(nanos / 1_000),
        formatFigure(ratioTo(LIMIT)),
        formatFigure(cpuNanos / 1_000),
        `${formatFigure(cpuOf(OFFICIAL) / cpuNanos)}`,
      ])
      const ahead = results.find(({ name }) => name === AHEAD)
      const reached = ahead?.ratioTo(LIMIT) ?? Number.NaN
      const less = cpuOf(OFFICIAL) / cpuOf(AHEAD)
      return [
        `${ORDERS.toLocaleString('en-US')} orders one after the other, ${SHORT_TURNS} times a round, after ${(ORDERS * WARM_UP_RUNS).toLocaleString('en-US')} to warm up, answered by a server in another process. Undici repeats one request of as many bytes; ours makes each order anew, takes its tokens, asks the breaker, signs, sends, and decodes and checks the answer. ${signatures(keys)}`,
        `> Targets: beyond signing ≤ ${ROAD_TARGET} × undici (signed ahead), and a tenth of the processor time of Kalshi’s own client. In this run: ${formatFigure(reached)} × and ${formatFigure(less)} times less (undici with the same bytes each time: ${formatFigure(cpuOf(OFFICIAL) / cpuOf(LIMIT))}). ${reached <= ROAD_TARGET ? 'The first is met' : 'The first is missed'}, ${less >= CPU_TARGET ? 'the second is met' : 'the second is missed'}.`,
        table(['contender', 'µs/order', '× undici', 'CPU µs', 'official CPU ÷ this'], rows),
      ].join('\n\n')
    } finally {
      end.abort()
      server.disconnect()
    }
  },
}
