import { ERROR_RULES, orderOutcomeOf } from '@arbees/core'
import type { AnyEndpoint, OutgoingRequest } from '@arbees/transport'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as markets from './endpoints/markets.ts'
import * as orders from './endpoints/orders.ts'
import { toKalshiError } from './error.ts'

function requestOf(endpoint: AnyEndpoint, path: string = endpoint.path): OutgoingRequest {
  return { endpoint, method: endpoint.method, path: `/trade-api/v2${path}` } as unknown as OutgoingRequest
}

const answer = (status: number, body: unknown) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const nested = (code: string) => ({ error: { code, message: code } })

describe('an answer that is an error', () => {
  it('names the object that is not there', () => {
    const cancel = requestOf(orders.cancelOrder, '/portfolio/events/orders/o%2F1')
    expect(toKalshiError(answer(404, nested('not_found')), cancel)).toMatchObject({
      code: 'order.not-found',
      context: { order: 'o/1' },
    })
    const amend = requestOf(orders.amendOrder, '/portfolio/events/orders/o-2/amend')
    expect(toKalshiError(answer(404, nested('not_found')), amend)).toMatchObject({ context: { order: 'o-2' } })
    const market = requestOf(markets.getMarket, '/markets/KX-1')
    expect(toKalshiError(answer(404, nested('not_found')), market)).toMatchObject({
      code: 'market.not-found',
      context: { market: 'KX-1' },
    })
    const book = requestOf(markets.getOrderBook, '/markets/KX-1/orderbook')
    expect(toKalshiError(answer(404, nested('not_found')), book)).toMatchObject({ context: { market: 'KX-1' } })
  })

  it('keeps the venue’s own words', () => {
    const error = toKalshiError(answer(400, nested('bad_request')), requestOf(markets.getMarkets))
    expect(error).toMatchObject({
      code: 'response.status',
      context: { status: 400, venueCode: 'bad_request', venueMessage: 'bad_request' },
    })
    expect(toKalshiError(answer(502, '<html>\n<h1>Bad</h1>'), requestOf(markets.getMarkets)).message).toContain(
      '<html>',
    )
  })

  it('never calls an order refused unless the exchange itself, or its gate, has refused it', () => {
    const body = fc.oneof(
      fc.constant(''),
      fc.constant('<html></html>'),
      fc.constant(JSON.stringify(nested('x'))),
      fc.constant('{"error":"no"}'),
    )
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), body, (status, text) => {
        const error = toKalshiError(answer(status, text), requestOf(orders.createOrder))
        expect(ERROR_RULES[error.code]).toBeDefined()
        const isOurs = text.startsWith('{')
        const isGate = status === 401 || status === 403 || status === 429
        const isCertain = status >= 400 && status < 500 && status !== 408 && status !== 499 && (isOurs || isGate)
        expect(orderOutcomeOf(error), `${status} ${text} ${error.code}`).toBe(isCertain ? 'rejected' : 'unknown')
      }),
    )
  })
})
