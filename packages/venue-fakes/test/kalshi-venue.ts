/*
 * Our own Kalshi client on the fake, in virtual time.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { ClientOrderId, IocOrder, Runtime } from '@arbees/core'
import { toMarketId, toMoney, toPrice, toQuantity } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import type { VirtualClock } from '@arbees/testkit'
import { createVirtualClock, createVirtualRuntime } from '@arbees/testkit'
import type { FakeKalshi, FaultOrder } from '../src/index.ts'
import { createFaultPlan, fakeConnect, fakeHttp, fakeKalshi } from '../src/index.ts'
import { level, START, TICKER } from './kalshi-world.ts'

export const MARKET = toMarketId('kalshi', TICKER)
const PAIR = generateKeyPairSync('ed25519')
export const CREDENTIALS = createKalshiCredentials({
  keyId: 'key',
  privateKey: PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
})
const MEMBER = {
  keyId: 'key',
  keyPem: PAIR.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  cash: { 0: toMoney(1_000_000_000) },
}

export function openFake(runtime: Pick<Runtime, 'clock' | 'rng'>): FakeKalshi {
  const kalshi = fakeKalshi({
    runtime,
    markets: [{ ticker: TICKER, fair: null }],
    members: [MEMBER],
    faults: createFaultPlan(runtime),
    paceMicros: null,
  })
  kalshi.show(TICKER, [level(42, 13)], [level(44, 17), level(45, 5)])
  return kalshi
}

let orders = 0

export function ioc(part: Partial<IocOrder> = {}): IocOrder {
  orders += 1
  return {
    id: `arb${orders}` as ClientOrderId,
    market: MARKET,
    action: 'buy',
    outcome: 'yes',
    limit: toPrice(4_400),
    quantity: toQuantity(5_000_000),
    ...part,
  }
}

/** Runs a promise to its end in virtual time. */
export async function finish<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isDone = false
  const done = promise.finally(() => {
    isDone = true
  })
  // It may fail before it is waited for.
  done.catch(() => undefined)
  for (let step = 0; step < 100_000 && !isDone; step++) {
    await clock.settle()
    if (!isDone && !(await clock.step())) break
  }
  return done
}

export function virtually(script: readonly FaultOrder[] = []) {
  const clock = createVirtualClock(START)
  const kalshi = openFake({ clock, rng: createVirtualRuntime({ seed: 1, clock }).rng })
  const { venue: fake } = kalshi
  const runtime = createVirtualRuntime({
    seed: 1,
    clock,
    http: fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: fake }], clock),
    connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: fake }], clock),
  })
  const limits = { tier: 'prestige' } as const
  const client = createKalshiClient({ environment: 'production', credentials: CREDENTIALS, runtime, limits })
  const venue = kalshiVenue(client)
  const arm = () => {
    for (const one of script) kalshi.faults.inject(one)
  }
  return { clock, kalshi, venue, arm }
}
