/*
 * When the venue takes orders at all: after a restart of the matching engine (425) only post-only
 * orders are taken for about two minutes (503), so nothing that must match at once can. What one
 * order learned, the next need not try: orders are held back here until the window is over.
 */
import type { Clock, HttpResponse, Micros } from '@arbees/core'
import { isVenueError, millis, seconds, VenueError } from '@arbees/core'
import type { Interceptor, OutgoingRequest } from '@arbees/transport'
import { CANCEL_ONLY, DISABLED, POST_ONLY, pauseOf, RESTARTING } from './error.ts'

/** What is closed, and until when it is not tried again. */
export type TradingPause = {
  readonly kind: 'restarting' | 'post-only' | 'cancel-only' | 'disabled'
  readonly until: Micros
}

/** Whether the venue takes orders, as far as is known. */
export type TradingWindow = {
  readonly intercept: Interceptor
  /** Sees every answer, for the wait it asks for. */
  readonly observe: (response: HttpResponse) => void
  /** What is closed now; undefined when nothing is known to be. */
  readonly pause: () => TradingPause | undefined
  /** Calls `listener` at each change: a pause, or undefined when one was found to be over. */
  readonly listen: (listener: (pause: TradingPause | undefined) => void) => () => void
}

const RESTART_FIRST = millis(1_500)
const RESTART_CAP = seconds(15)
const POST_ONLY_MICROS = seconds(120)
const CANCEL_ONLY_MICROS = seconds(30)

const KINDS: Readonly<Record<string, TradingPause['kind']>> = {
  [RESTARTING]: 'restarting',
  [POST_ONLY]: 'post-only',
  [CANCEL_ONLY]: 'cancel-only',
  [DISABLED]: 'disabled',
}

function postsOrders({ method, path }: OutgoingRequest): boolean {
  return method === 'POST' && (path.endsWith('/order') || path.endsWith('/orders'))
}

/** Post-only orders are taken in a post-only window, and only they. */
function isPostOnly({ body = '' }: OutgoingRequest): boolean {
  return !body.includes('"postOnly":false') && body.includes('"postOnly":true')
}

/** Creates the window of one client: open until the venue says otherwise. */
export function createTradingWindow(clock: Clock): TradingWindow {
  let current: TradingPause | undefined
  let restarts = 0
  let asked: Micros | undefined
  const listeners = new Set<(pause: TradingPause | undefined) => void>()

  const change = (next: TradingPause | undefined) => {
    if (next === undefined && current === undefined) return
    current = next
    for (const listener of listeners) listener(next)
  }

  const learn = (code: string) => {
    const kind = KINDS[code]
    if (kind === undefined) return
    restarts = kind === 'restarting' ? restarts + 1 : 0
    const usual =
      kind === 'restarting'
        ? Math.min(RESTART_FIRST * 2 ** (restarts - 1), RESTART_CAP)
        : kind === 'post-only'
          ? POST_ONLY_MICROS
          : CANCEL_ONLY_MICROS
    change({ kind, until: (clock.now() + (asked ?? usual)) as Micros })
  }

  const intercept: Interceptor = async (request, next) => {
    if (!postsOrders(request)) return next(request)
    const isOpen = current === undefined || clock.now() >= current.until
    if (!isOpen && current !== undefined && !(current.kind === 'post-only' && isPostOnly(request))) {
      const detail = `not sent: the venue is ${current.kind} until ${current.until} µs`
      throw new VenueError('order.rejected', { reason: 'paused', venue: 'polymarket', venueCode: current.kind, detail })
    }
    try {
      const result = await next(request)
      // A post-only order says nothing about the others.
      if (current !== undefined && !isPostOnly(request)) change(undefined)
      restarts = 0
      return result
    } catch (error) {
      if (isVenueError(error, 'order.rejected')) learn(error.context.venueCode ?? '')
      throw error
    }
  }

  return Object.freeze({
    intercept,
    observe: (response: HttpResponse) => {
      asked = response.status === 503 || response.status === 425 ? pauseOf(response) : undefined
    },
    pause: () => (current !== undefined && clock.now() < current.until ? current : undefined),
    listen: (listener: (pause: TradingPause | undefined) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
}
