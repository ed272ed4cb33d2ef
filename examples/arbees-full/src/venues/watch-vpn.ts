import type { Cancel, Clock, Log, Micros } from '@arbees/core'
import { isVenueError, seconds, sleep } from '@arbees/core'
import { PHRASES } from '../platform/log.ts'

/** Whether the way through a VPN is open. */
export type VpnWatch = {
  /** False from the second look in a row that got nowhere until one gets through. */
  readonly isUp: () => boolean
  readonly end: Cancel
}

/** Settings of `watchVpn`. */
export type WatchVpnOptions = {
  readonly clock: Clock
  readonly log: Log
  /** Asks something small through the tunnel. */
  readonly ask: () => Promise<unknown>
  readonly every?: Micros
}

const EVERY = seconds(10)
/** One look may be lost on the way. */
const LOST_MAX = 2

/** How a request ends that has got nowhere. Any other refusal has come through the tunnel. */
const GOT_NOWHERE: ReadonlySet<string> = new Set([
  'connect.failed',
  'connect.closed',
  'request.timeout',
  'request.interrupted',
])

/** Looks now and then whether the VPN leads anywhere, and says in the log when it does not, and when it does again. */
export function watchVpn({ clock, log, ask, every = EVERY }: WatchVpnOptions): VpnWatch {
  const ending = new AbortController()
  let lost = 0
  const look = async () => {
    const failure: unknown = await ask().then(
      () => undefined,
      (error: unknown) => error,
    )
    // Not asked at all tells nothing.
    if (isVenueError(failure, 'circuit.open')) return
    if (ending.signal.aborted) return
    const isAnswered = failure === undefined || (isVenueError(failure) && !GOT_NOWHERE.has(failure.code))
    if (isAnswered) {
      if (lost >= LOST_MAX) log('info', 'VPN connected again')
      lost = 0
      return
    }
    lost += 1
    if (lost === LOST_MAX)
      log('warn', PHRASES.vpnLost, { cause: failure instanceof Error ? failure.message : String(failure) })
  }
  const run = async () => {
    while (!ending.signal.aborted) {
      await look()
      await sleep(clock, every, ending.signal).catch(() => undefined)
    }
  }
  void run()
  return Object.freeze({ isUp: () => lost < LOST_MAX, end: () => ending.abort() })
}
