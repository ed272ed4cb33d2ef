/*
 * What Polymarket's refusals mean. They come as `{error}`, as `{success: false, errorMsg}`, with a
 * code or as a page of HTML, depending on who answered; what an order's refusal means stands in its
 * text alone, to which the live venue adds details: texts are matched by a part of them.
 * https://docs.polymarket.com/resources/error-codes
 */
import type { HttpResponse, Micros, RejectReason } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { OutgoingRequest } from '@arbees/transport'
import { retryAfterOf, statusError } from '@arbees/transport'

/** What a text of the venue says about an order. */
export type OrderWord =
  | { readonly type: 'rejected'; readonly reason: RejectReason; readonly code: string }
  /** The order may be at the venue all the same. */
  | { readonly type: 'unknown'; readonly code: string }

/** The order was signed for another version of the exchange than the one that is live. */
export const VERSION_MISMATCH = 'order_version_mismatch'
/** Only post-only orders are taken, for about two minutes after a restart. */
export const POST_ONLY = 'post_only_mode'
/** The matching engine restarts: status 425. */
export const RESTARTING = 'restarting'
/** Cancels are taken, orders are not. */
export const CANCEL_ONLY = 'cancel_only'
/** Nothing is taken. */
export const DISABLED = 'trading_disabled'

const rejected = (reason: RejectReason, code: string): OrderWord => ({ type: 'rejected', reason, code })

/** Parts of texts, in lower case, the more telling first. */
const WORDS: readonly (readonly [part: string, word: OrderWord])[] = [
  // The venue gave up in the middle of it, at whatever point: no other word beside it counts.
  ['context canceled', { type: 'unknown', code: 'context_canceled' }],
  [VERSION_MISMATCH, rejected('invalid', VERSION_MISMATCH)],
  ['no orders found to match', rejected('no-match', 'fak_not_filled')],
  ["couldn't be fully filled", rejected('no-match', 'fok_not_filled')],
  ['fok orders are filled or killed', rejected('no-match', 'fok_not_filled')],
  ['there are no matching orders', rejected('no-match', 'no_match')],
  ['order match delayed', { type: 'unknown', code: 'delayed' }],
  ['duplicated', { type: 'unknown', code: 'duplicated' }],
  ['not enough balance', rejected('funds', 'insufficient_balance_or_allowance')],
  ['breaks minimum tick size', rejected('tick', 'tick')],
  ['lower than the minimum', rejected('minimum', 'minimum_size')],
  ['min size', rejected('minimum', 'minimum_notional')],
  ['invalid amounts', rejected('lot', 'amounts')],
  ['rounding issues', rejected('lot', 'rounding')],
  ['order crosses book', rejected('post-only', 'post_only_would_cross')],
  ['crosses the book', rejected('post-only', 'post_only_would_cross')],
  ['post-only mode', rejected('paused', POST_ONLY)],
  ['cancel-only', rejected('paused', CANCEL_ONLY)],
  ['trading is currently disabled', rejected('paused', DISABLED)],
  ['not yet ready to process', rejected('paused', 'market_not_ready')],
  ['closed only mode', rejected('blocked', 'closed_only')],
  ['address banned', rejected('blocked', 'banned')],
  ['maker address not allowed', rejected('auth', 'maker_not_allowed')],
  ['order owner has to be', rejected('auth', 'owner')],
  ['order signer address has to be', rejected('auth', 'signer')],
  ['invalid expiration', rejected('expired', 'invalid_expiration')],
  ['invalid nonce', rejected('invalid', 'invalid_nonce')],
  ['invalid order payload', rejected('invalid', 'payload')],
  ['too many orders', rejected('limit', 'too_many')],
  ['order canceled in the ctf exchange', rejected('other', 'canceled_on_chain')],
  ['the orderbook', rejected('closed', 'no_orderbook')],
]

/** Returns what a refusal's text says about the order; `other` for a text that is not known. */
export function orderWordOf(text: string): OrderWord {
  const lower = text.toLowerCase()
  return WORDS.find(([part]) => lower.includes(part))?.[1] ?? rejected('other', 'unknown')
}

/** What of an error body could be read. */
type Refusal = { readonly text: string; readonly code?: string; readonly retryAfterSeconds?: number }

function refusalOf(body: string): Refusal {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // A proxy's page: its title says most.
    const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1]?.trim()
    return { text: title === undefined ? body.slice(0, 120) : `HTML page: ${title.slice(0, 120)}` }
  }
  if (typeof value === 'string') return { text: value }
  if (typeof value !== 'object' || value === null) return { text: '' }
  const { error, errorMsg, error_msg, message, code, retry_after_seconds } = value as Readonly<Record<string, unknown>>
  const text = [error, errorMsg, error_msg, message].find((one) => typeof one === 'string' && one !== '')
  return {
    text: typeof text === 'string' ? text : '',
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof retry_after_seconds === 'number' ? { retryAfterSeconds: retry_after_seconds } : {}),
  }
}

