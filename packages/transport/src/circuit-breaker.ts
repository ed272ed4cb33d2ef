/*
 * A breaker per venue: after several failures in a row nothing more is sent for a while, then one
 * probe decides. A 429 says nothing about the venue's health and is never counted.
 */
import type { Clock, Log, Micros, RejectReason, VenueId } from '@arbees/core'
import { isVenueError, seconds, VenueError } from '@arbees/core'
import type { Interceptor } from './compose.ts'
import { nameOf } from './endpoint.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** All a breaker knows: plain data, to be saved and given back after a restart. */
export type BreakerState = {
  readonly status: 'closed' | 'open' | 'half-open'
  /** Failures since the last success. */
  readonly failures: number
  /** When a probe may be sent; 0 while closed. */
  readonly openUntil: Micros
  /** What failed last. */
  readonly cause: string
}

/** Settings of `createCircuitBreaker`. */
export type CircuitBreakerOptions = {
  readonly venue: VenueId
  readonly clock: Clock
  readonly log?: Log
  /** Failures in a row that open it. @default 5 */
  readonly failuresMax?: number
  /** How long it stays open before a probe. @default 60 s */
  readonly openMicros?: Micros
  /** A state saved earlier. @default closed */
  readonly state?: BreakerState
  /** Called after each change: save it here. */
  readonly onChange?: (state: BreakerState) => void
}

/** A circuit breaker, with a life. */
export type CircuitBreaker = {
  readonly intercept: Interceptor
  readonly state: () => BreakerState
  /** Closes it by hand and forgets all failures. */
  readonly reset: () => void
}

/** What one attempt says about the venue's health. */
export type Health = 'alive' | 'failing' | 'silent'

// Why we ourselves held an order back: the venue was not asked.
const OURS: ReadonlySet<RejectReason> = new Set(['expired', 'halted', 'discontinuous'])

/**
 * Returns what the end of an attempt says about the venue: `failing` for a definite failure or an
 * unknown outcome, `alive` for an answer with sense, also a refusal, `silent` when nothing was learned:
 * a 429, or a request that we ourselves held back.
 */
export function healthOf(error: unknown, request: OutgoingRequest): Health {
  if (!isVenueError(error)) return 'silent'
  switch (error.code) {
    case 'connect.failed':
    case 'connect.closed':
    case 'request.timeout':
      return 'failing'
    case 'request.interrupted':
      return request.signal?.aborted ? 'silent' : 'failing'
    case 'response.status':
      return (error as VenueError<'response.status'>).context.status >= 500 ? 'failing' : 'alive'
    case 'payload.malformed':
      // A write without a readable answer is an unknown; a read whose form has drifted is no outage.
      return request.endpoint.retry === 'reads' ? 'silent' : 'failing'
    case 'auth.rejected':
    case 'order.not-found':
    case 'market.not-found':
    case 'location.blocked':
      return 'alive'
    case 'order.rejected':
      return OURS.has((error as VenueError<'order.rejected'>).context.reason) ? 'silent' : 'alive'
    default:
      return 'silent'
  }
}

const CLOSED: BreakerState = { status: 'closed', failures: 0, openUntil: 0 as Micros, cause: '' }

function causeOf(error: unknown, request: OutgoingRequest): string {
  if (!isVenueError(error)) return nameOf(request.endpoint)
  const status = isVenueError(error, 'response.status') ? ` ${error.context.status}` : ''
  return `${error.code}${status} on ${nameOf(request.endpoint)}`
}

function openError(venue: VenueId, { cause, openUntil }: BreakerState): VenueError<'circuit.open'> {
  return new VenueError('circuit.open', { venue, cause, untilMicros: openUntil })
}

/** A probe does not outlive its process. */
function restored(saved: BreakerState): BreakerState {
  return saved.status === 'half-open' ? { ...saved, status: 'open' } : saved
}

/**
 * Creates the circuit breaker of one venue. It belongs innermost, around single attempts.
 *
 * @throws VenueError `circuit.open` from the intercepted calls, while open.
 * @example
 * const breaker = createCircuitBreaker({ venue: 'kalshi', clock, log, state: saved })
 * const intercept = compose(retryReads(options), breaker.intercept)
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { venue, clock, log, failuresMax = 5, openMicros = seconds(60), onChange } = options
  let state = restored(options.state ?? CLOSED)
  // Answers to requests of an earlier life of the breaker say nothing about the present one.
  let era = 0

  const change = (next: BreakerState) => {
    if (next.status !== state.status) era += 1
    state = Object.freeze(next)
    onChange?.(state)
  }

  const fail = (cause: string) => {
    const failures = state.failures + 1
    if (state.status === 'closed' && failures < failuresMax) {
      change({ ...state, failures, cause })
      return
    }
    const openUntil = (clock.now() + openMicros) as Micros
    change({ status: 'open', failures, openUntil, cause })
    log?.('error', 'Circuit breaker open', { venue, cause, failures, openMicros })
  }

  const succeed = () => {
    if (state.status === 'closed' && state.failures === 0) return
    if (state.status === 'half-open') log?.('info', 'Circuit breaker closed', { venue })
    change(CLOSED)
  }

  const learn = (health: Health, cause: string) => {
    if (health === 'failing') fail(cause)
    else if (health === 'alive') succeed()
    // A probe that taught nothing makes room for the next one.
    else if (state.status === 'half-open') change({ ...state, status: 'open' })
  }

  const refusal = (): VenueError<'circuit.open'> | undefined => {
    if (state.status === 'closed') return undefined
    if (state.status === 'half-open' || clock.now() < state.openUntil) return openError(venue, state)
    change({ ...state, status: 'half-open' })
    log?.('info', 'Circuit breaker probes', { venue })
    return undefined
  }

  const intercept: Interceptor = (request, next) => {
    const refused = refusal()
    if (refused !== undefined) return Promise.reject(refused)
    const own = era
    return next(request).then(
      (result) => {
        if (own === era) succeed()
        return result
      },
      (error: unknown) => {
        if (own === era) learn(healthOf(error, request), causeOf(error, request))
        throw error
      },
    )
  }

  return Object.freeze({
    intercept,
    state: () => state,
    reset: () => {
      change(CLOSED)
      era += 1
      log?.('info', 'Circuit breaker reset', { venue })
    },
  })
}
