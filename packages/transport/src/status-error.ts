import type { HttpResponse, Micros } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { OutgoingRequest } from './outgoing.ts'

const RETRY_AFTER_MAX_SECONDS = 86_400

/** Returns the wait a `retry-after` header asks for in whole seconds; undefined for any other form. */
export function retryAfterOf(response: HttpResponse): Micros | undefined {
  const text = response.headers['retry-after']
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined
  return seconds(Math.min(Number(text), RETRY_AFTER_MAX_SECONDS))
}

/** What a venue's error body says, as far as its dialect could read it. */
export type StatusWords = { readonly venueCode?: string; readonly venueMessage?: string }

/**
 * Returns what a status alone means: 429 is `rate.limited`, 401 is `auth.rejected`, all else
 * `response.status`. Dialects refine what they know better and leave the rest to this.
 */
export function statusError(
  venue: string,
  response: HttpResponse,
  request: OutgoingRequest,
  words: StatusWords = {},
): VenueError {
  const { method, path } = request
  if (response.status === 429) {
    const retryAfterMicros = retryAfterOf(response)
    return new VenueError('rate.limited', {
      by: 'venue',
      method,
      path,
      ...(retryAfterMicros === undefined ? {} : { retryAfterMicros }),
    })
  }
  if (response.status === 401) return new VenueError('auth.rejected', { venue, ...words })
  return new VenueError('response.status', { method, path, status: response.status, ...words })
}
