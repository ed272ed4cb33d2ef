import type { Clock, Log, Micros, Runtime } from '@arbees/core'
import { millis } from '@arbees/core'
import type {
  AnyEndpoint,
  Bound,
  CallContext,
  CallOptions,
  Charge,
  CircuitBreaker,
  CircuitBreakerOptions,
  Endpoint,
  Limiter,
} from '@arbees/transport'
import {
  bind,
  call,
  compose,
  createBulkQueue,
  createCircuitBreaker,
  createLimiter,
  nodeRuntime,
  rateLimitBackoff,
  retryReads,
} from '@arbees/transport'
import type { ClockOffset, ClockWatch } from './clock-offset.ts'
import { createClockWatch } from './clock-offset.ts'
import type { KalshiCredentials } from './credentials.ts'
import { assertClock, createDialect } from './dialect.ts'
import { getEndpointCosts, getLimits } from './endpoints/account.ts'
import { createOrder } from './endpoints/orders.ts'
import type { KalshiAddresses, KalshiEnvironment } from './environment.ts'
import { addressesOf } from './environment.ts'
import type { KalshiTier } from './rate-limits.ts'
import { learnedBuckets, learnedCosts, tierBuckets } from './rate-limits.ts'
import { KALSHI_RESOURCES } from './resources.ts'
import type { KalshiAccountLimits } from './schema/account.ts'
import type { Surprise } from './schema/wire.ts'
import type { SignedHeaders } from './sign.ts'
import { signRequest } from './sign.ts'
import type { SignAhead } from './sign-ahead.ts'
import { createSignAhead } from './sign-ahead.ts'
import { reporting } from './surprise.ts'

/** What a client may spend, and how it waits. */
export type KalshiLimits = {
  /** Assumed until `learnLimits` has asked. @default 'basic' */
  readonly tier?: KalshiTier
  /** The part of each bucket that only unwinds may spend. @default 20 */
  readonly unwindReservePercent?: number
  /** The least time between two bulk reads (`lane: 'bulk'`). @default 0 */
  readonly requestDelayMillis?: number
  /** Bulk reads under way at once. @default 4 */
  readonly bulkConcurrencyMax?: number
  /** How long a request may wait for tokens. @default 30000 */
  readonly waitMaxMillis?: number
}

/** Settings of `createKalshiClient`. */
export type KalshiClientOptions = {
  /** Where to trade. Keys of one environment are unknown to the other. */
  readonly environment: KalshiEnvironment
  /** Without them, public endpoints only. */
  readonly credentials?: KalshiCredentials
  /** @default nodeRuntime() */
  readonly runtime?: Runtime
  readonly limits?: KalshiLimits
  /** From sending a request to the last byte of its answer. @default 10000 */
  readonly timeoutMillis?: number
  /**
   * Signs orders' headers before they are needed and uses one set for several orders, none older than
   * this. Off unless given: that the exchange takes one timestamp for several requests is unproven.
   */
  readonly signAhead?: { readonly maxAgeMillis: number }
  /** Of the circuit breaker: how many failures open it, for how long, and its state from an earlier run. */
  readonly breaker?: Pick<CircuitBreakerOptions, 'failuresMax' | 'openMicros' | 'state' | 'onChange'>
  /** Hears of words that are in no list here. @default logs each once, as a warning */
  readonly onSurprise?: (surprise: Surprise) => void
  /** Ends what the client keeps going. */
  readonly signal?: AbortSignal
}

/** What a client has beside its endpoints. */
export type KalshiClientOwn = {
  readonly addresses: KalshiAddresses
  readonly runtime: Runtime
  readonly hasCredentials: boolean
  /** Calls any endpoint value: one of one's own, for what is not here yet. */
  readonly call: <Input extends object, Output, Item>(
    endpoint: Endpoint<Input, Output, Item>,
    input: Input,
    options?: CallOptions,
  ) => Promise<Output>
  /** Asks the exchange for the account's limits and the endpoints' costs, and goes by them from then on. */
  readonly learnLimits: () => Promise<KalshiAccountLimits>
  /** Whole tokens left in each bucket. */
  readonly tokensLeft: () => Readonly<Record<string, number>>
  readonly breaker: Pick<CircuitBreaker, 'state' | 'reset'>
  /** How far the exchange's clock is from ours; undefined before the first answer. */
  readonly clockOffset: () => ClockOffset | undefined
  /**
   * Returns the headers that open a stream. Undefined without credentials.
   *
   * @throws VenueError `auth.clock` when the clock is too far off.
   */
  readonly signStream: (at: Micros) => SignedHeaders | undefined
}

type Resources = typeof KALSHI_RESOURCES
type BoundResources = { readonly [Name in keyof Resources]: Bound<Resources[Name]> }

/** The whole exchange: a method for each endpoint, by resource. */
export type KalshiClient = BoundResources & KalshiClientOwn

