import type { Micros } from '@arbees/core'
import { VenueError } from '@arbees/core'
import Bottleneck from 'bottleneck'
import type { Interceptor } from '../compose.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { abortedError } from './pause.ts'

/** Settings of `createBulkQueue`. */
export type BulkQueueOptions = {
  /** Bulk requests under way at once. @default 4 */
  readonly concurrencyMax?: number
  /** The least time between two starts. @default 0 */
  readonly spacingMicros?: Micros
  /** Requests that may wait; further ones are refused with `rate.limited` by us. @default 10000 */
  readonly waitingMax?: number
}

/** The queue of bulk reads, with a life. */
export type BulkQueue = {
  readonly intercept: Interceptor
  readonly waiting: () => number
  /** Refuses what waits and what comes; what is under way ends by itself. */
  readonly stop: () => Promise<void>
}

function refused(request: OutgoingRequest): VenueError<'rate.limited'> {
  return new VenueError('rate.limited', { by: 'us', method: request.method, path: request.path })
}

/**
 * Creates the queue for bulk reads: discovery and backfills wait here by priority, so that they never
 * crowd the order path. Only requests of the `bulk` lane enter; all others pass in the caller's tick.
 * It runs on the machine's own time, so a simulation leaves it out.
 */
export function createBulkQueue(options: BulkQueueOptions = {}): BulkQueue {
  const { concurrencyMax = 4, spacingMicros = 0, waitingMax = 10_000 } = options
  const queue = new Bottleneck({
    maxConcurrent: concurrencyMax,
    minTime: Math.ceil(spacingMicros / 1_000),
    highWater: waitingMax,
    strategy: Bottleneck.strategy.OVERFLOW,
  })

  const intercept: Interceptor = (request, next) => {
    if (request.lane !== 'bulk') return next(request)
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(abortedError(request))
      request.signal?.addEventListener('abort', onAbort, { once: true })
      queue
        .schedule({ priority: request.priority }, () => {
          request.signal?.removeEventListener('abort', onAbort)
          if (request.signal?.aborted) throw abortedError(request)
          return next(request)
        })
        .then(resolve, (error: unknown) => {
          reject(error instanceof Bottleneck.BottleneckError ? refused(request) : error)
        })
    })
  }

  return Object.freeze({
    intercept,
    waiting: () => queue.queued(),
    stop: async () => {
      await queue.stop({ dropWaitingJobs: true })
    },
  })
}
