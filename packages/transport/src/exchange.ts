/*
 * One request on its way over undici's dispatcher, and the one promise that comes of it. `dispatch` rather than
 * `request`, because it alone tells when a request is about to be written.
 */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { HttpRequest, HttpResponse } from '@arbees/core'
import { InvariantError } from '@arbees/core'
import type { Dispatcher } from 'undici'
import type { Deadlines, Timed } from './deadlines.ts'
import { connectFailed, interrupted, timedOut, timeoutMillis, unreadable } from './http-failure.ts'

type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** Undici gives the names in lower case, in an object of this answer's own; what came several times is a list. */
function flatHeaders(headers: IncomingHeaders): Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return joinLists(headers)
  return headers as Record<string, string>
}

function joinLists(headers: IncomingHeaders): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
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

/** What all exchanges of one Http share. */
export type ExchangeSettings = { readonly deadlines: Deadlines; readonly bytesMax: number }

/**
 * One request on its way. Undici calls its handlers as methods: they are the same functions for all, so that an
 * order makes one object, not a dozen of closures.
 */
type Exchange = Dispatcher.DispatchHandler &
  Timed & {
    readonly request: HttpRequest
    readonly settings: ExchangeSettings
    readonly resolve: (response: HttpResponse) => void
    readonly reject: (error: Error) => void
    /** Set when the request is about to be written. */
    controller: Dispatcher.DispatchController | undefined
    onAbort: (() => void) | undefined
    isSettled: boolean
    status: number
    headers: Record<string, string>
    chunks: Buffer[]
    bytes: number
  }

const NO_HEADERS: Record<string, string> = Object.freeze({})

function settle(exchange: Exchange): void {
  exchange.isSettled = true
  exchange.settings.deadlines.remove(exchange)
  if (exchange.onAbort !== undefined) exchange.request.signal?.removeEventListener('abort', exchange.onAbort)
}

function giveUp(exchange: Exchange, error: Error): void {
  if (exchange.isSettled) return
  settle(exchange)
  exchange.reject(error)
  exchange.controller?.abort(error)
}

function hasStarted({ controller }: Exchange): boolean {
  return controller !== undefined
}

function finish(exchange: Exchange): void {
  const { request, settings, status, headers, chunks, bytes, resolve, reject } = exchange
  const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)
  settle(exchange)
  exchange.chunks = []
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  if (encoding === undefined || encoding === '' || encoding === 'identity' || body.length === 0) {
    resolve({ status, headers, body: body.toString('utf8') })
    return
  }
  decompress(request, encoding, body, settings.bytesMax).then(
    (text) => resolve({ status, headers, body: text }),
    reject,
  )
}

function onRequestStart(this: Exchange, started: Dispatcher.DispatchController): void {
  // Given up while it waited for a connection, or about to be written a second time: it must not leave.
  if (this.isSettled || this.controller !== undefined) started.abort(new Error('not sent'))
  else this.controller = started
}

function onResponseStart(this: Exchange, _controller: unknown, status: number, headers: IncomingHeaders): void {
  if (status < 200) return
  this.status = status
  this.headers = flatHeaders(headers)
}

function onResponseData(this: Exchange, _controller: unknown, chunk: Buffer): void {
  if (this.isSettled) return
  this.bytes += chunk.length
  const { bytesMax } = this.settings
  if (this.bytes <= bytesMax) this.chunks.push(chunk)
  else giveUp(this, unreadable(this.request, `expected an answer of at most ${bytesMax} bytes, found more`))
}

function onResponseEnd(this: Exchange): void {
  if (!this.isSettled) finish(this)
}

function onResponseError(this: Exchange, _controller: unknown, error: Error): void {
  if (!this.isSettled) giveUp(this, failureOf(this.request, hasStarted(this), error))
}

function expire(this: Exchange): void {
  giveUp(this, timedOut(this.request, hasStarted(this)))
}

/** Returns the handler of a request whose time runs from now on. */
export function createExchange(
  settings: ExchangeSettings,
  request: HttpRequest,
  resolve: (response: HttpResponse) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  const exchange: Exchange = {
    onRequestStart,
    onResponseStart,
    onResponseData,
    onResponseEnd,
    onResponseError,
    expire,
    dueMillis: performance.now() + timeoutMillis(request),
    request,
    settings,
    resolve,
    reject,
    controller: undefined,
    onAbort: undefined,
    isSettled: false,
    status: 0,
    headers: NO_HEADERS,
    chunks: [],
    bytes: 0,
  }
  const { signal } = request
  if (signal !== undefined) {
    exchange.onAbort = () => giveUp(exchange, interrupted(request, hasStarted(exchange), 'aborted by the caller'))
    signal.addEventListener('abort', exchange.onAbort, { once: true })
  }
  settings.deadlines.add(exchange)
  return exchange
}
