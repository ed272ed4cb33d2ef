import type { Micros, Runtime } from '@arbees/core'
import { isVenueError, millis, seconds, toMicros, VenueError } from '@arbees/core'
import type {
  AnyEndpoint,
  Bound,
  CallOptions,
  CircuitBreaker,
  CircuitBreakerOptions,
  Endpoint,
} from '@arbees/transport'
import { bind, call, nodeRuntime } from '@arbees/transport'
import type { AccountReader } from './balances.ts'
import { createAccountReader } from './balances.ts'
import type { Contexts } from './contexts.ts'
import { createContexts } from './contexts.ts'
import type { ApiCredentials } from './credentials.ts'
import { createApiKey as createApiKeyEndpoint, deriveApiKey } from './endpoints/account.ts'
import { getTime } from './endpoints/books.ts'
import type { Environment, EnvironmentChoice, Hosts } from './environment.ts'
import { toEnvironment } from './environment.ts'
import type { Identity, IdentityOptions } from './identity.ts'
import { partyOf, toIdentity } from './identity.ts'
import type { MarketLookup } from './market-lookup.ts'
import { createMarketLookup } from './market-lookup.ts'
import type { OrderBuilder } from './order-builder.ts'
import { createOrderBuilder } from './order-builder.ts'
import type { OrderDesk } from './order-desk.ts'
import { createOrderDesk } from './order-desk.ts'
import type { ResourceName } from './resources.ts'
import { POLYMARKET_RESOURCES, RESOURCE_HOSTS } from './resources.ts'
import { l1Headers } from './sign/clob-auth.ts'
import type { Keccak } from './sign/eip712.ts'
import type { Surprise } from './surprise.ts'
import { reporting, warnOnce } from './surprise.ts'
import type { TradingWindow } from './trading-window.ts'

/** Settings of `createPolymarketClient`. */
export type PolymarketClientOptions = IdentityOptions & {
  /** Production, or hosts of one's own. @default 'production' */
  readonly environment?: EnvironmentChoice
  /** @default nodeRuntime() */
  readonly runtime?: Runtime
  /** From sending a request to the last byte of its answer. @default 10000 */
  readonly timeoutMillis?: number
  /** Of the circuit breaker: how many failures open it, for how long, and its state from an earlier run. */
  readonly breaker?: Pick<CircuitBreakerOptions, 'failuresMax' | 'openMicros' | 'state' | 'onChange'>
  /** Hears of words that are in no list here. @default logs each once, as a warning */
  readonly onSurprise?: (surprise: Surprise) => void
  /** Shared by many clients of one process, whose memory it saves. @default one of its own */
  readonly keccak?: Keccak
  /** Ends what the client keeps going. */
  readonly signal?: AbortSignal
}

/** What a client has beside its endpoints. */
export type PolymarketClientOwn = {
  readonly environment: Environment
  readonly runtime: Runtime
  readonly identity: Identity
  /** Markets by any of their names, with all that an order needs. */
  readonly markets: MarketLookup
  /** What orders will be, and orders signed; needs a signer and credentials. */
  readonly builder: OrderBuilder
  /** Orders sent, each once; needs a signer and credentials. */
  readonly desk: OrderDesk
  /** Balances and approvals; needs credentials. */
  readonly wallet: AccountReader
  /** Whether the venue takes orders at all, as far as is known. */
  readonly window: Pick<TradingWindow, 'pause' | 'listen'>
  /**
   * Asks now whether orders are taken from here.
   *
   * @throws VenueError `location.blocked` when they are not, or when it cannot be asked.
   */
  readonly checkLocation: () => Promise<void>
  /**
   * Returns the API key of the signer, made if there is none; the same for the same nonce.
   *
   * @throws VenueError `auth.missing` without a signer.
   */
  readonly createOrDeriveApiKey: (nonce?: number) => Promise<ApiCredentials>
  /** Returns the venue's clock minus ours, in microseconds, to half a second. */
  readonly measureClock: () => Promise<Micros>
  readonly breaker: Pick<CircuitBreaker, 'state' | 'reset'>
  /** Whole tokens left in each bucket of the rate limits. */
  readonly tokensLeft: () => Readonly<Record<string, number>>
  /** Calls any endpoint value: one of one's own, for what is not here yet. */
  readonly call: <Input extends object, Output, Item>(
    host: keyof Hosts,
    endpoint: Endpoint<Input, Output, Item>,
    input: Input,
    options?: CallOptions,
  ) => Promise<Output>
}

type Resources = typeof POLYMARKET_RESOURCES

/** The whole venue: a method for each endpoint, by resource, and what stands above them. */
export type PolymarketClient = { readonly [Name in keyof Resources]: Bound<Resources[Name]> } & PolymarketClientOwn

