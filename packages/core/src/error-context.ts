/*
 * Every way in which the world is difficult: code → context, sentence, what it means for a retry
 * and for an order. Interceptors and docs read their rules from here; nobody greps messages.
 */
import type { RejectReason } from './order.ts'
import type { Micros } from './units.ts'

/** The context of each error code. No key, signature or header value ever enters one. */
export type ErrorContexts = {
  'connect.failed': { readonly url: string; readonly attempt?: number; readonly detail?: string }
  'connect.closed': { readonly url: string; readonly closeCode?: number; readonly detail?: string }
  'request.timeout': {
    readonly method: string
    readonly path: string
    /** Whether any byte of the request may have left. */
    readonly sentBytes: boolean
    readonly timeoutMicros?: Micros
  }
  'request.interrupted': {
    readonly method: string
    readonly path: string
    readonly sentBytes: boolean
    readonly detail?: string
  }
  'response.status': {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly venueCode?: string
    readonly venueMessage?: string
  }
  'rate.limited': {
    readonly by: 'us' | 'venue'
    readonly method?: string
    readonly path?: string
    readonly retryAfterMicros?: Micros
    readonly cost?: number
    readonly attempts?: number
  }
  'circuit.open': { readonly venue: string; readonly cause: string; readonly untilMicros?: Micros }
  'auth.rejected': { readonly venue: string; readonly venueCode?: string; readonly venueMessage?: string }
  'auth.missing': { readonly venue: string; readonly what: string }
  'auth.clock': { readonly venue: string; readonly offsetMicros: number; readonly allowedMicros: number }
  'payload.malformed': { readonly where: string; readonly issues: readonly string[] }
  'order.rejected': {
    readonly reason: RejectReason
    readonly venue?: string
    readonly market?: string
    readonly venueCode?: string
    readonly venueMessage?: string
    readonly detail?: string
  }
  'order.not-found': { readonly venue: string; readonly order: string }
  'market.not-found': { readonly venue: string; readonly market: string }
  'market.unsupported': { readonly venue: string; readonly market: string; readonly detail: string }
  'fees.unknown': { readonly venue: string; readonly market: string; readonly detail: string }
  'stream.gap': {
    readonly channel: string
    readonly expected: number | string
    readonly received: number | string
  }
  'stream.rejected': { readonly channel: string; readonly venueCode?: string; readonly venueMessage?: string }
  'recording.malformed': {
    readonly file: string
    readonly line: number
    readonly found: string
    readonly expected: string
  }
  'journal.malformed': {
    readonly file: string
    /** Where the record that cannot be believed begins, in bytes. */
    readonly offset: number
    readonly found: string
    readonly expected: string
  }
  'journal.locked': { readonly file: string; readonly writer: string }
  'journal.failed': { readonly file: string; readonly detail: string }
  'config.invalid': { readonly issues: readonly string[] }
  'location.blocked': { readonly venue: string; readonly country?: string; readonly detail?: string }
}

/** The code of a VenueError. Adding one is a minor release, removing one a major. */
export type ErrorCode = keyof ErrorContexts

/** Whether the same request may be tried again: never, after a wait, or only when it reads. */
export type RetryRule = 'never' | 'after-backoff' | 'reads-only' | 'after-retry-after' | 'resnapshot'

/** What the error says about an order that was on its way. */
export type OrderMeaning = 'not-resting' | 'unknown' | 'unknown-once-sent' | 'unknown-on-5xx' | 'none'

/** What one code means. */
export type ErrorRule = { readonly sentence: string; readonly retry: RetryRule; readonly order: OrderMeaning }

/** The error table. */
export const ERROR_RULES: { readonly [Code in ErrorCode]: ErrorRule } = {
  'connect.failed': { sentence: 'No connection could be made.', retry: 'after-backoff', order: 'not-resting' },
  'connect.closed': { sentence: 'The connection was closed.', retry: 'after-backoff', order: 'none' },
  'request.timeout': { sentence: 'No answer came in time.', retry: 'reads-only', order: 'unknown-once-sent' },
  'request.interrupted': {
    sentence: 'The connection broke before the answer was complete.',
    retry: 'reads-only',
    order: 'unknown-once-sent',
  },
  'response.status': {
    sentence: 'The venue answered with an error.',
    retry: 'reads-only',
    order: 'unknown-on-5xx',
  },
  'rate.limited': { sentence: 'The rate limit is reached.', retry: 'after-retry-after', order: 'not-resting' },
  'circuit.open': { sentence: 'Circuit breaker open.', retry: 'never', order: 'not-resting' },
  'auth.rejected': { sentence: 'The venue refused the credentials.', retry: 'never', order: 'not-resting' },
  'auth.missing': { sentence: 'Credentials are needed and there are none.', retry: 'never', order: 'not-resting' },
  'auth.clock': {
    sentence: 'The local clock is too far from the venue’s for a signature to be accepted.',
    retry: 'never',
    order: 'not-resting',
  },
  'payload.malformed': { sentence: 'The venue’s answer has an unexpected form.', retry: 'never', order: 'unknown' },
  'order.rejected': { sentence: 'The order was refused.', retry: 'never', order: 'not-resting' },
  'order.not-found': { sentence: 'The venue knows no such order.', retry: 'never', order: 'none' },
  'market.not-found': { sentence: 'The venue knows no such market.', retry: 'never', order: 'not-resting' },
  'market.unsupported': {
    sentence: 'The market’s rules are unknown here, so it is not traded.',
    retry: 'never',
    order: 'not-resting',
  },
  'fees.unknown': {
    sentence: 'The market’s fee schedule is unknown, so it is not traded.',
    retry: 'never',
    order: 'not-resting',
  },
  'stream.gap': { sentence: 'A message is missing from the stream.', retry: 'resnapshot', order: 'none' },
  'stream.rejected': { sentence: 'The venue refused the subscription.', retry: 'after-backoff', order: 'none' },
  'recording.malformed': { sentence: 'The recording cannot be read.', retry: 'never', order: 'none' },
  'journal.malformed': { sentence: 'The journal cannot be believed.', retry: 'never', order: 'none' },
  'journal.locked': { sentence: 'Another writer holds the journal.', retry: 'never', order: 'not-resting' },
  'journal.failed': {
    sentence: 'The journal cannot be written, so nothing may leave.',
    retry: 'never',
    order: 'not-resting',
  },
  'config.invalid': { sentence: 'The configuration is not valid.', retry: 'never', order: 'not-resting' },
  'location.blocked': {
    sentence: 'The venue does not take orders from this location.',
    retry: 'never',
    order: 'not-resting',
  },
}
