/*
 * Kalshi's answer outside 200–299 → VenueError. What an order's answer means for the order is decided
 * here once: a readable refusal is a refusal; a status of 5xx, or a body nobody wrote at the exchange,
 * is not, and the order may stand.
 */
import type { HttpResponse } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { OutgoingRequest } from '@arbees/transport'
import { statusError } from '@arbees/transport'
import type { ErrorWords } from './error-body.ts'
import { messageOf, readErrorBody } from './error-body.ts'
import { rejectReasonOf } from './reject-reason.ts'

const VENUE = 'kalshi'
const ORDERS = '/portfolio/events/orders'

/** Statuses that are never the exchange's own judgement of the request: a gateway's doubt. */
const DOUBTFUL = new Set([408, 499])

function lastSegment(path: string, back: number): string {
  return decodeURIComponent(path.split('/').at(-1 - back) ?? '')
}

function isOrderWrite(template: string): boolean {
  return template.startsWith(ORDERS)
}

/** The object a 404 is about, where the path names one. */
function notFound(request: OutgoingRequest): VenueError | undefined {
  const template = request.endpoint.path
  if (template === `${ORDERS}/{order_id}` || template === '/portfolio/orders/{order_id}') {
    return new VenueError('order.not-found', { venue: VENUE, order: lastSegment(request.path, 0) })
  }
  if (template === `${ORDERS}/{order_id}/amend` || template === `${ORDERS}/{order_id}/decrease`) {
    return new VenueError('order.not-found', { venue: VENUE, order: lastSegment(request.path, 1) })
  }
  if (template === '/markets/{ticker}' || template === '/historical/markets/{ticker}') {
    return new VenueError('market.not-found', { venue: VENUE, market: lastSegment(request.path, 0) })
  }
  if (template === '/markets/{ticker}/orderbook') {
    return new VenueError('market.not-found', { venue: VENUE, market: lastSegment(request.path, 1) })
  }
  return undefined
}

function wordsOf(words: ErrorWords): { readonly venueCode?: string; readonly venueMessage?: string } {
  const message = messageOf(words)
  return {
    ...(words.code === undefined ? {} : { venueCode: words.code }),
    ...(message === undefined ? {} : { venueMessage: message }),
  }
}

function rejected(status: number, words: ErrorWords): VenueError<'order.rejected'> {
  return new VenueError('order.rejected', {
    reason: rejectReasonOf(status, words),
    venue: VENUE,
    ...wordsOf(words),
    detail: `status ${status}`,
  })
}

/** The beginning of a body that is not Kalshi's, so that a person sees who answered. */
function foreign(response: HttpResponse): { readonly venueMessage: string } {
  const text = response.body.replace(/\s+/g, ' ').trim().slice(0, 80)
  return { venueMessage: `expected JSON, found ${JSON.stringify(text)}` }
}

/** Returns what an answer outside 200–299 means. */
export function toKalshiError(response: HttpResponse, request: OutgoingRequest): VenueError {
  const { status } = response
  const words = readErrorBody(response.body)
  const { method, path } = request
  if (words === undefined) {
    // A firewall or a gateway has answered. It turned the request away itself only where it says so.
    if (isOrderWrite(request.endpoint.path) && status === 403) {
      return new VenueError('location.blocked', { venue: VENUE, detail: foreign(response).venueMessage })
    }
    if (isOrderWrite(request.endpoint.path) && status >= 400 && status < 500 && status !== 401 && status !== 429) {
      const issue = `(root): ${foreign(response).venueMessage} with status ${status}`
      return new VenueError('payload.malformed', { where: `${method} ${request.endpoint.path}`, issues: [issue] })
    }
    return statusError(VENUE, response, request, foreign(response))
  }
  if (status === 429 || status === 401 || status >= 500) return statusError(VENUE, response, request, wordsOf(words))
  if (status === 404) {
    const found = notFound(request)
    if (found !== undefined) return found
  }
  if (DOUBTFUL.has(status)) {
    const issue = `(root): expected the exchange's answer, found status ${status}`
    return new VenueError('payload.malformed', { where: `${method} ${path}`, issues: [issue] })
  }
  if (isOrderWrite(request.endpoint.path) && status >= 400 && status < 500) return rejected(status, words)
  return new VenueError('response.status', { method, path, status, ...wordsOf(words) })
}
