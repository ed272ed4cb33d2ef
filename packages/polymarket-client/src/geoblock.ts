/*
 * No order leaves while the venue says that it takes none from here, or while it cannot be asked:
 * then we do not know. Reading stays possible.
 */
import type { Clock } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { Interceptor } from '@arbees/transport'
import type { z } from 'zod'
import type { Geoblock } from './schema/account.ts'

/** The gate that orders pass. */
export type GeoblockGate = {
  readonly intercept: Interceptor
  /** Asks now; resolves when orders may pass, and rejects with what keeps them. */
  readonly check: () => Promise<void>
}

/** An answer is believed for so long, and asked for again in the background when half of it is over. */
const FRESH_MICROS = seconds(300)

/**
 * Creates the gate. The first order waits for the first answer; later ones pass at once while the
 * last answer is fresh.
 *
 * @throws VenueError `location.blocked` from the intercepted calls.
 */
export function createGeoblockGate(ask: () => Promise<z.infer<typeof Geoblock>>, clock: Clock): GeoblockGate {
  let allowedUntil = 0
  let pending: Promise<void> | undefined

  const askNow = async (): Promise<void> => {
    const begun = clock.now()
    let answer: Awaited<ReturnType<typeof ask>>
    try {
      answer = await ask()
    } catch (cause) {
      allowedUntil = 0
      const detail = 'whether orders are taken from here could not be asked'
      throw new VenueError('location.blocked', { venue: 'polymarket', detail }, { cause })
    }
    if (answer.blocked) {
      allowedUntil = 0
      const { country, region } = answer
      throw new VenueError('location.blocked', {
        venue: 'polymarket',
        ...(country ? { country } : {}),
        ...(region ? { detail: `region ${region}` } : {}),
      })
    }
    allowedUntil = begun + FRESH_MICROS
  }

  const check = (): Promise<void> => {
    pending ??= askNow().finally(() => {
      pending = undefined
    })
    return pending
  }

  const intercept: Interceptor = async (request, next) => {
    const { method, path } = request
    if (method === 'POST' && (path.endsWith('/order') || path.endsWith('/orders'))) {
      const left = allowedUntil - clock.now()
      if (left <= 0) await check()
      // In the background: a refusal closes the gate for the next order.
      else if (left < FRESH_MICROS / 2) check().catch(() => undefined)
    }
    return next(request)
  }

  return Object.freeze({ intercept, check })
}
