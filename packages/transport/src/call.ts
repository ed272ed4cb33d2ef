/*
 * The one executor: build → intercept (retry, break, limit) → sign → send → decode, or an error.
 * Everything up to the sending happens in the caller's tick unless an interceptor has to wait.
 */
import type { Clock, Http, HttpResponse, Micros, VenueId } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { Interceptor } from './compose.ts'
import { formatIssues } from './decoder.ts'
import type { AnyEndpoint, Charge, Endpoint, RequestParts } from './endpoint.ts'
import { nameOf } from './endpoint.ts'
import type { CallOptions, OutgoingRequest } from './outgoing.ts'
import { buildQuery, fillPath } from './query.ts'

/** What one venue's HTTP API has of its own. */
export type VenueDialect = {
  readonly venue: VenueId
  /** Scheme, host and the path before every endpoint's, without a slash at the end. */
  readonly baseUrl: string
  /** Sent with every request: `user-agent` and the like. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Returns the headers that sign one attempt at `now`; absent when there are no credentials.
   * `request.path` is the exact text on the wire, without the query.
   *
   * @throws VenueError `auth.missing` when these credentials cannot sign this endpoint.
   */
  readonly sign?: (request: OutgoingRequest, now: Micros) => Readonly<Record<string, string>>
  /** Returns what an answer outside 200–299 means. A 429 is `rate.limited` by the venue. */
  readonly toError: (response: HttpResponse, request: OutgoingRequest) => VenueError
  /** Returns what the venue says an endpoint costs, where that differs from its documentation. */
  readonly costOf?: (endpoint: AnyEndpoint) => Charge
  /**
   * Sees every answer, before its status is looked at: limits in headers, the server's clock. It was asked
   * for at `sentAt` and has come at `at`.
   */
  readonly onResponse?: (response: HttpResponse, request: OutgoingRequest, at: Micros, sentAt: Micros) => void
}

/** All that a call needs beside its endpoint and input. */
export type CallContext = {
  readonly dialect: VenueDialect
  readonly http: Http
  readonly clock: Clock
  /** Around every attempt; see `compose`. */
  readonly intercept?: Interceptor
  /** From each sending to the last byte of its answer, unless the call says otherwise. */
  readonly timeoutMicros: Micros
}

const NO_OPTIONS: CallOptions = Object.freeze({})
const NO_PARTS: RequestParts = Object.freeze({})

/**
 * Calls an endpoint and returns its decoded answer.
 *
 * @throws VenueError of any code; `payload.malformed` with the paths when the answer has another form;
 *   `auth.missing` for a private endpoint without credentials; `order.rejected` (expired) when it was not sent in time.
 * @throws InvariantError when the input does not fit the endpoint.
 * @example
 * const market = await call(context, getMarket, { ticker: 'KXHIGHNY-26NOV22-B53.5' })
 */
