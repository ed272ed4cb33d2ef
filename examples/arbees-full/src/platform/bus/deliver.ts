import type { Clock, Log, Micros } from '@arbees/core'
import { millis, sleep, toMicros } from '@arbees/core'
import type { Topic } from '../../messages/topics.ts'
import type { Envelope, Handler } from './bus.ts'

/** How often a message is told again, and what is waited in between. */
export type Retelling = {
  /** @default 5 */
  readonly attemptsMax: number
  /** Doubles with each attempt. @default 100 ms */
  readonly firstWait: Micros
}

/** What is done when nothing else is said. */
export const RETELLING: Retelling = { attemptsMax: 5, firstWait: millis(100) }

/** What became of a delivery: `interrupted` is told again by whoever comes next. */
export type Delivered =
  | { readonly type: 'handled' }
  | { readonly type: 'dead'; readonly reason: string }
  | { readonly type: 'interrupted' }

/** Returns what went wrong, in one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

const WAIT_MAX = millis(1_000)

/** Says whether an error is the world's for now, and no fault of the message: a database that does not answer. */
function isTransient(error: unknown): boolean {
  return (error as { readonly isTransient?: unknown } | null)?.isTransient === true
}

/**
 * Gives a message to its handler until the handler takes it, waiting longer each time. Resolves when
 * it is taken, given up, or `signal` ends the waiting; never rejects. What the world refuses for now is
 * told until the world is back, and does not count as an attempt.
 */
export async function deliver<T extends Topic>(
  world: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
  envelope: Envelope<T>,
  handle: Handler<T>,
  retelling: Retelling,
): Promise<Delivered> {
  const { clock, log, signal } = world
  const { topic, source, sequence } = envelope
  let attempt = envelope.attempt
  for (let told = 0; ; told++) {
    if (signal.aborted) return { type: 'interrupted' }
    try {
      await handle({ ...envelope, attempt })
      return { type: 'handled' }
    } catch (error) {
      const reason = reasonOf(error)
      const isCounted = !isTransient(error)
      if (isCounted && attempt >= retelling.attemptsMax) {
        log('error', 'message laid aside: no handler took it', { topic, source, sequence, attempt, reason })
        return { type: 'dead', reason }
      }
      log('warn', 'message not taken, telling it again', { topic, source, sequence, attempt, reason })
      if (isCounted) attempt += 1
      const wait = Math.min(retelling.firstWait * 2 ** Math.min(told, 10), WAIT_MAX)
      await sleep(clock, toMicros(wait), signal).catch(() => undefined)
    }
  }
}
