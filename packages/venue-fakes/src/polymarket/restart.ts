import type { Clock, Micros } from '@arbees/core'
import { ONE_SECOND, seconds } from '@arbees/core'
import type { PolymarketAnswer } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'

/** After a restart only post-only orders are taken for so long. */
export const POST_ONLY_AFTER_RESTART = seconds(120)

const POST_ONLY = 'post-only mode: only post-only orders and cancels are allowed'

/** The matching engine's restart: 425 to all, then post-only. */
export type Restart = {
  /** Begins a restart that lasts so long. */
  readonly begin: (lasts: Micros) => void
  /** Returns what every request to the engine gets now; undefined when it is served. */
  readonly refuseAll: () => PolymarketAnswer | undefined
  /** Returns what an order that may take gets now; undefined when it is served. */
  readonly refuseTaking: () => PolymarketAnswer | undefined
}

/** Returns an engine that is up. */
export function createRestart(clock: Clock): Restart {
  let upAt = 0
  let openAt = 0
  const left = (until: number) => Math.max(1, Math.ceil((until - clock.now()) / ONE_SECOND))
  return Object.freeze({
    begin: (lasts: Micros) => {
      upAt = clock.now() + lasts
      openAt = upAt + POST_ONLY_AFTER_RESTART
    },
    refuseAll: () => (clock.now() < upAt ? errorAnswer(425, 'Too Early') : undefined),
    refuseTaking: () => {
      if (clock.now() >= openAt) return undefined
      const seconds = left(openAt)
      const body = { error: POST_ONLY, code: 'post_only_mode', retry_after_seconds: seconds }
      return jsonAnswer(body, 503, { 'retry-after': String(seconds) })
    },
  })
}
