/*
 * Speaks what is owed, in order and at least once; what the bus does not take now is tried again.
 */
import type { Clock, Log } from '@arbees/core'
import { seconds, sleep } from '@arbees/core'
import type { Owed, RequestLog } from './request-log.ts'

/** Returns what pays all that is owed: called whenever something new is. */
export function createDebtor(options: {
  readonly log: Log
  readonly clock: Clock
  /** Where it stands; undefined before it is open. */
  readonly requests: () => RequestLog | undefined
  readonly speak: (owed: Owed) => Promise<void>
  readonly signal: AbortSignal
}): () => void {
  const { clock, signal } = options
  let isPaying = false
  const pay = async () => {
    const requests = options.requests()
    if (requests === undefined) return
    for (let next = requests.nextOwed(); next !== undefined && !signal.aborted; next = requests.nextOwed()) {
      try {
        // What is spoken and then forgotten would be done again: a refused request could still be executed.
        if (!requests.isDurable()) await requests.durable()
        await options.speak(next)
        requests.paid(next.key, clock.now())
      } catch (error) {
        options.log('warn', 'a message could not be spoken, trying again', {
          topic: next.topic,
          key: next.key,
          reason: (error as Error).message,
        })
        await sleep(clock, seconds(1), signal).catch(() => undefined)
      }
    }
  }
  const begin = () => {
    if (isPaying) return
    isPaying = true
    void pay().finally(() => {
      isPaying = false
      // What came to be owed between the last look and now.
      if (!signal.aborted && (options.requests()?.owed() ?? 0) > 0) begin()
    })
  }
  return begin
}
