import type { Clock, HttpResponse, Micros, RejectReason } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { OutgoingRequest } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import { POST_ONLY, RESTARTING } from './error.ts'
import { createTradingWindow } from './trading-window.ts'

const ANSWER: HttpResponse = { status: 200, headers: {}, body: '{}' }
const post = (isPostOnly = false) =>
  ({ method: 'POST', path: '/order', body: `{"postOnly":${isPostOnly}}` }) as OutgoingRequest

function refusal(reason: RejectReason, venueCode: string, words: { readonly venueMessage?: string } = {}) {
  return new VenueError('order.rejected', { reason, venue: 'polymarket', venueCode, ...words })
}
const RESTART = refusal('paused', RESTARTING, { venueMessage: 'Too Early' })
const NO_MATCH = refusal('no-match', 'fak_not_filled', { venueMessage: 'no orders found to match' })

const START = seconds(1_800_000_000)

/** A clock whose time passes by a hand. */
function handClock() {
  let now: Micros = START
  const timers = new Map<() => void, number>()
  const clock: Clock = {
    now: () => now,
    setTimer: (delay, fire) => {
      timers.set(fire, now + delay)
      return () => void timers.delete(fire)
    },
  }
  const pass = (span: number) => {
    now = (now + span) as Micros
    for (const [fire, due] of [...timers]) if (due <= now && timers.delete(fire)) fire()
  }
  return { clock, pass, waiting: () => timers.size }
}

function start() {
  const { clock, pass, waiting } = handClock()
  const ending = new AbortController()
  const window = createTradingWindow(clock, ending.signal)
  const told: (string | undefined)[] = []
  const listen = () => window.listen((pause) => told.push(pause?.kind))
  const send = (outcome: VenueError | undefined, request = post()) =>
    window
      .intercept(request, () => (outcome === undefined ? Promise.resolve(ANSWER) : Promise.reject(outcome)))
      .then(
        () => 'taken',
        (error: VenueError) => error,
      )
  return { pass, waiting, ending, window, told, listen, send }
}

describe('a pause', () => {
  test('is told to be over at its time, though nobody sends an order', async () => {
    const { pass, waiting, listen, send, told, window } = start()
    listen()
    await send(RESTART)
    pass(1_499_999)
    expect(told).toEqual(['restarting'])
    pass(1)
    expect(told).toEqual(['restarting', undefined])
    expect([window.pause(), waiting()]).toEqual([undefined, 0])
  })

  test('that gives way to another lasts as long as the other', async () => {
    const { pass, waiting, listen, send, told } = start()
    listen()
    await Promise.all([send(RESTART), send(refusal('paused', POST_ONLY, { venueMessage: 'post-only mode' }))])
    expect(waiting()).toBe(1)
    pass(seconds(120) - 1)
    expect(told).toEqual(['restarting', 'post-only'])
    pass(1)
    expect(told).toEqual(['restarting', 'post-only', undefined])
  })

  test('keeps no timer while nobody listens, nor once the client ended', async () => {
    const { pass, waiting, ending, listen, send, told } = start()
    await send(RESTART)
    expect(waiting()).toBe(0)
    const [first, second] = [listen(), listen()]
    expect(waiting()).toBe(1)
    first()
    expect(waiting()).toBe(1)
    second()
    expect(waiting()).toBe(0)
    listen()
    ending.abort()
    expect(waiting()).toBe(0)
    pass(seconds(10))
    expect(told).toEqual([])
  })

  test('is over when the venue refuses an order for another reason', async () => {
    const { pass, listen, send, told } = start()
    await send(RESTART)
    pass(seconds(2))
    // The timer, set only now that somebody listens, has not struck yet: the refusal says it.
    listen()
    await send(NO_MATCH)
    expect(told).toEqual([undefined])
  })

  test.each([
    ['a refusal of our own', refusal('expired', ''), post()],
    ['a post-only order', NO_MATCH, post(true)],
  ])('is not over by %s', async (_name, outcome, request) => {
    const { listen, send, told } = start()
    listen()
    await send(refusal('paused', POST_ONLY, { venueMessage: 'post-only mode' }))
    await send(outcome, request)
    expect(told).toEqual(['post-only'])
  })

  test('is not over by an order that left before it was learned', async () => {
    const { listen, send, told, window } = start()
    listen()
    let answer: (response: HttpResponse) => void = () => undefined
    const early = window.intercept(post(), () => new Promise((resolve) => (answer = resolve as typeof answer)))
    await send(RESTART)
    answer(ANSWER)
    await early
    expect(told).toEqual(['restarting'])
  })
})
