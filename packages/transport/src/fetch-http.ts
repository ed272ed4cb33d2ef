/*
 * Http over the platform's fetch: for places without undici's sockets, and for tests, because mock
 * servers see fetch. It cannot know when a request was written, so all but a failed connection
 * counts as sent.
 */
import type { Http, HttpRequest, HttpResponse } from '@arbees/core'
import { VenueError } from '@arbees/core'
import { connectFailed, detailOf, interrupted, timedOut, timeoutMillis, unreadable } from './http-failure.ts'

/** Settings of `fetchHttp`. */
export type FetchHttpOptions = {
  /** @default the global fetch, looked up at each request */
  readonly fetch?: typeof fetch
  /** Bytes of an answer after decompression. @default 33554432 */
  readonly responseBytesMax?: number
}

// Codes after which no byte of the request can have left.
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*_CERT.*|ERR_TLS_.*)$/

function isNotConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (NOT_CONNECTED.test(detailOf(error))) return true
  // Several addresses were tried: nothing left only if none of them connected.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNotConnected)
  return error.cause !== undefined && isNotConnected(error.cause)
}

async function readBody(request: HttpRequest, response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > bytesMax) {
      await reader.cancel()
      throw unreadable(request, `expected an answer of at most ${bytesMax} bytes, found more`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Returns an Http over fetch. Redirects are answers like any other. */
export function fetchHttp(options: FetchHttpOptions = {}): Http {
  const bytesMax = options.responseBytesMax ?? 33_554_432

  return async (request): Promise<HttpResponse> => {
    if (request.signal?.aborted) throw interrupted(request, false, 'aborted by the caller')
    const giveUp = new AbortController()
    let hasTimedOut = false
    const onAbort = () => giveUp.abort()
    const timer = setTimeout(() => {
      hasTimedOut = true
      giveUp.abort()
    }, timeoutMillis(request))
    request.signal?.addEventListener('abort', onAbort, { once: true })
    try {
      const send = options.fetch ?? fetch
      const response = await send(request.url, {
        method: request.method,
        headers: request.headers,
        redirect: 'manual',
        signal: giveUp.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      })
      const body = await readBody(request, response, bytesMax)
      return { status: response.status, headers: Object.fromEntries(response.headers), body }
    } catch (error) {
      if (error instanceof VenueError) throw error
      if (hasTimedOut) throw timedOut(request, true)
      if (request.signal?.aborted) throw interrupted(request, true, 'aborted by the caller')
      throw isNotConnected(error) ? connectFailed(request, error) : interrupted(request, true, error)
    } finally {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', onAbort)
    }
  }
}
