import type { ClientOrderId, IocOrder, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { InvariantError, VenueError } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { failedSubmission, submissionOf } from './submission.ts'

const order: IocOrder = {
  id: 'arb1' as ClientOrderId,
  market: 'kalshi:KX' as MarketId,
  action: 'buy',
  outcome: 'yes',
  limit: 5000 as Price,
  quantity: 10_000_000 as Quantity,
}
const answer = {
  orderId: 'o-1',
  clientOrderId: 'arb1',
  fillCount: 4_000_000 as Quantity,
  remainingCount: 0 as Quantity,
  averageFillPrice: '0.5000',
  averageFeePaid: '0.0175',
  ts: 1 as Micros,
}

describe('what became of an order’s request', () => {
  it('is accepted with what filled, or unknown when the answer makes no sense', () => {
    expect(submissionOf(order, answer)).toMatchObject({ type: 'accepted', filled: 4_000_000, isDone: true })
    expect(submissionOf({ ...order, fill: 'all' }, answer)).toMatchObject({ type: 'unknown', orderId: 'o-1' })
    expect(submissionOf(order, { ...answer, clientOrderId: 'arb2' })).toMatchObject({ type: 'unknown' })
  })

  it.each([
    [new VenueError('rate.limited', { by: 'us' }), 'rejected', 'rate'],
    [new VenueError('circuit.open', { venue: 'kalshi', cause: 'x' }), 'rejected', 'halted'],
    [new VenueError('auth.missing', { venue: 'kalshi', what: 'x' }), 'rejected', 'auth'],
    [new VenueError('auth.clock', { venue: 'kalshi', offsetMicros: 1, allowedMicros: 1 }), 'rejected', 'auth'],
    [new VenueError('location.blocked', { venue: 'kalshi' }), 'rejected', 'blocked'],
    [new VenueError('connect.failed', { url: 'x' }), 'rejected', 'other'],
    [new VenueError('request.timeout', { method: 'POST', path: '/', sentBytes: false }), 'rejected', 'other'],
    [new VenueError('request.timeout', { method: 'POST', path: '/', sentBytes: true }), 'unknown', undefined],
    [new VenueError('order.rejected', { reason: 'funds' }), 'rejected', 'funds'],
    [new VenueError('order.rejected', { reason: 'duplicate' }), 'unknown', undefined],
    [new VenueError('response.status', { method: 'POST', path: '/', status: 500 }), 'unknown', undefined],
    [new VenueError('payload.malformed', { where: 'x', issues: [] }), 'unknown', undefined],
  ])('after %s', (error, type, reason) => {
    const submission = failedSubmission(error)
    expect(submission.type).toBe(type)
    if (submission.type === 'rejected') expect(submission.reason).toBe(reason)
  })

  it('is nobody’s business when the program itself is wrong', () => {
    expect(() => failedSubmission(new InvariantError('x'))).toThrow(InvariantError)
    expect(() => failedSubmission(new TypeError('x'))).toThrow(InvariantError)
  })
})
