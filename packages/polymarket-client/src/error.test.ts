import type { HttpResponse, VenueError } from '@arbees/core'
import { orderOutcomeOf, seconds } from '@arbees/core'
import { toOutgoing } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import * as books from './endpoints/books.ts'
import * as orders from './endpoints/orders.ts'
import { orderWordOf, pauseOf, toError } from './error.ts'

const context = {
  dialect: { venue: 'polymarket', baseUrl: 'https://clob.test', toError },
  http: () => Promise.reject(new Error('unused')),
  clock: { now: () => seconds(1), setTimer: () => () => undefined },
  timeoutMicros: seconds(5),
}
const post = toOutgoing(context, orders.postOrder, { body: '{}' })
const book = toOutgoing(context, books.getBook, { tokenId: '5' })
const order = toOutgoing(context, orders.getOrder, { orderId: '0xabc' })

const answer = (status: number, body: unknown, headers = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const outcome = (status: number, body: unknown, headers = {}) => {
  const error = toError(answer(status, body, headers), post)
  const { reason, venueCode } = error.context as { reason?: string; venueCode?: string }
  return [error.code, orderOutcomeOf(error), reason, venueCode]
}

describe('what became of an order', () => {
  test.each([
    [
      400,
      'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.',
      'no-match',
    ],
    [400, "order couldn't be fully filled. FOK orders are fully filled or killed.", 'no-match'],
    [500, 'there are no matching orders', 'no-match'],
    [400, 'not enough balance / allowance: the balance is not enough -> balance: 5', 'funds'],
    [400, 'order 0xabc is invalid. Price (0.5555) breaks minimum tick size rule: 0.01', 'tick'],
    [400, 'order 0xabc is invalid. Size (1) lower than the minimum: 5', 'minimum'],
    [400, 'invalid amount for a marketable BUY order ($0.7), min size: $1', 'minimum'],
    [400, 'invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals', 'lot'],
    [400, 'invalid post-only order: order crosses book', 'post-only'],
    [400, 'maker address not allowed, please use the deposit wallet flow', 'auth'],
    [400, "'0xabc' address in closed only mode", 'blocked'],
    [400, 'order_version_mismatch', 'invalid'],
    [503, 'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.', 'paused'],
    [503, 'Trading is currently disabled. Check polymarket.com for updates', 'paused'],
    [409, 'no orders found to match with FAK order.', 'no-match'],
    [499, 'post-only mode: only post-only orders and cancels are allowed', 'paused'],
    [400, 'something new', 'other'],
  ])('%s %s is refused: %s', (status, error, reason) => {
    expect(outcome(status, { error }).slice(0, 3)).toEqual(['order.rejected', 'rejected', reason])
    expect(outcome(status, { success: false, errorMsg: error }).slice(0, 3)).toEqual([
      'order.rejected',
      'rejected',
      reason,
    ])
  })

  test.each([
    [400, { error: 'order match delayed due to market conditions' }],
    [400, { error: 'order 0xabc is invalid. Duplicated.' }],
    [500, { error: 'could not insert order' }],
    [500, { error: 'order timed out' }],
    [502, '<html><head><title>502 Bad Gateway</title></head></html>'],
    [520, ''],
    [500, { error: 'not enough balance / allowance' }],
    [400, { error: 'context canceled' }],
    [400, { error: 'no orders found to match: context canceled' }],
    [408, ''],
    [408, { error: 'request timeout' }],
    [409, { error: 'conflict' }],
    [499, ''],
    [499, { error: 'client closed request' }],
  ])('%s %o leaves it unknown', (status, body) => {
    expect(outcome(status, body)[1]).toBe('unknown')
  })

  test('a restart, the window after it, and the wait it asks for', () => {
    expect(outcome(425, '')).toEqual(['order.rejected', 'rejected', 'paused', 'restarting'])
    const body = {
      error: 'post-only mode: only post-only orders and cancels are allowed',
      code: 'post_only_mode',
      retry_after_seconds: 90,
    }
    expect(outcome(503, body)).toEqual(['order.rejected', 'rejected', 'paused', 'post_only_mode'])
    expect(pauseOf(answer(503, body))).toBe(seconds(90))
    expect(pauseOf(answer(503, {}, { 'retry-after': '7' }))).toBe(seconds(7))
    expect(pauseOf(answer(503, {}))).toBeUndefined()
  })

  test('a refused location, and refused credentials', () => {
    expect(outcome(403, { error: 'Trading restricted in your region' })[0]).toBe('location.blocked')
    expect(outcome(403, '<html><title>Attention Required</title></html>')[0]).toBe('location.blocked')
    expect(outcome(401, { error: 'Unauthorized/Invalid api key' })[0]).toBe('auth.rejected')
  })

  test('a 429 says how long to wait, by either header', () => {
    const wait = (headers: Record<string, string>) =>
      (toError(answer(429, '<html>', headers), post) as VenueError<'rate.limited'>).context.retryAfterMicros
    expect(wait({ 'retry-after': '3' })).toBe(seconds(3))
    expect(wait({ 'poly-ratelimit-reset': '2' })).toBe(seconds(2))
    expect(wait({})).toBeUndefined()
  })
})

describe('reads', () => {
  test('what is not there', () => {
    expect(toError(answer(404, { error: 'No orderbook exists for the requested token id' }), book).code).toBe(
      'market.not-found',
    )
    expect(toError(answer(404, { error: 'not found' }), order)).toMatchObject({
      code: 'order.not-found',
      context: { order: '0xabc' },
    })
  })

  test('other refusals keep the venue’s words; a page of HTML keeps its title', () => {
    expect(
      toError(answer(422, { type: 'validation error', error: 'offset is not supported' }), book).context,
    ).toMatchObject({
      status: 422,
      venueMessage: 'offset is not supported',
    })
    expect(toError(answer(502, '<html><title>502 Bad Gateway</title>'), book).context).toMatchObject({
      venueMessage: 'HTML page: 502 Bad Gateway',
    })
  })
})

test('a text nobody knows is a refusal for another reason', () => {
  expect(orderWordOf('the moon is full')).toMatchObject({ type: 'rejected', reason: 'other' })
})
