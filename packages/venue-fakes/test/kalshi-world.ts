/*
 * A small Kalshi in virtual time and a raw client that signs: what tests ask through.
 */
import { constants, generateKeyPairSync, sign } from 'node:crypto'
import type { Micros, Money } from '@arbees/core'
import { createRng, toMicros, toPrice, toQuantity } from '@arbees/core'
import type { VirtualClock } from '@arbees/testkit'
import { createVirtualClock } from '@arbees/testkit'
import type { FakeKalshi, FakeKalshiOptions, FaultOrder } from '../src/index.ts'
import { createFaultPlan, fakeKalshi } from '../src/index.ts'

export const START = toMicros(1_795_359_600_000_000)
export const TICKER = 'KXHIGHNY-26NOV22-B53.5'
export const CRYPTO = 'KXBTC15M-26NOV221215-15'

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Virtual time stands still between steps, so the same message comes again and again. */
const SIGNED = new Map<string, string>()

function signed(message: string): string {
  let signature = SIGNED.get(message)
  if (signature === undefined) {
    const key = { key: RSA.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    signature = sign('sha256', Buffer.from(message), key).toString('base64')
    SIGNED.set(message, signature)
  }
  return signature
}

export type Answer = { readonly status: number; readonly text: string; readonly json: never }
type Body = Readonly<Record<string, unknown>>

export type KalshiTable = {
  readonly clock: VirtualClock
  readonly kalshi: FakeKalshi
  readonly headers: (method: string, path: string, at?: Micros) => Record<string, string>
  /** Sends a signed request; throws when no answer comes. */
  readonly ask: (method: string, path: string, body?: Body) => Answer
  readonly order: (part?: Body) => Answer
  /** Opens a socket and collects what it hears. */
  readonly listen: () => { readonly heard: Body[]; readonly say: (command: Body) => void; readonly pings: () => number }
}

export type TableOptions = Partial<Pick<FakeKalshiOptions, 'paceMicros' | 'markets'>> & {
  readonly cash?: Readonly<Record<number, Money>>
  readonly tier?: string
  readonly script?: readonly FaultOrder[]
}

/** A quiet market with a book of 42/44, and nobody who moves. */
export function setTable(options: TableOptions = {}): KalshiTable {
  const clock = createVirtualClock(START)
  const { paceMicros = null, tier = 'prestige', script = [], cash } = options
  const kalshi = fakeKalshi({
    runtime: { clock },
    markets: options.markets ?? [
      { ticker: TICKER, fair: null },
      { ticker: CRYPTO, fair: null, shard: 2 },
    ],
    members: [
      {
        keyId: 'key',
        keyPem: RSA.publicKey.export({ type: 'spki', format: 'pem' }) as string,
        tier,
        ...(cash === undefined ? {} : { cash }),
      },
    ],
    faults: createFaultPlan({ clock, rng: createRng('faults'), script }),
    paceMicros,
  })
  if (options.markets === undefined) {
    for (const ticker of [TICKER, CRYPTO]) {
      kalshi.show(ticker, [level(42, 13), level(41, 10)], [level(44, 17), level(45, 5)])
    }
  }

  const headers = (method: string, path: string, at: Micros = clock.now()) => {
    const timestamp = String(Math.floor(at / 1_000))
    const message = `${timestamp}${method}${path.split('?', 1)[0]}`
    return {
      'kalshi-access-key': 'key',
      'kalshi-access-timestamp': timestamp,
      'kalshi-access-signature': signed(message),
    }
  }

  const ask = (method: string, path: string, body?: Body): Answer => {
    const url = `/trade-api/v2${path}`
    const text = body === undefined ? '' : JSON.stringify(body)
    const reply = kalshi.venue.request({ method, url, headers: headers(method, url), body: text })
    if (reply.type !== 'answer') throw new Error(reply.type)
    const isJson = reply.headers['content-type'] === 'application/json'
    return { status: reply.status, text: reply.body, json: (isJson ? JSON.parse(reply.body) : undefined) as never }
  }

  const order = (part: Body = {}) =>
    ask('POST', '/portfolio/events/orders', {
      ticker: TICKER,
      side: 'bid',
      count: '1.00',
      price: '0.4400',
      time_in_force: 'immediate_or_cancel',
      self_trade_prevention_type: 'taker_at_cross',
      ...part,
    })

  const listen = () => {
    const heard: Body[] = []
    let pings = 0
    const path = '/trade-api/ws/v2'
    const handshake = kalshi.venue.openSocket(path, headers('GET', path), {
      send: (text) => heard.push(JSON.parse(text) as Body),
      ping: () => {
        pings += 1
      },
      close: (code) => heard.push({ type: 'closed', code }),
      cut: () => heard.push({ type: 'cut' }),
    })
    if (handshake.type !== 'opened') throw new Error(handshake.body)
    return {
      heard,
      say: (command: Body) => handshake.socket.frame(JSON.stringify(command)),
      pings: () => pings,
    }
  }

  return { clock, kalshi, headers, ask, order, listen }
}

/** A level in cents and contracts. */
export function level(cents: number, contracts: number) {
  return { price: toPrice(cents * 100), quantity: toQuantity(contracts * 1_000_000) }
}
