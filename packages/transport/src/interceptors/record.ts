import type { Clock, HttpRequest, HttpResponse, Micros } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import type { HttpLayer } from '../compose.ts'
import { REDACTED } from '../secret.ts'

/** One request and what became of it, fit for a fixture: plain data, secrets hidden. */
export type RecordedExchange = {
  readonly at: Micros
  readonly micros: number
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>
  readonly response?: HttpResponse
  /** The code of the error, where there was no answer. */
  readonly error?: string
}

/** Settings of `recordHttp`. */
export type RecordHttpOptions = {
  readonly clock: Clock
  /** Takes each exchange as it ends: writes it to a file, collects it for a test. */
  readonly write: (exchange: RecordedExchange) => void
  /** Returns a body without its secrets. Needed where a venue puts keys in bodies. */
  readonly redactBody?: (body: string, request: HttpRequest) => string
}

// What is not on this list may carry a key or a signature.
const SHOWN_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'retry-after',
  'user-agent',
])

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SHOWN_HEADERS.has(name.toLowerCase()) ? value : REDACTED]),
  )
}

/** Returns the layer that hands every exchange to `write`, its headers redacted but for the harmless ones. */
export function recordHttp(options: RecordHttpOptions): HttpLayer {
  const { clock, write, redactBody = (body: string) => body } = options
  return (next) => async (request) => {
    const at = clock.now()
    const { method, url, headers, body } = request
    const shown = {
      method,
      url,
      headers: shownHeaders(headers),
      ...(body === undefined ? {} : { body: redactBody(body, request) }),
    }
    try {
      const response = await next(request)
      write({
        at,
        micros: clock.now() - at,
        request: shown,
        response: {
          status: response.status,
          headers: shownHeaders(response.headers),
          body: redactBody(response.body, request),
        },
      })
      return response
    } catch (error) {
      const code = isVenueError(error) ? error.code : 'unexpected'
      write({ at, micros: clock.now() - at, request: shown, error: code })
      throw error
    }
  }
}
