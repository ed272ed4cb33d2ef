import type { Clock, Micros } from '@arbees/core'
import { sleep, VenueError } from '@arbees/core'
import type { OutgoingRequest } from '../outgoing.ts'

/** The error of a request that its caller gave up before it was sent, or before it was sent again. */
export function abortedError(request: OutgoingRequest): VenueError<'request.interrupted'> {
  const { method, path } = request
  return new VenueError('request.interrupted', { method, path, sentBytes: false, detail: 'aborted by the caller' })
}

/**
 * Waits before a request is sent again.
 *
 * @throws VenueError `request.interrupted` when the caller gives up.
 */
export async function pause(clock: Clock, delay: Micros, request: OutgoingRequest): Promise<void> {
  try {
    await sleep(clock, delay, request.signal)
  } catch {
    throw abortedError(request)
  }
}
