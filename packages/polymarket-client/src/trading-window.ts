/*
 * When the venue takes orders at all: after a restart of the matching engine (425) only post-only
 * orders are taken for about two minutes (503), so nothing that must match at once can. What one
 * order learned, the next need not try: orders are held back here until the window is over.
 */
import type { Cancel, Clock, HttpResponse, Micros } from '@arbees/core'
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
  /**
   * Calls `listener` at each change: a pause, or undefined when one is over, by an answer or by its time. A
   * timer waits for the latter only while somebody listens, so it keeps no process alive.
   */
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

/** Returns how long orders are held back where the venue does not say. */
function usualWait(kind: TradingPause['kind'], restarts: number): number {
  if (kind === 'restarting') return Math.min(RESTART_FIRST * 2 ** (restarts - 1), RESTART_CAP)
  return kind === 'post-only' ? POST_ONLY_MICROS : CANCEL_ONLY_MICROS
}

/** Says whether a refusal is the venue's own and about the order, so that the venue takes orders again. */
function isAboutOrder(error: VenueError<'order.rejected'>): boolean {
  const { reason, venueMessage = '' } = error.context
  return venueMessage !== '' && reason !== 'paused'
}

/** The pause that is known, and who hears of its changes. */
function createPauses(clock: Clock, signal: AbortSignal | undefined) {
  let current: TradingPause | undefined
  let cancelEnd: Cancel = () => undefined
  const listeners = new Set<(pause: TradingPause | undefined) => void>()

  const change = (next: TradingPause | undefined) => {
    if (next === undefined && current === undefined) return
    current = next
    awaitEnd()
    for (const listener of listeners) listener(next)
  }

  /** Tells of the end of a pause at its time: nobody who was told to send nothing would find it out. */
  function awaitEnd(): void {
    cancelEnd()
    cancelEnd = () => undefined
    if (current === undefined || listeners.size === 0 || signal?.aborted === true) return
    cancelEnd = clock.setTimer((current.until - clock.now()) as Micros, () => change(undefined))
  }

  const listen = (listener: (pause: TradingPause | undefined) => void) => {
    listeners.add(listener)
    if (listeners.size === 1) awaitEnd()
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) awaitEnd()
    }
  }

  signal?.addEventListener('abort', awaitEnd, { once: true })
  return { current: () => current, change, listen }
}

/** Creates the window of one client: open until the venue says otherwise; `signal` ends its timer. */
export function createTradingWindow(clock: Clock, signal?: AbortSignal): TradingWindow {
  const { current, change, listen } = createPauses(clock, signal)
  let restarts = 0
  let asked: Micros | undefined

  const learn = (code: string) => {
    const kind = KINDS[code]
    if (kind === undefined) return
    restarts = kind === 'restarting' ? restarts + 1 : 0
    change({ kind, until: (clock.now() + (asked ?? usualWait(kind, restarts))) as Micros })
  }

  const intercept: Interceptor = async (request, next) => {
    if (!postsOrders(request)) return next(request)
    const known = current()
    // Sent before a pause was learned, an order says nothing about it; a post-only order says nothing about others.
    const findOpen = () => {
      if (known !== undefined && current() === known && !isPostOnly(request)) change(undefined)
      restarts = 0
    }
    const isOpen = known === undefined || clock.now() >= known.until
    if (!isOpen && known !== undefined && !(known.kind === 'post-only' && isPostOnly(request))) {
      const detail = `not sent: the venue is ${known.kind} until ${known.until} µs`
      throw new VenueError('order.rejected', { reason: 'paused', venue: 'polymarket', venueCode: known.kind, detail })
    }
    try {
      const result = await next(request)
      findOpen()
      return result
    } catch (error) {
      if (isVenueError(error, 'order.rejected')) {
        if (isAboutOrder(error)) findOpen()
        else learn(error.context.venueCode ?? '')
      }
      throw error
    }
  }

  return Object.freeze({
    intercept,
    observe: (response: HttpResponse) => {
      asked = response.status === 503 || response.status === 425 ? pauseOf(response) : undefined
    },
    pause: () => {
      const pause = current()
      return pause !== undefined && clock.now() < pause.until ? pause : undefined
    },
    listen,
  })
}
