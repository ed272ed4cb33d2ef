/*
 * One context per host: where requests go, how they are signed, limited, tried again and held back.
 */
import type { Micros, Runtime } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type {
  CallContext,
  CircuitBreaker,
  CircuitBreakerOptions,
  Interceptor,
  Limiter,
  VenueDialect,
} from '@arbees/transport'
import {
  call,
  compose,
  createBulkQueue,
  createCircuitBreaker,
  createLimiter,
  rateLimitBackoff,
  retryReads,
} from '@arbees/transport'
import { getGeoblock } from './endpoints/site.ts'
import type { Environment, Hosts } from './environment.ts'
import { toError } from './error.ts'
import type { GeoblockGate } from './geoblock.ts'
import { createGeoblockGate } from './geoblock.ts'
import type { Identity } from './identity.ts'
import { bucketsAtFirst, createTierLearner } from './rate-tiers.ts'
import { l2Headers } from './sign/l2-headers.ts'
import type { TradingWindow } from './trading-window.ts'
import { createTradingWindow } from './trading-window.ts'

/** What the contexts are made of. */
export type ContextOptions = {
  readonly environment: Environment
  readonly identity: Identity
  readonly runtime: Runtime
  readonly timeoutMicros: Micros
  /** Leaves out the queue of bulk reads, which runs on the machine's own time. */
  readonly isSimulated: boolean
  readonly breaker?: Pick<CircuitBreakerOptions, 'failuresMax' | 'openMicros' | 'state' | 'onChange'>
  readonly signal?: AbortSignal
}

/** A context per host, and what they share. */
export type Contexts = {
  readonly of: (host: keyof Hosts) => CallContext
  readonly limiter: Limiter
  readonly breaker: CircuitBreaker
  readonly window: TradingWindow
  readonly geoblock: GeoblockGate
}

function dialectOf(options: ContextOptions, host: keyof Hosts, extras: Partial<VenueDialect>): VenueDialect {
  return { venue: 'polymarket', baseUrl: options.environment.hosts[host], toError, ...extras }
}

/** Signs the CLOB's private requests; absent without a key, so that they are refused before they leave. */
function signOf({ signer, apiKey }: Identity): Pick<VenueDialect, 'sign'> {
  if (apiKey === undefined) return {}
  return {
    sign: ({ method, path, body }, now) => {
      if (signer === undefined) {
        throw new VenueError('auth.missing', {
          venue: 'polymarket',
          what: 'a signer: its address stands in every private request',
        })
      }
      return l2Headers(apiKey, signer.address, Math.floor(now / 1_000_000), method, path, body)
    },
  }
}

/** Returns the contexts of one client. */
export function createContexts(options: ContextOptions): Contexts {
  const { runtime, identity, timeoutMicros, isSimulated } = options
  const { clock, rng, log, http } = runtime
  const limiter = createLimiter({ venue: 'polymarket', clock, buckets: bucketsAtFirst() })
  const breaker = createCircuitBreaker({ venue: 'polymarket', clock, log, ...options.breaker })
  const window = createTradingWindow(clock, options.signal)
  const learnTier = createTierLearner(limiter, (message, fields) => log('warn', message, fields))
  const bulk: readonly Interceptor[] = isSimulated ? [] : [createBulkQueue({}).intercept]
  const reads = [
    ...bulk,
    retryReads({ clock, rng, log }),
    rateLimitBackoff({ venue: 'polymarket', venueName: 'Polymarket', clock, log }),
  ]
  const plain = (host: keyof Hosts): CallContext => ({
    dialect: dialectOf(options, host, {}),
    http,
    clock,
    timeoutMicros,
    intercept: compose(...reads, limiter.intercept),
  })
  const site = plain('site')
  const geoblock = createGeoblockGate(() => call(site, getGeoblock, {}), clock)
  const clob: CallContext = {
    ...plain('clob'),
    dialect: dialectOf(options, 'clob', {
      ...signOf(identity),
      onResponse: (response, request) => {
        window.observe(response)
        learnTier(response, request)
      },
    }),
    intercept: compose(geoblock.intercept, window.intercept, ...reads, breaker.intercept, limiter.intercept),
  }
  const others = { gamma: plain('gamma'), data: plain('data'), site }
  const of = (host: keyof Hosts): CallContext => {
    if (host === 'gamma' || host === 'data' || host === 'site') return others[host]
    return clob
  }
  return Object.freeze({ of, limiter, breaker, window, geoblock })
}
