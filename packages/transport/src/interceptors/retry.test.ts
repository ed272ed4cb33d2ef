import type { ErrorCode } from '@arbees/core'
import { createRng, ERROR_RULES, VenueError } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { at, neverEndpoint, outgoing, readEndpoint, writeEndpoint } from '../../test/requests.ts'
import { compose } from '../compose.ts'
import { rateLimitBackoff } from './rate-limit-backoff.ts'
import { retryReads } from './retry.ts'

const timeout = (sentBytes: boolean) => new VenueError('request.timeout', { method: 'GET', path: '/read', sentBytes })
const status = (code: number) => new VenueError('response.status', { method: 'GET', path: '/read', status: code })
const limited = () => new VenueError('rate.limited', { by: 'venue', method: 'GET', path: '/read' })

function scene(errors: readonly Error[]) {
  const clock = createFakeClock()
  const lines: string[] = []
  const attempts: number[] = []
  const next = async () => {
    attempts.push(clock.now())
    const error = errors[attempts.length - 1]
    if (error !== undefined) throw error
    return 'answer'
  }
  const log = (_level: string, message: string) => void lines.push(message)
  return { clock, lines, attempts, next, log }
}

describe('retryReads', () => {
  test('reads again after failures that the table lets a read repeat', async () => {
    const { clock, attempts, next, log } = scene([timeout(true), status(503)])
    const answer = retryReads({ clock, rng: createRng(1), log })(outgoing(), next)
    await clock.advance(10_000_000)
    expect(await answer).toBe('answer')
    expect(attempts).toHaveLength(3)
  })

  test('gives up after its retries with the last error', async () => {
    const { clock, attempts, next } = scene([status(500), status(501), status(502), status(503)])
    const answer = retryReads({ clock, rng: createRng(1) })(outgoing(), next).catch((error: unknown) => error)
    await clock.advance(60_000_000)
    expect(await answer).toMatchObject({ context: { status: 502 } })
    expect(attempts).toHaveLength(3)
  })

  test.each([status(400), status(404), limited(), new Error('a bug')])('does not repeat after %s', async (error) => {
    const { clock, attempts, next } = scene([error])
    const answer = retryReads({ clock, rng: createRng(1) })(outgoing(), next).catch((caught: unknown) => caught)
    await clock.advance(60_000_000)
    expect(await answer).toBe(error)
    expect(attempts).toHaveLength(1)
  })

  test('the caller ends the wait', async () => {
    const { clock, attempts, next } = scene([status(500)])
    const abort = new AbortController()
    const answer = retryReads({ clock, rng: createRng(1) })(outgoing({ signal: abort.signal }), next)
    const ended = answer.catch((caught: unknown) => caught)
    await clock.advance(1)
    abort.abort()
    expect(await ended).toMatchObject({ code: 'request.interrupted' })
    expect(attempts).toHaveLength(1)
  })

  test('a write is sent once, whatever the error, by every interceptor but for a 429', async () => {
    const codes = Object.keys(ERROR_RULES) as ErrorCode[]
    const anyContext = { status: 503, sentBytes: true, by: 'us', reason: 'other' } as never
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...codes), fc.boolean(), async (code, isNever) => {
        const { clock, attempts, next, log } = scene([new VenueError(code, anyContext)])
        const intercept = compose(
          retryReads({ clock, rng: createRng(1) }),
          rateLimitBackoff({ venue: 'kalshi', venueName: 'Kalshi', clock, log }),
        )
        const request = outgoing({ endpoint: isNever ? neverEndpoint : writeEndpoint })
        const answer = intercept(request, next).catch((error: unknown) => error)
        await clock.advance(300_000_000)
        expect(await answer).toMatchObject({ code })
        expect(attempts).toHaveLength(1)
      }),
    )
  })
})

describe('rateLimitBackoff', () => {
  const options = { venue: 'kalshi', venueName: 'Kalshi' }

  test('waits 4, 8 and 16 seconds after three 429s and says so', async () => {
    const { clock, lines, attempts, next, log } = scene([limited(), limited(), limited()])
    const begun = clock.now()
    const answer = rateLimitBackoff({ ...options, clock, log })(outgoing({ endpoint: writeEndpoint }), next)
    await clock.advance(28_000_000)
    expect(await answer).toBe('answer')
    expect(lines).toEqual([
      'Kalshi rate limit hit, backing off 4000ms (retry 1/5)',
      'Kalshi rate limit hit, backing off 8000ms (retry 2/5)',
      'Kalshi rate limit hit, backing off 16000ms (retry 3/5)',
    ])
    expect(attempts.map((time) => (time - begun) / 1_000)).toEqual([0, 4_000, 12_000, 28_000])
  })

  test('the sixth 429 is a typed error', async () => {
    const { clock, attempts, next, lines, log } = scene(Array.from({ length: 9 }, limited))
    const answer = rateLimitBackoff({ ...options, clock, log })(outgoing(), next).catch((error: unknown) => error)
    await clock.advance(200_000_000)
    expect(await answer).toMatchObject({ code: 'rate.limited', context: { by: 'venue', attempts: 6 } })
    expect(attempts).toHaveLength(6)
    expect(lines.at(-1)).toBe('Kalshi rate limit hit, backing off 64000ms (retry 5/5)')
  })

  test('a request that would expire in the wait is not sent again', async () => {
    const { clock, attempts, next } = scene([limited(), limited()])
    const request = outgoing({ endpoint: writeEndpoint, expiresAt: at(clock.now() + 6_000_000) })
    const answer = rateLimitBackoff({ ...options, clock })(request, next).catch((error: unknown) => error)
    await clock.advance(60_000_000)
    expect(await answer).toMatchObject({ code: 'order.rejected', context: { reason: 'expired' } })
    expect(attempts).toHaveLength(2)
    expect(clock.pending()).toBe(0)
  })

  test('a longer retry-after is honored', async () => {
    const slow = new VenueError('rate.limited', { by: 'venue', retryAfterMicros: at(9_000_000) })
    const { clock, lines, attempts, next, log } = scene([slow])
    const answer = rateLimitBackoff({ ...options, venueName: 'Polymarket', clock, log })(outgoing(), next)
    await clock.advance(8_999_999)
    expect(attempts).toHaveLength(1)
    await clock.advance(1)
    expect(await answer).toBe('answer')
    expect(lines).toEqual(['Polymarket rate limit hit, backing off 9000ms (retry 1/5)'])
  })

  test('our own limit, and an endpoint that is never repeated, are not waited for', async () => {
    const own = scene([new VenueError('rate.limited', { by: 'us' })])
    const intercept = rateLimitBackoff({ ...options, clock: own.clock })
    await expect(intercept(outgoing({ endpoint: readEndpoint }), own.next)).rejects.toMatchObject({
      code: 'rate.limited',
    })
    const never = scene([limited()])
    await expect(intercept(outgoing({ endpoint: neverEndpoint }), never.next)).rejects.toThrow('rate limit')
    expect(never.attempts).toHaveLength(1)
  })
})
