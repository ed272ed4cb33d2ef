/*
 * Both venues' fakes in a process of their own, which open a gap when told to and say how long after the
 * frame that opened it an order came back: one clock at both ends of the road.
 */
import { createPublicKey } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { createKeys } from '../../examples/simulate/src/world/keys.ts'
import { QUESTIONS } from '../../examples/simulate/src/world/question.ts'
import type { Level, Micros, Money } from '../../packages/core/src/index.ts'
import { createRng } from '../../packages/core/src/index.ts'
import { nodeRuntime } from '../../packages/transport/src/index.ts'
import type { FakeVenue } from '../../packages/venue-fakes/src/index.ts'
import { fakeKalshi, fakePolymarket, serveVenue, UNLIMITED_TIER } from '../../packages/venue-fakes/src/index.ts'
import type { Ticked } from './tick-gap.ts'
import { GAP_WORDS } from './tick-gap.ts'

/** What is asked of the server: a key to let in, or a gap on one venue. */
export type TickCommand =
  | { readonly type: 'key'; readonly pem: string; readonly restMillis?: number }
  | { readonly type: 'tick'; readonly on: Ticked }

/** Where the server is, or how long one order took; null when none came. */
export type TickAnswer =
  | {
      readonly type: 'ready'
      readonly origins: Readonly<Record<'kalshi' | 'clob' | 'gamma' | 'data' | 'site', string>>
    }
  | { readonly type: 'ticked'; readonly micros: number | null }

const CASH = 1_000_000_000_000 as Money
const WAIT_MILLIS = 400
/** Enough for a trade to end before the next tick. */
const REST_MILLIS = 8
const { clock } = nodeRuntime({ log: () => undefined })
const [question] = QUESTIONS as [(typeof QUESTIONS)[number]]
const { ticker, conditionId } = question
const keys = createKeys()

let sentAt = Number.NaN
let asks = 0
let received: ((at: number) => void) | undefined
let orderOn: Ticked = 'kalshi'

/** Notes when the frame that opens a gap leaves, and when an order has arrived whole. */
function timed(venue: FakeVenue, name: Ticked): FakeVenue {
  return {
    ...venue,
    request: (request) => {
      if (request.method === 'POST' && request.url.includes('order') && orderOn === name) received?.(performance.now())
      return venue.request(request)
    },
    openSocket: (url, headers, peer) =>
      venue.openSocket(url, headers, {
        ...peer,
        send: (text) => {
          if (Number.isNaN(sentAt) && text.includes(GAP_WORDS[name])) sentAt = performance.now()
          peer.send(text)
        },
      }),
  }
}

process.once('message', (first: TickCommand) => {
  if (first.type !== 'key') return
  const rsa = createPublicKey(first.pem).export({ type: 'spki', format: 'pem' }) as string
  void serve(rsa, first.restMillis ?? REST_MILLIS)
})

async function serve(rsa: string, restMillis: number): Promise<void> {
  const kalshi = fakeKalshi({
    runtime: { clock },
    markets: [question.kalshiMarket],
    members: [
      { keyId: keys.kalshiKeyId, keyPem: keys.kalshiPublicPem, cash: { 0: CASH }, tier: 'unlimited' },
      { keyId: 'rsa', keyPem: rsa, cash: { 0: CASH }, tier: 'unlimited' },
    ],
    paceMicros: null,
  })
  const polymarket = fakePolymarket({
    runtime: { clock, rng: createRng(1) },
    markets: [question.polymarketMarket],
    accounts: [{ owner: keys.signer.address, cash: CASH, credentials: keys.apiKey }],
    tier: UNLIMITED_TIER,
    settlement: { minedAfter: 1_000 as Micros, confirmedAfter: 1_000 as Micros },
  })
  const levels = (...pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([price, contracts]) => ({ price, quantity: contracts * 1_000_000 }) as Level)
  const quiet = () => {
    kalshi.show(ticker, levels([3_900, 100]), levels([4_800, 100]))
    polymarket.show(conditionId, levels([4_500, 100]), levels([4_800, 100]))
  }
  const offer = () => {
    asks += 1
    const terms = { owner: 'seller', side: 'ask', lifetime: 'gtc', selfTrade: 'allow' } as const
    const [{ price: limit, quantity }] = levels([3_300, 10]) as [Level]
    polymarket.act(conditionId, { type: 'submit', entry: { id: `tick-${asks}`, ...terms, limit, quantity } })
  }
  quiet()
  const doors = {
    kalshi: timed(kalshi.venue, 'kalshi'),
    clob: timed(polymarket.clob, 'polymarket'),
  }
  const venues = { ...doors, gamma: polymarket.gamma, data: polymarket.data, site: polymarket.site }
  const origins: Record<string, string> = {}
  for (const [name, venue] of Object.entries(venues)) origins[name] = (await serveVenue({ venue, clock })).httpOrigin
  process.on('message', (command: TickCommand) => {
    if (command.type !== 'tick') return
    orderOn = command.on
    const answer = (micros: number | null) => {
      received = undefined
      setTimeout(() => {
        quiet()
        setTimeout(() => process.send?.({ type: 'ticked', micros } satisfies TickAnswer), restMillis)
      }, restMillis)
    }
    const timer = setTimeout(() => answer(null), WAIT_MILLIS)
    received = (at) => {
      if (Number.isNaN(sentAt)) return
      clearTimeout(timer)
      answer((at - sentAt) * 1_000)
    }
    // One better offer: ten contracts that nobody should sell so low.
    if (command.on === 'polymarket') polymarket.show(conditionId, levels([3_000, 100]), levels([4_800, 100]))
    setTimeout(() => {
      sentAt = Number.NaN
      if (command.on === 'kalshi') kalshi.showLevels(ticker, [], levels([4_000, 10]))
      else offer()
    }, restMillis)
  })
  process.send?.({ type: 'ready', origins: origins as never } satisfies TickAnswer)
}
process.on('disconnect', () => process.exit(0))
