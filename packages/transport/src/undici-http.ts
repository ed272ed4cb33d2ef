/*
 * Http over undici's dispatcher: kept-alive connections, no redirects, no hidden retries. `dispatch`
 * rather than `request`, because it alone tells when a request is about to be written.
 */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Http, HttpRequest, HttpResponse } from '@arbees/core'
import { InvariantError } from '@arbees/core'
import type { Dispatcher } from 'undici'
import { Agent, ProxyAgent } from 'undici'
import { connectFailed, interrupted, timedOut, timeoutMillis, unreadable } from './http-failure.ts'

/** Settings of `undiciHttp`. */
export type UndiciHttpOptions = {
  /** Connections per origin; further requests wait for one. @default 64 */
  readonly connectionsMax?: number
  /** How long an idle connection is kept, unless the server says less. @default 30000 */
  readonly keepAliveMillis?: number
  /** Bytes of an answer, before and after decompression. @default 33554432 */
  readonly responseBytesMax?: number
  /** Offers gzip and brotli for GET. @default true */
  readonly isCompressed?: boolean
  /** `http://host:port` of a proxy that every connection leads through; none leads around it. @default none */
  readonly proxyUrl?: string
  /** Closes all connections when aborted. */
  readonly signal?: AbortSignal
}

type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

function flatHeaders(headers: IncomingHeaders): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

async function decompress(request: HttpRequest, encoding: string, body: Buffer, bytesMax: number): Promise<string> {
  const decoder = DECODERS[encoding]
  if (decoder === undefined) throw unreadable(request, `expected gzip, deflate or br, found the encoding ${encoding}`)
  try {
    return (await decoder(body, { maxOutputLength: bytesMax })).toString('utf8')
  } catch (cause) {
    throw unreadable(request, `the body does not decompress from ${encoding} within ${bytesMax} bytes`, cause)
  }
}

/** Returns what is to be said of a request that undici gave up. */
function failureOf(request: HttpRequest, hasStarted: boolean, error: Error): Error {
  if (hasStarted) return interrupted(request, true, error)
  const code = (error as { readonly code?: unknown }).code
  if (code === 'UND_ERR_INVALID_ARG') return new InvariantError(`a request can be sent, found: ${error.message}`)
  return connectFailed(request, error)
}

/** One request on its way: what undici reports, and the one promise that comes of it. */
function createExchange(
  request: HttpRequest,
  bytesMax: number,
  resolve: (response: HttpResponse) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined
  let isSettled = false
  let status = 0
  let headers: Record<string, string> = {}
  let chunks: Buffer[] = []
  let bytes = 0
  const settle = () => {
    isSettled = true
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', onAbort)
  }
  const giveUp = (error: Error) => {
    if (isSettled) return
    settle()
    reject(error)
    controller?.abort(error)
  }
  const hasStarted = () => controller !== undefined
  const onAbort = () => giveUp(interrupted(request, hasStarted(), 'aborted by the caller'))
  const timer = setTimeout(() => giveUp(timedOut(request, hasStarted())), timeoutMillis(request))
  request.signal?.addEventListener('abort', onAbort, { once: true })

  const finish = () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)
    settle()
    chunks = []
    const encoding = headers['content-encoding']?.trim().toLowerCase()
    if (encoding === undefined || encoding === '' || encoding === 'identity' || body.length === 0) {
      resolve({ status, headers, body: body.toString('utf8') })
      return
    }
    decompress(request, encoding, body, bytesMax).then((text) => resolve({ status, headers, body: text }), reject)
  }

  return {
    onRequestStart(started) {
      // Given up while it waited for a connection, or about to be written a second time: it must not leave.
      if (isSettled || controller !== undefined) started.abort(new Error('not sent'))
      else controller = started
    },
    onResponseStart(_controller, statusCode, incoming) {
      if (statusCode < 200) return
      status = statusCode
      headers = flatHeaders(incoming)
    },
    onResponseData(_controller, chunk) {
      if (isSettled) return
      bytes += chunk.length
      if (bytes > bytesMax) giveUp(unreadable(request, `expected an answer of at most ${bytesMax} bytes, found more`))
      else chunks.push(chunk)
    },
    onResponseEnd() {
      if (!isSettled) finish()
    },
    onResponseError(_controller, error) {
      if (!isSettled) giveUp(failureOf(request, hasStarted(), error))
    },
  }
}

/**
 * Returns an Http over kept-alive connections. Redirects are answers like any other: nothing is sent on.
 * An answer that is too large or does not decompress is `payload.malformed`.
 *
 * @example
 * const http = undiciHttp()
 * const { status, body } = await http({ method: 'GET', url, headers: {}, timeoutMicros: seconds(5) })
 */
export function undiciHttp(options: UndiciHttpOptions = {}): Http {
  const { connectionsMax = 64, keepAliveMillis = 30_000, responseBytesMax = 33_554_432, isCompressed = true } = options
  const settings = {
    connections: connectionsMax,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMillis,
    // The whole exchange has one timeout, ours; undici's would only name it differently.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const { proxyUrl } = options
  const agent =
    proxyUrl === undefined ? new Agent(settings) : new ProxyAgent({ ...settings, uri: proxyUrl, proxyTunnel: true })
  options.signal?.addEventListener('abort', () => void agent.destroy(), { once: true })

  return (request) =>
    new Promise((resolve, reject) => {
      if (request.signal?.aborted) {
        reject(interrupted(request, false, 'aborted by the caller'))
        return
      }
      const { method, url, headers, body } = request
      const slash = url.indexOf('/', url.indexOf('://') + 3)
      const accepts = isCompressed && method === 'GET' && headers['accept-encoding'] === undefined
      agent.dispatch(
        {
          origin: slash === -1 ? url : url.slice(0, slash),
          path: slash === -1 ? '/' : url.slice(slash),
          method,
          headers: accepts ? { 'accept-encoding': 'gzip, br', ...headers } : headers,
          body: body ?? null,
        },
        createExchange(request, responseBytesMax, resolve, reject),
      )
    })
}
