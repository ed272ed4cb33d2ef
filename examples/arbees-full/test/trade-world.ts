/*
 * The services of trading on one bus, one database in memory and one virtual clock, with lives that can be
 * ended at any moment: what stands around them in a test, none of it a double of them.
 */
import type { Clock, MarketId, Micros, Runtime } from '@arbees/core'
import { createRng, millis, seconds, toMarketId, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import type { MessageOf, SpokenOf, Topic } from '../src/messages/topics.ts'
import { TOPICS } from '../src/messages/topics.ts'
import type { Envelope } from '../src/platform/bus/bus.ts'
import { createMemoryBus } from '../src/platform/bus/memory-bus.ts'
import { createMemoryMedium } from '../src/platform/bus/memory-medium.ts'
import { createMemoryLeases } from '../src/platform/leases/memory-leases.ts'
import { createMetrics } from '../src/platform/metrics.ts'
import { watchStop } from '../src/platform/stop/kill-switch.ts'
import type { Store } from '../src/platform/store/store.ts'
import type { AnyService, ServiceContext } from '../src/service.ts'

export const KALSHI = toMarketId('kalshi', 'KXNBAGAME-26DEC05BOSLAL-BOS')
export const POLY = toMarketId('polymarket', '71')
export const GAME = 'nba-1'

/** A price in ticks and whole contracts. */
export type TestLevel = readonly [price: number, contracts: number]

type Said = { readonly topic: Topic; readonly message: unknown }

const TABLES =
  'paper_trades, positions, trades, bankroll, trading_signals, handled_messages, notifications, games, game_markets'

/** Creates the world: see above. The database is emptied; it outlives the world, since making one takes seconds. */
export async function createTradeWorld(store: Store, env: Readonly<Record<string, string>> = {}) {
  await store.run(`TRUNCATE ${TABLES} RESTART IDENTITY CASCADE`)
  const requests: string[] = []
  const base = createVirtualRuntime({
    seed: 5,
    http: async ({ url }) => {
      requests.push(url)
      throw new Error('no venue is reached here')
    },
    connect: (url) => {
      requests.push(url)
      throw new Error('no venue is reached here')
    },
  })
  const { clock } = base
  const medium = createMemoryMedium()
  const leases = createMemoryLeases(clock)
  const place = { value: null as string | null, isReadable: true }
  const ending = new AbortController()
  const killSwitch = watchStop({
    clock,
    log: base.log,
    mayUnwind: false,
    signal: ending.signal,
    place: {
      read: async () => {
        if (!place.isReadable) throw new Error('unreadable')
        return place.value
      },
      write: async (value) => {
        place.value = value
      },
    },
  })
  const said: Said[] = []
  const lives: (() => void)[] = []
  const busOf = (source: string) => createMemoryBus({ clock, log: base.log, source, medium })
  const ear = busOf('test')
  for (const topic of TOPICS) {
    const handle = ({ message }: Envelope) => void said.push({ topic, message })
    await ear.listen({ topic, group: 'test', consumer: 'test', hearing: 'each', handle: handle as never })
  }

  /** Lets virtual time pass, and the database keep up with it. */
  async function pass(length: Micros): Promise<void> {
    const until = toMicros(clock.now() + length)
    while (clock.now() < until) {
      await clock.run(toMicros(Math.min(until, clock.now() + millis(50))))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  /** Waits until something is so, a minute of virtual time at most. */
  async function until(isSo: () => boolean, what: string): Promise<void> {
    for (let turn = 0; !isSo(); turn++) {
      if (turn > 1_200) throw new Error(`never happened: ${what}; heard ${said.map(({ topic }) => topic).join(' ')}`)
      await pass(millis(50))
    }
  }

  /** Starts services as one process that can be killed. */
  async function start(services: readonly AnyService[], name: string) {
    const life = { isAlive: true }
    const own: Clock = {
      now: clock.now,
      setTimer: (delay, fire) => clock.setTimer(delay, () => (life.isAlive ? fire() : undefined)),
    }
    const over = new AbortController()
    const bus = busOf(`${name}.${clock.now()}`)
    const runtime: Runtime = { ...base, clock: own, rng: createRng(name) }
    const stops: (() => void)[] = []
    const speak = async (topic: Topic, message: SpokenOf<Topic>, correlation?: string) => {
      if (life.isAlive) await bus.speak(topic, message, correlation)
    }
    const starting = (async () => {
      for (const service of services) {
        const config = service.config.parse(env)
        const context = { service: service.name, instance: name, config, runtime, store, leases, killSwitch }
        const fail = (reason: Error) => {
          throw reason
        }
        const full = { ...context, metrics: createMetrics(), speak, fail, forget: bus.forget, signal: over.signal }
        const running = await service.start(full as unknown as ServiceContext<Topic, never>)
        for (const topic of TOPICS) {
          const hearing = service.listens[topic]
          const handler = running.handlers[topic] as ((message: unknown, about: Envelope) => unknown) | undefined
          if (hearing === undefined || handler === undefined) continue
          const handle = async (envelope: Envelope) => {
            // A message that was given to a process which died meanwhile is told to the next one.
            if (!life.isAlive) await new Promise(() => undefined)
            await handler(envelope.message, envelope)
          }
          stops.push(await bus.listen({ topic, group: service.name, consumer: name, hearing, handle: handle as never }))
        }
        await running.begin?.()
      }
    })()
    let isStarted = false
    let failure: unknown
    starting.then(
      () => {
        isStarted = true
      },
      (error: unknown) => {
        failure = error
        isStarted = true
      },
    )
    await until(() => isStarted, `${name} starts`)
    if (failure !== undefined) throw failure
    /** Ends it at once: no timer, no message, no goodbye. */
    const kill = () => {
      life.isAlive = false
      for (const stop of stops) stop()
      over.abort()
    }
    lives.push(kill)
    return { kill }
  }

  const tell = <T extends Topic>(topic: T, message: SpokenOf<T>) => ear.speak(topic, message, GAME)
  const heard = <T extends Topic>(topic: T) =>
    said.filter((one) => one.topic === topic).map(({ message }) => message as MessageOf<T>)
  let token = 100
  const setBook = async (market: MarketId, bids: readonly TestLevel[], asks: readonly TestLevel[], isWhole = true) => {
    token += 1
    const levels = (side: readonly TestLevel[]) =>
      side.map(([price, contracts]) => ({ price, quantity: contracts * 1_000_000 }))
    await tell('quote.changed', {
      market,
      venue: market.slice(0, market.indexOf(':')),
      bids: levels(bids),
      asks: levels(asks),
      venueAt: null,
      receivedAt: clock.now(),
      continuity: isWhole ? token : 0,
    })
    return token
  }
  const listing = (id: MarketId, takerRate: number) => ({
    market: {
      id,
      venue: id.slice(0, id.indexOf(':')),
      title: 'Who wins?',
      status: 'open' as const,
      grid: { ranges: [{ start: 100, end: 9_900, step: 100 }] },
      lot: 1_000_000,
      quantityMin: 1_000_000,
      notionalMin: 0,
      closesAt: null,
    },
    fees: { name: 'test', takerRate, makerRate: 0, roundUpTo: 100, buyFeeIn: 'money' as const },
    yesOn: 'home' as const,
    native: {},
  })

  /** Tells the two markets of the game. */
  const listMarkets = () =>
    tell('market.matched', {
      game: GAME,
      league: 'nba',
      markets: [listing(KALSHI, 700), listing(POLY, 0)],
      pairs: [{ name: 'BOS=71', a: KALSHI, b: POLY, polarity: 'same', proof: ['a test'] }],
      refused: [],
    })

  /** Tells them with books on which YES at 0.40 and NO at 0.50 make a dollar. */
  async function openMarkets() {
    await listMarkets()
    const kalshi = await setBook(KALSHI, [[3_900, 200]], [[4_000, 200]])
    const poly = await setBook(POLY, [[5_000, 150]], [[5_100, 150]])
    await pass(millis(10))
    return { kalshi, poly }
  }

  /** Returns a signal for the pair on books with these tokens. */
  function pairSignal(
    name: string,
    tokens: { readonly kalshi: number; readonly poly: number },
  ): SpokenOf<'signal.generated'> {
    const now = clock.now()
    const about = { action: 'buy' as const, available: 150_000_000, seenAt: now }
    return {
      signal: name,
      type: 'cross_platform_arb',
      game: GAME,
      pair: 'BOS=71',
      legs: [
        { market: KALSHI, venue: 'kalshi', outcome: 'yes', limit: 4_000, continuity: tokens.kalshi, ...about },
        { market: POLY, venue: 'polymarket', outcome: 'no', limit: 5_000, continuity: tokens.poly, ...about },
      ],
      edge: 83_200,
      edgeBps: 907,
      modelChance: null,
      marketChance: null,
      causedAt: toMicros(now - millis(5)),
      generatedAt: now,
      expiresAt: toMicros(now + seconds(2)),
    }
  }

  const settle = (market: MarketId, outcome: 'yes' | 'no') =>
    tell('market.settled', { market, game: GAME, outcome, yesPrice: outcome === 'yes' ? 10_000 : 0, at: clock.now() })

  return {
    clock,
    store,
    place,
    requests,
    lines: base.lines,
    disk: base.disk,
    pass,
    until,
    start,
    tell,
    heard,
    setBook,
    listMarkets,
    openMarkets,
    pairSignal,
    settle,
    end: async () => {
      ending.abort()
      for (const kill of lives) kill()
      await pass(millis(300))
    },
  }
}
