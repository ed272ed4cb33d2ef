/*
 * Our own Polymarket client on the fake, in virtual time.
 */
import type { ClientOrderId, IocOrder, Submission } from '@arbees/core'
import { millis, toMarketId, toPrice, toQuantity } from '@arbees/core'
import { createPolymarketClient, polymarketVenue } from '@arbees/polymarket-client'
import { createVirtualRuntime } from '@arbees/testkit'
import { fakeConnect, fakeHttp } from '../src/index.ts'
import type { WorldOptions } from './polymarket-world.ts'
import { createTradingWorld } from './polymarket-world.ts'

const HOSTS = {
  clob: 'https://clob.fake',
  gamma: 'https://gamma.fake',
  data: 'https://data.fake',
  site: 'https://site.fake',
  marketStream: 'wss://clob.fake/ws/market',
  userStream: 'wss://clob.fake/ws/user',
}
const FEES = { rateMillionths: 50_000, exponent: 1, isTakerOnly: true }

/** Returns our client on a fake in virtual time, and a hand on both. */
export async function createVenue(options: WorldOptions = {}) {
  const world = await createTradingWorld({ market: { fees: FEES }, ...options })
  const { fake, clock, signer, credentials, yes } = world
  const routes = [
    { origin: HOSTS.clob, venue: fake.clob },
    { origin: HOSTS.gamma, venue: fake.gamma },
    { origin: HOSTS.data, venue: fake.data },
    { origin: HOSTS.site, venue: fake.site },
    { origin: 'wss://clob.fake', venue: fake.clob },
  ]
  const runtime = createVirtualRuntime({
    seed: 1,
    clock,
    http: fakeHttp(routes, clock),
    connect: fakeConnect(routes, clock, millis(5)),
  })
  const surprises: unknown[] = []
  const client = createPolymarketClient({
    environment: { hosts: HOSTS },
    runtime,
    signer,
    credentials,
    onSurprise: (surprise) => surprises.push(surprise),
  })
  const { feed, broker } = polymarketVenue(client)
  const market = toMarketId('polymarket', yes)

  /** Lets time pass until a promise is settled. */
  async function wait<T>(promise: Promise<T>): Promise<T> {
    let isDone = false
    const end = () => {
      isDone = true
    }
    promise.then(end, end)
    for (let steps = 0; !isDone && steps < 10_000; steps++) {
      await clock.settle()
      if (!isDone && !(await clock.step())) break
    }
    if (!isDone) throw new Error('expected the promise to be settled by now')
    return promise
  }

  let count = 0
  const order = (part: Partial<IocOrder> = {}): IocOrder => {
    count += 1
    const id = `arb${Math.floor(clock.now() / 1000)}${String(count).padStart(6, '0')}1234` as ClientOrderId
    return {
      id,
      market,
      action: 'buy',
      outcome: 'yes',
      limit: toPrice(5200),
      quantity: toQuantity(10_000_000),
      ...part,
    }
  }
  const submit = (part: Partial<IocOrder> = {}): Promise<Submission> => wait(broker.submit(order(part)))
  return { ...world, client, feed, broker, market, wait, order, submit, surprises, runtime }
}