/** Paths that carry orders: what their refusals mean decides about exposure. */
function isOrderPath({ method, path }: OutgoingRequest): boolean {
  return method === 'POST' && (path.endsWith('/order') || path.endsWith('/orders'))
}

function notFound(request: OutgoingRequest, text: string): VenueError | undefined {
  const venue = 'polymarket'
  const { path, query } = request
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (path.includes('/data/order/')) return new VenueError('order.not-found', { venue, order: last })
  const isMarket = /\/(book|markets?|clob-markets|markets-by-token|tick-size|neg-risk)(\/|$)/.test(path)
  return isMarket || /market not found|no orderbook/i.test(text)
    ? new VenueError('market.not-found', { venue, market: query === '' ? last : query })
    : undefined
}

/** Says whether a 403 is about where the request came from. */
function isLocation(text: string): boolean {
  return /geo|region|location|country|jurisdiction|restricted|unavailable in/i.test(text)
}

/** Says whether a status leaves open what became of the order: the one who answered may have given up halfway. */
function isOpenStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 409 || status === 499
}

function orderError(response: HttpResponse, request: OutgoingRequest, refusal: Refusal): VenueError {
  const { status } = response
  const { text } = refusal
  const venueMessage = text
  const reject = (reason: RejectReason, venueCode: string, detail?: string) =>
    new VenueError('order.rejected', {
      reason,
      venue: 'polymarket',
      venueCode,
      venueMessage,
      ...(detail === undefined ? {} : { detail }),
    })
  if (status === 425) return reject('paused', RESTARTING, 'the matching engine restarts')
  if (status === 403) {
    // A closed account says so; anything else at this status is the border, and nothing came through.
    const word = orderWordOf(text)
    if (word.type === 'rejected' && word.reason !== 'other') return reject(word.reason, word.code)
    const detail = isLocation(text) ? text : `status 403: ${text}`
    return new VenueError('location.blocked', { venue: 'polymarket', detail })
  }
  const word = refusal.code === POST_ONLY ? rejected('paused', POST_ONLY) : orderWordOf(text)
  const isTelling =
    word.type === 'rejected' && (word.reason === 'no-match' || word.reason === 'paused' || word.reason === 'lot')
  // Such a status leaves the order's fate open unless its text is one that the venue documents as a refusal.
  const isOpen = isOpenStatus(status) && !isTelling
  if (isOpen && status !== 499) {
    return statusError('polymarket', response, request, { venueMessage, venueCode: word.code })
  }
  if (isOpen || word.type === 'unknown') {
    // Not a 4xx for the error table, which would say "certainly not resting".
    return new VenueError('payload.malformed', {
      where: `${request.method} ${request.path}`,
      issues: [`expected an answer about this order, found status ${status}: ${text}`],
    })
  }
  return reject(word.reason, word.code)
}

/** Returns what an answer outside 200–299 means. */
export function toError(response: HttpResponse, request: OutgoingRequest): VenueError {
  const { status } = response
  const refusal = refusalOf(response.body)
  const venueMessage = refusal.text
  const words = { venueMessage, ...(refusal.code === undefined ? {} : { venueCode: refusal.code }) }
  if (status === 429) {
    const error = statusError('polymarket', response, request, words)
    const reset = resetOf(response)
    if (error.code !== 'rate.limited' || retryAfterOf(response) !== undefined || reset === undefined) return error
    return new VenueError('rate.limited', {
      by: 'venue',
      method: request.method,
      path: request.path,
      retryAfterMicros: reset,
    })
  }
  if (isOrderPath(request) && status !== 401) return orderError(response, request, refusal)
  if (status === 403 && isLocation(venueMessage)) {
    return new VenueError('location.blocked', { venue: 'polymarket', detail: venueMessage })
  }
  if (status === 404) return notFound(request, venueMessage) ?? statusError('polymarket', response, request, words)
  return statusError('polymarket', response, request, words)
}

const RESET_SECONDS_MAX = 3_600

/** Returns the wait that a `poly-ratelimit-reset` header asks for, in seconds from now; undefined otherwise. */
function resetOf(response: HttpResponse): Micros | undefined {
  const text = response.headers['poly-ratelimit-reset']
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined
  return seconds(Math.min(Number(text), RESET_SECONDS_MAX))
}

/** Returns how long a refusal asks to wait before orders are tried again; undefined when it does not say. */
export function pauseOf(response: HttpResponse): Micros | undefined {
  const { retryAfterSeconds } = refusalOf(response.body)
  if (retryAfterSeconds !== undefined && retryAfterSeconds >= 0) {
    return seconds(Math.ceil(Math.min(retryAfterSeconds, RESET_SECONDS_MAX)))
  }
  return retryAfterOf(response)
}