function bindAll(contexts: Contexts, report: (surprise: Surprise) => void) {
  const bound = (Object.keys(POLYMARKET_RESOURCES) as ResourceName[]).map((name) => {
    const endpoints = Object.entries(POLYMARKET_RESOURCES[name] as Readonly<Record<string, AnyEndpoint>>)
    const told = Object.fromEntries(endpoints.map(([method, endpoint]) => [method, reporting(endpoint, report)]))
    return [name, bind(contexts.of(RESOURCE_HOSTS[name]), told)]
  })
  return Object.fromEntries(bound) as unknown as { readonly [Name in keyof Resources]: Bound<Resources[Name]> }
}

/** Returns the methods of `make`'s result, made when one of them is first used: without keys, most of a client works. */
function later<T extends object>(names: readonly (keyof T)[], make: () => T): T {
  let made: T | undefined
  const entries = names.map((name) => [
    name,
    (...args: never[]) => {
      made ??= make()
      return (made[name] as (...all: never[]) => unknown)(...args)
    },
  ])
  return Object.freeze(Object.fromEntries(entries)) as T
}

function apiKeyMaker(identity: Identity, contexts: Contexts, environment: Environment, runtime: Runtime) {
  return async (nonce = 0): Promise<ApiCredentials> => {
    const { signer } = identity
    if (signer === undefined)
      throw new VenueError('auth.missing', { venue: 'polymarket', what: 'a signer, to make API keys' })
    const context = contexts.of('clob')
    const headers = await l1Headers(signer, environment.chainId, Math.floor(runtime.clock.now() / seconds(1)), nonce)
    const made = await call(context, createApiKeyEndpoint, { headers }).catch((error: unknown) => {
      // There is one already.
      if (isVenueError(error, 'response.status') && error.context.status === 400) return undefined
      throw error
    })
    const { apiKey: key, secret, passphrase } = made ?? (await call(context, deriveApiKey, { headers }))
    return { key, secret, passphrase }
  }
}

function clockMeter(contexts: Contexts, runtime: Runtime) {
  return async (): Promise<Micros> => {
    const sentAt = runtime.clock.now()
    const said = await call(contexts.of('clob'), getTime, {})
    const middle = (sentAt + runtime.clock.now()) / 2
    // The venue says whole seconds: on average it is half a second later there.
    return toMicros(Math.round(seconds(said) + 500_000 - middle))
  }
}

/**
 * Creates a client for Polymarket: Gamma, the CLOB, the Data API, orders and balances. Without a
 * signer and credentials it reads; with them it trades.
 *
 * @throws VenueError `config.invalid` with everything that is wrong with the settings.
 * @example
 * const polymarket = createPolymarketClient()
 * const market = await polymarket.markets.find({ slug: 'will-it-rain' })
 * const book = await polymarket.books.getBook({ tokenId: market.tokens[0] })
 */
export function createPolymarketClient(options: PolymarketClientOptions = {}): PolymarketClient {
  const { signal } = options
  const environment = toEnvironment(options.environment ?? 'production')
  const identity = toIdentity(options)
  const runtime = options.runtime ?? nodeRuntime(signal === undefined ? {} : { signal })
  const { clock, log } = runtime
  const contexts = createContexts({
    environment,
    identity,
    runtime,
    timeoutMicros: millis(options.timeoutMillis ?? 10_000),
    isSimulated: options.runtime !== undefined,
    ...(options.breaker === undefined ? {} : { breaker: options.breaker }),
    ...(signal === undefined ? {} : { signal }),
  })
  const clob = contexts.of('clob')
  const lookup = createMarketLookup({ gamma: contexts.of('gamma'), clob, clock })
  const builder = later<OrderBuilder>(['prepare', 'sign', 'idOf'], () =>
    createOrderBuilder(environment, partyOf(identity), runtime, options.keccak),
  )
  const own: PolymarketClientOwn = {
    environment,
    runtime,
    identity,
    markets: lookup,
    builder,
    desk: createOrderDesk({ context: clob, builder, lookup }),
    wallet: createAccountReader({ environment, identity, clob, data: contexts.of('data'), clock }),
    window: { pause: contexts.window.pause, listen: contexts.window.listen },
    checkLocation: contexts.geoblock.check,
    createOrDeriveApiKey: apiKeyMaker(identity, contexts, environment, runtime),
    measureClock: clockMeter(contexts, runtime),
    breaker: { state: contexts.breaker.state, reset: contexts.breaker.reset },
    tokensLeft: contexts.limiter.levels,
    call: (host, endpoint, input, callOptions) => call(contexts.of(host), endpoint, input, callOptions),
  }
  return Object.freeze({ ...bindAll(contexts, options.onSurprise ?? warnOnce(log)), ...own })
}