export function call<Input extends object, Output, Item>(
  context: CallContext,
  endpoint: Endpoint<Input, Output, Item>,
  input: Input,
  options: CallOptions = NO_OPTIONS,
): Promise<Output> {
  const attempt = (outgoing: OutgoingRequest) => exchange(context, endpoint, outgoing)
  try {
    const request = toOutgoing(context, endpoint, input, options)
    return context.intercept === undefined ? attempt(request) : context.intercept(request, attempt)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Returns the request of a call as it would be sent, but for the signature. */
export function toOutgoing<Input extends object, Output, Item>(
  context: CallContext,
  endpoint: Endpoint<Input, Output, Item>,
  input: Input,
  options: CallOptions = NO_OPTIONS,
): OutgoingRequest {
  const { dialect } = context
  const parts = endpoint.request?.(input) ?? NO_PARTS
  const { path, url } = targetOf(dialect, endpoint.path, parts.path)
  const query = parts.query === undefined ? '' : buildQuery(parts.query)
  const cost = dialect.costOf?.(endpoint) ?? endpoint.cost
  return {
    endpoint,
    method: endpoint.method,
    url: query === '' ? url : `${url}?${query}`,
    path,
    query,
    body: parts.body === undefined ? undefined : textOf(parts.body),
    headers: headersOf(dialect, parts),
    charges: endpoint.charges?.(input, cost) ?? [cost],
    timeoutMicros: options.timeoutMicros ?? context.timeoutMicros,
    signal: options.signal,
    expiresAt: options.expiresAt,
    beforeSend: options.beforeSend,
    lane: options.lane ?? 'normal',
    priority: options.priority ?? 5,
  }
}

const ACCEPT_JSON: Readonly<Record<string, string>> = Object.freeze({ accept: 'application/json' })
const SEND_JSON: Readonly<Record<string, string>> = Object.freeze({
  ...ACCEPT_JSON,
  'content-type': 'application/json',
})

/** Returns the headers that are not signed; most requests share one of two sets. */
function headersOf(dialect: VenueDialect, parts: RequestParts): Readonly<Record<string, string>> {
  const usual = parts.body === undefined ? ACCEPT_JSON : SEND_JSON
  if (dialect.headers === undefined && parts.headers === undefined) return usual
  return { ...usual, ...dialect.headers, ...parts.headers }
}

/** Returns the error of a request that was not sent because its time had passed. */
export function expiredError(venue: VenueId, detail: string, cause?: unknown): VenueError<'order.rejected'> {
  return new VenueError('order.rejected', { reason: 'expired', venue, detail }, cause === undefined ? {} : { cause })
}

/** Where an endpoint is: the exact text on the wire, and the whole address. */
type Target = { readonly path: string; readonly url: string }

type Headers = Readonly<Record<string, string>>

/** What orders after each other have in common, so that each need not put it together anew. */
type Memo = {
  /** The addresses that do not depend on the input, by their templates. */
  readonly targets: Map<string, Target>
  /** What was put together last, and of what: a signature that was made ahead serves many orders. */
  signed: { readonly headers: Headers; readonly signature: Headers; readonly all: Headers } | undefined
}

const memos = new WeakMap<VenueDialect, Memo>()

function memoOf(dialect: VenueDialect): Memo {
  const known = memos.get(dialect)
  if (known !== undefined) return known
  const memo: Memo = { targets: new Map(), signed: undefined }
  memos.set(dialect, memo)
  return memo
}

function targetOf(dialect: VenueDialect, template: string, parts: RequestParts['path']): Target {
  const { targets } = memoOf(dialect)
  const known = parts === undefined ? targets.get(template) : undefined
  if (known !== undefined) return known
  const [origin, prefix] = splitBase(dialect.baseUrl)
  const path = prefix + fillPath(template, parts)
  const target = { path, url: origin + path }
  if (parts === undefined) targets.set(template, target)
  return target
}

/** Returns the origin and the path of a base address. */
function splitBase(baseUrl: string): readonly [origin: string, prefix: string] {
  const slash = baseUrl.indexOf('/', baseUrl.indexOf('://') + 3)
  return slash === -1 ? [baseUrl, ''] : [baseUrl.slice(0, slash), baseUrl.slice(slash)]
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function signedHeaders(dialect: VenueDialect, request: OutgoingRequest, now: Micros): Headers {
  const { access } = request.endpoint
  if (access === 'public' || (access === 'optional' && dialect.sign === undefined)) return request.headers
  if (dialect.sign === undefined) {
    throw new VenueError('auth.missing', { venue: dialect.venue, what: `credentials for ${nameOf(request.endpoint)}` })
  }
  return merged(dialect, request.headers, dialect.sign(request, now))
}

function merged(dialect: VenueDialect, headers: Headers, signature: Headers): Headers {
  const memo = memoOf(dialect)
  const { signed } = memo
  if (signed?.signature === signature && signed.headers === headers) return signed.all
  const all = { ...headers, ...signature }
  memo.signed = { headers, signature, all }
  return all
}

async function exchange<Input extends object, Output, Item>(
  context: CallContext,
  endpoint: Endpoint<Input, Output, Item>,
  request: OutgoingRequest,
): Promise<Output> {
  const { dialect, clock, http } = context
  const now = clock.now()
  if (request.expiresAt !== undefined && now > request.expiresAt) {
    throw expiredError(dialect.venue, `not sent: it expired ${now - request.expiresAt} µs ago`)
  }
  request.beforeSend?.()
  const response = await http({
    method: request.method,
    url: request.url,
    headers: signedHeaders(dialect, request, now),
    body: request.body,
    timeoutMicros: request.timeoutMicros,
    signal: request.signal,
  })
  dialect.onResponse?.(response, request, clock.now(), now)
  if (response.status < 200 || response.status > 299) throw dialect.toError(response, request)
  return decode(endpoint, response)
}

const SHOWN_MAX = 80

function decode<Input extends object, Output, Item>(
  endpoint: Endpoint<Input, Output, Item>,
  response: HttpResponse,
): Output {
  let payload: unknown = response.body
  if (endpoint.format !== 'text') {
    try {
      payload = response.body === '' ? undefined : JSON.parse(response.body)
    } catch (cause) {
      const found = JSON.stringify(response.body.slice(0, SHOWN_MAX))
      const issues = [`(root): expected JSON, found ${found}`]
      throw new VenueError('payload.malformed', { where: nameOf(endpoint), issues }, { cause })
    }
  }
  const decoded = endpoint.output.safeParse(payload)
  if (decoded.success) return decoded.data
  throw new VenueError('payload.malformed', { where: nameOf(endpoint), issues: formatIssues(decoded.error.issues) })
}
