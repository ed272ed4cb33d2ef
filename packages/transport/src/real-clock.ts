import type { Cancel, Clock, Micros } from '@arbees/core'

/** Where a real clock reads: replaced in its own tests only. */
export type TimeSources = {
  /** Milliseconds since 1970 UTC; may be set forwards or back by the system at any time. */
  readonly wallMillis: () => number
  /** Milliseconds since some moment, with a fraction; never goes back. */
  readonly monotonicMillis: () => number
}

const SYSTEM: TimeSources = { wallMillis: () => Date.now(), monotonicMillis: () => performance.now() }

const CHECK_EVERY_MICROS = 1_000_000
const DRIFT_MAX_MICROS = 2_000
const TIMEOUT_MAX_MILLIS = 2_000_000_000

/**
 * Returns the machine's time in microseconds. It follows the system's clock within 2 ms, as signatures
 * need, and never goes back: when the system's clock is set back, this one runs at half speed until
 * it has been caught up with, so that waits still end.
 */
export function createRealClock(sources: TimeSources = SYSTEM): Clock {
  const wallMicros = () => sources.wallMillis() * 1_000
  const monotonicMicros = () => sources.monotonicMillis() * 1_000

  let anchorAt = monotonicMicros()
  let anchorTime = wallMicros()
  let speed = 1

  const now = (): Micros => {
    const at = monotonicMicros()
    const elapsed = at - anchorAt
    const time = anchorTime + elapsed * speed
    if (elapsed >= CHECK_EVERY_MICROS) {
      const wall = wallMicros()
      const ahead = time - wall
      anchorAt = at
      anchorTime = ahead < -DRIFT_MAX_MICROS ? wall : time
      speed = ahead > DRIFT_MAX_MICROS ? 0.5 : 1
      return Math.floor(anchorTime) as Micros
    }
    return Math.floor(time) as Micros
  }

  const setTimer = (delay: Micros, fire: () => void): Cancel => {
    if (delay <= 0) {
      const immediate = setImmediate(fire)
      return () => clearImmediate(immediate)
    }
    const due = monotonicMicros() + delay
    let handle: NodeJS.Timeout
    const arm = () => {
      const left = Math.ceil((due - monotonicMicros()) / 1_000)
      handle = setTimeout(strike, Math.min(Math.max(left, 1), TIMEOUT_MAX_MILLIS))
    }
    // The platform's timers may fire a little early, and cannot wait longer than 24 days.
    const strike = () => (monotonicMicros() >= due ? fire() : arm())
    arm()
    return () => clearTimeout(handle)
  }

  return Object.freeze({ now, setTimer })
}
