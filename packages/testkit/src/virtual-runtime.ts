import type { Connect, Http, Log, LogLevel, Micros, Runtime } from '@arbees/core'
import { createRng, seconds, VenueError } from '@arbees/core'
import type { VirtualClock } from './virtual-clock.ts'
import { createVirtualClock } from './virtual-clock.ts'
import type { VirtualDisk } from './virtual-disk.ts'
import { createVirtualDisk } from './virtual-disk.ts'

/** One captured log line. */
export type LogLine = {
  readonly at: Micros
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A world made of memory: the same seed and the same deeds give the same run. */
export type VirtualRuntime = Runtime & {
  readonly clock: VirtualClock
  readonly disk: VirtualDisk
  /** The last log lines, oldest first. */
  readonly lines: readonly LogLine[]
}

/** Settings of `createVirtualRuntime`. */
export type VirtualRuntimeSettings = {
  readonly seed: number | string
  /** @default 2026-12-05 18:00 UTC */
  readonly startAt?: Micros
  /** A clock shared with others; then `startAt` does not count. @default a new one */
  readonly clock?: VirtualClock
  /** A disk that outlives this runtime, for restarts. @default a new one */
  readonly disk?: VirtualDisk
  /** @default nobody is reached: every request ends in `connect.failed` */
  readonly http?: Http
  /** @default nobody is reached: every socket closes unopened */
  readonly connect?: Connect
  /** How many log lines are kept. @default 10,000 */
  readonly logLinesMax?: number
}

const START_DEFAULT = seconds(1_796_493_600)
const CLOSED_ABNORMALLY = 1006

/** Reaches nobody. */
const unreachableHttp: Http = ({ url }) =>
  Promise.reject(new VenueError('connect.failed', { url, detail: 'there is no network here' }))

function unreachableConnect(clock: VirtualClock): Connect {
  return (_url, _headers, handlers) => {
    let isClosed = false
    const close = () => {
      if (isClosed) return
      isClosed = true
      clock.setTimer(0 as Micros, () => handlers.closed(CLOSED_ABNORMALLY, 'there is no network here', clock.now()))
    }
    close()
    return { send: () => undefined, ping: () => undefined, close, cut: close, bufferedBytes: () => 0 }
  }
}

/**
 * Creates a world of virtual time, seeded chance, files in memory and a captured log.
 *
 * @example
 * const runtime = createVirtualRuntime({ seed: 1 })
 * runtime.clock.setTimer(seconds(60), () => runtime.log('info', 'a minute passed'))
 * await runtime.clock.runUntilIdle()
 * runtime.lines[0]?.message // "a minute passed"
 */
export function createVirtualRuntime(settings: VirtualRuntimeSettings): VirtualRuntime {
  const { seed, startAt = START_DEFAULT, logLinesMax = 10_000 } = settings
  const clock = settings.clock ?? createVirtualClock(startAt)
  const lines: LogLine[] = []
  const log: Log = (level, message, fields = {}) => {
    lines.push({ at: clock.now(), level, message, fields })
    if (lines.length > logLinesMax) lines.shift()
  }
  return Object.freeze({
    clock,
    rng: createRng(seed),
    http: settings.http ?? unreachableHttp,
    connect: settings.connect ?? unreachableConnect(clock),
    disk: settings.disk ?? createVirtualDisk({ clock, rng: createRng(`${seed}/disk`) }),
    log,
    lines,
  })
}
