/*
 * How the ways in which a request can fail become VenueErrors: the one distinction that matters is
 * whether a byte of it may have left.
 */
import type { HttpRequest } from '@arbees/core'
import { VenueError } from '@arbees/core'

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

function withoutQuery(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}

/** Returns the code of an error and of what caused it, or its message: what a person greps for. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as { readonly code?: unknown }).code
  return typeof code === 'string' ? code : error.message
}

// A longer delay would make the platform's timer fire at once.
const TIMER_MAX_MILLIS = 2_147_483_647

/** Returns a request's timeout as the platform's timers take it. */
export function timeoutMillis(request: HttpRequest): number {
  return Math.min(Math.ceil(request.timeoutMicros / 1_000), TIMER_MAX_MILLIS)
}

/** No connection: nothing left. */
export function connectFailed(request: HttpRequest, cause: unknown): VenueError<'connect.failed'> {
  return new VenueError('connect.failed', { url: withoutQuery(request.url), detail: detailOf(cause) }, { cause })
}

/** The time was over. */
export function timedOut(request: HttpRequest, sentBytes: boolean): VenueError<'request.timeout'> {
  const { method, timeoutMicros } = request
  return new VenueError('request.timeout', { method, path: pathOf(request.url), sentBytes, timeoutMicros })
}

/** The connection broke, or the caller gave up. */
export function interrupted(
  request: HttpRequest,
  sentBytes: boolean,
  cause: unknown,
): VenueError<'request.interrupted'> {
  const context = { method: request.method, path: pathOf(request.url), sentBytes, detail: detailOf(cause) }
  return new VenueError('request.interrupted', context, { cause })
}

/** An answer came, but its bytes are not to be had: too many, or not what their encoding says. */
export function unreadable(request: HttpRequest, issue: string, cause?: unknown): VenueError<'payload.malformed'> {
  const where = `${request.method} ${pathOf(request.url)}`
  return new VenueError('payload.malformed', { where, issues: [issue] }, { cause })
}