function warnOnce(log: Log): (surprise: Surprise) => void {
  const seen = new Set<string>()
  return ({ where, found }) => {
    const key = `${where}\n${found}`
    if (seen.has(key) || seen.size >= 1_000) return
    seen.add(key)
    log('warn', 'kalshi said an unknown word', { where, found })
  }
}

type Engine = {
  readonly context: CallContext
  readonly limiter: Limiter
  readonly breaker: CircuitBreaker
  readonly watch: ClockWatch
  readonly reservePercent: number
  costs: ((endpoint: AnyEndpoint) => Charge) | undefined
}

function signAheadOf(options: KalshiClientOptions, clock: Clock, baseUrl: string): SignAhead | undefined {
  const { credentials, signal } = options
  if (credentials === undefined || options.signAhead === undefined) return undefined
  const signAhead = createSignAhead({
    credentials,
    clock,
    method: createOrder.method,
    path: new URL(baseUrl).pathname + createOrder.path,
    maxAgeMicros: millis(options.signAhead.maxAgeMillis),
  })
  signal?.addEventListener('abort', signAhead.stop, { once: true })
  return signAhead
}

/** What all calls share: limits, breaker, clock, and the order in which they stand around a request. */
function createEngine(options: KalshiClientOptions, runtime: Runtime, baseUrl: string): Engine {
  const { limits = {}, credentials } = options
  const { clock, rng, log } = runtime
  const watch = createClockWatch()
  const reservePercent = limits.unwindReservePercent ?? 20
  const limiter = createLimiter({
    venue: 'kalshi',
    clock,
    buckets: tierBuckets(limits.tier ?? 'basic', reservePercent),
    waitMaxMicros: millis(limits.waitMaxMillis ?? 30_000),
  })
  const breaker = createCircuitBreaker({ venue: 'kalshi', clock, log, ...options.breaker })
  const queue = createBulkQueue({
    concurrencyMax: limits.bulkConcurrencyMax ?? 4,
    spacingMicros: millis(limits.requestDelayMillis ?? 0),
  })
  const signAhead = signAheadOf(options, clock, baseUrl)
  const context: CallContext = {
    dialect: createDialect({ baseUrl, credentials, watch, signAhead, costOf: () => engine.costs }),
    http: runtime.http,
    clock,
    timeoutMicros: millis(options.timeoutMillis ?? 10_000),
    intercept: compose(
      queue.intercept,
      retryReads({ clock, rng, log }),
      rateLimitBackoff({ venue: 'kalshi', venueName: 'Kalshi', clock, log }),
      breaker.intercept,
      limiter.intercept,
    ),
  }
  const engine: Engine = { context, limiter, breaker, watch, reservePercent, costs: undefined }
  return engine
}

function bindAll(context: CallContext, report: (surprise: Surprise) => void): BoundResources {
  const bound = Object.entries(KALSHI_RESOURCES).map(([name, endpoints]) => {
    const reported = Object.entries(endpoints as Readonly<Record<string, AnyEndpoint>>).map(
      ([method, endpoint]) => [method, reporting(endpoint, report)] as const,
    )
    return [name, bind(context, Object.fromEntries(reported))] as const
  })
  return Object.fromEntries(bound) as unknown as BoundResources
}

/**
 * Creates a client for Kalshi's REST and stream APIs.
 *
 * @throws InvariantError when an address of one's own is not one.
 * @example
 * const kalshi = createKalshiClient({ environment: 'demo', credentials })
 * const { market } = await kalshi.markets.getMarket({ ticker: 'KXHIGHNY-26NOV22-B53.5' })
 * for await (const one of kalshi.markets.getMarkets.each({ status: 'open' })) console.log(one.ticker, one.yesBid)
 */
export function createKalshiClient(options: KalshiClientOptions): KalshiClient {
  const { credentials, signal } = options
  const addresses = addressesOf(options.environment)
  const runtime = options.runtime ?? nodeRuntime(signal === undefined ? {} : { signal })
  const engine = createEngine(options, runtime, addresses.rest)
  const { context, limiter, breaker, watch, reservePercent } = engine
  const own: KalshiClientOwn = {
    addresses,
    runtime,
    hasCredentials: credentials !== undefined,
    call: (endpoint, input, callOptions) => call(context, endpoint, input, callOptions),
    learnLimits: async () => {
      const [account, prices] = await Promise.all([call(context, getLimits, {}), call(context, getEndpointCosts, {})])
      engine.costs = learnedCosts(prices)
      for (const [name, settings] of Object.entries(learnedBuckets(account, reservePercent))) {
        limiter.configure(name, settings)
      }
      return account
    },
    tokensLeft: limiter.levels,
    breaker: { state: breaker.state, reset: breaker.reset },
    clockOffset: watch.offset,
    signStream: (at) => {
      if (credentials === undefined) return undefined
      assertClock(watch, at)
      return signRequest(credentials, at, 'GET', new URL(addresses.ws).pathname)
    },
  }
  return Object.freeze({ ...bindAll(context, options.onSurprise ?? warnOnce(runtime.log)), ...own })
}
