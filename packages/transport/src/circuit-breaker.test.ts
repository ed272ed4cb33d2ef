import { seconds, VenueError } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../test/fake-clock.ts'
import { outgoing, readEndpoint, writeEndpoint } from '../test/requests.ts'
import type { BreakerState } from './circuit-breaker.ts'
import { createCircuitBreaker, healthOf } from './circuit-breaker.ts'

const status = (code: number) => new VenueError('response.status', { method: 'GET', path: '/read', status: code })
const limited = () => new VenueError('rate.limited', { by: 'venue' })
const refused = () => new VenueError('order.rejected', { reason: 'funds', venueMessage: 'no money' })
const expired = () => new VenueError('order.rejected', { reason: 'expired', venue: 'kalshi' })

function scene(state?: BreakerState) {
  const clock = createFakeClock()
  const lines: { readonly message: string; readonly fields?: Readonly<Record<string, unknown>> | undefined }[] = []
  const saved: BreakerState[] = []
  let sent = 0
  const breaker = createCircuitBreaker({
    venue: 'kalshi',
    clock,
    log: (_level, message, fields) => void lines.push({ message, fields }),
    onChange: (next) => void saved.push(next),
    ...(state === undefined ? {} : { state }),
  })
  const attempt = (error?: Error) =>
    breaker
      .intercept(outgoing({ endpoint: writeEndpoint }), async () => {
        sent += 1
        if (error !== undefined) throw error
        return 'answer'
      })
      .catch((caught: unknown) => caught)
  return { clock, lines, saved, breaker, attempt, sent: () => sent }
}

describe('circuit breaker', () => {
  test('five 500s open it, with a log line that says why, and nothing more is sent', async () => {
    const { attempt, breaker, lines, sent } = scene()
    for (let count = 0; count < 5; count++) await attempt(status(500))
    expect(breaker.state().status).toBe('open')
    expect(lines).toMatchObject([
      { message: 'Circuit breaker open', fields: { venue: 'kalshi', cause: 'response.status 500 on POST /orders' } },
    ])
    expect(await attempt()).toMatchObject({ code: 'circuit.open', context: { venue: 'kalshi' } })
    expect(sent()).toBe(5)
  })

  test('a success in between begins the count anew', async () => {
    const { attempt, breaker } = scene()
    for (let count = 0; count < 4; count++) await attempt(status(500))
    await attempt()
    for (let count = 0; count < 4; count++) await attempt(status(500))
    expect(breaker.state()).toMatchObject({ status: 'closed', failures: 4 })
  })

  test('property: 429s, and what we held back, never change it in any mixture with fewer than five failures', async () => {
    const silent = fc.constantFrom(limited, expired, () => new VenueError('rate.limited', { by: 'us' }))
    await fc.assert(
      fc.asyncProperty(fc.array(silent, { maxLength: 40 }), fc.integer({ min: 0, max: 4 }), async (quiet, failures) => {
        const { attempt, breaker } = scene()
        for (let count = 0; count < failures; count++) await attempt(status(503))
        const before = breaker.state()
        for (const make of quiet) await attempt(make())
        expect(breaker.state()).toBe(before)
        expect(before.failures).toBe(failures)
      }),
    )
  })

  test('business refusals show a venue that lives', async () => {
    const { attempt, breaker } = scene()
    for (let count = 0; count < 4; count++) await attempt(status(500))
    await attempt(refused())
    expect(breaker.state().failures).toBe(0)
  })

  test('after the wait one probe goes out; its success closes, its failure opens again', async () => {
    const { attempt, breaker, clock, sent } = scene()
    for (let count = 0; count < 5; count++) await attempt(status(500))
    await clock.advance(seconds(60) - 1)
    expect(await attempt()).toMatchObject({ code: 'circuit.open' })
    await clock.advance(1)
    const both = await Promise.all([attempt(status(502)), attempt()])
    expect(both[1]).toMatchObject({ code: 'circuit.open' })
    expect(sent()).toBe(6)
    expect(breaker.state()).toMatchObject({ status: 'open', failures: 6 })
    await clock.advance(seconds(60))
    expect(await attempt()).toBe('answer')
    expect(breaker.state()).toMatchObject({ status: 'closed', failures: 0 })
  })

  test('a probe that meets a 429 leaves room for the next one', async () => {
    const { attempt, breaker, clock } = scene()
    for (let count = 0; count < 5; count++) await attempt(status(500))
    await clock.advance(seconds(60))
    await attempt(limited())
    expect(breaker.state().status).toBe('open')
    expect(await attempt()).toBe('answer')
    expect(breaker.state().status).toBe('closed')
  })

  test('answers to requests from before it opened do not close it', async () => {
    const { attempt, breaker } = scene()
    let release: (value: string) => void = () => undefined
    const late = breaker.intercept(outgoing(), () => new Promise<string>((resolve) => (release = resolve)))
    for (let count = 0; count < 5; count++) await attempt(status(500))
    release('late')
    await late
    expect(breaker.state().status).toBe('open')
  })

  test('its state survives a restart as JSON; a probe does not', async () => {
    const first = scene()
    for (let count = 0; count < 5; count++) await first.attempt(status(500))
    const state = JSON.parse(JSON.stringify(first.saved.at(-1))) as BreakerState
    const second = scene(state)
    expect(await second.attempt()).toMatchObject({ code: 'circuit.open' })
    const third = scene({ ...state, status: 'half-open' })
    expect(third.breaker.state().status).toBe('open')
  })

  test('reset closes it at once', async () => {
    const { attempt, breaker, lines } = scene()
    for (let count = 0; count < 5; count++) await attempt(status(500))
    breaker.reset()
    expect(await attempt()).toBe('answer')
    expect(lines.at(-1)?.message).toBe('Circuit breaker reset')
  })

  test.each([
    [new VenueError('connect.failed', { url: 'x' }), 'failing'],
    [new VenueError('request.timeout', { method: 'GET', path: '/', sentBytes: false }), 'failing'],
    [new VenueError('request.interrupted', { method: 'GET', path: '/', sentBytes: true }), 'failing'],
    [status(500), 'failing'],
    [status(404), 'alive'],
    [new VenueError('auth.rejected', { venue: 'kalshi' }), 'alive'],
    [limited(), 'silent'],
    [new VenueError('auth.missing', { venue: 'kalshi', what: 'key' }), 'silent'],
    [new Error('a bug'), 'silent'],
  ])('%s says the venue is %s', (error, health) => {
    expect(healthOf(error, outgoing())).toBe(health)
  })

  test('an unreadable answer is a failure for a write and nothing for a read', () => {
    const error = new VenueError('payload.malformed', { where: 'x', issues: [] })
    expect(healthOf(error, outgoing({ endpoint: writeEndpoint }))).toBe('failing')
    expect(healthOf(error, outgoing({ endpoint: readEndpoint }))).toBe('silent')
  })
})
