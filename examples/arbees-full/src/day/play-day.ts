/*
 * A whole day in one process: a generated game day on ESPN and both venues, and every service of the
 * deployment in its midst, on one virtual clock. The day is what its seed says; nothing of ours changes it.
 */
import type { Clock, Disk, Micros } from '@arbees/core'
import { millis, seconds, sleep, toMicros } from '@arbees/core'
import type { VirtualClock } from '@arbees/testkit'
import { createVirtualRuntime } from '@arbees/testkit'
import type { GameDay } from '@arbees/venue-fakes'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay } from '@arbees/venue-fakes'
import { allVariables } from '../platform/config/all-variables.ts'
import { checkPlatform, platformVariables } from '../platform/config/platform-variables.ts'
import type { Environment } from '../platform/config/read-config.ts'
import { joinVariables, readConfig } from '../platform/config/read-config.ts'
import type { LogSettings } from '../platform/log.ts'
import { createLog } from '../platform/log.ts'
import type { Platform } from '../platform/open-platform.ts'
import { runServices } from '../platform/run-services.ts'
import type { AnyService } from '../service.ts'
import type { BusyGate } from './busy-gate.ts'
import { createBusyGate, gatedDisk } from './busy-gate.ts'
import { openDayPlatform } from './day-platform.ts'
import type { DayName } from './day-record.ts'
import { RESERVED, writeDayRecord } from './day-record.ts'
import type { DayTally } from './day-tally.ts'
import { createDayTally, talliedLog, tallyService } from './day-tally.ts'

/** Settings of `playDay`. */
export type PlayDayOptions = {
  readonly day: DayName
  readonly services: readonly AnyService[]
  /** What the user set; where the venues are and that nothing is real is the day's. */
  readonly environment: Environment
  /** Where the day's data is. */
  readonly folder: string
  /** Where the emergency stop's file is looked for. */
  readonly stopFolder: string
  /** Where an interrupted day goes on. @default from its start */
  readonly resumesAt: Micros | undefined
  /** The real ones. */
  readonly clock: Clock
  readonly disk: Disk
  /** Takes each line of the log, stamped with the day's time. */
  readonly write: (line: string) => void
  /** How many seconds of the day pass in one of the real clock; undefined for as many as can. */
  readonly speed: number | undefined
  /** Called now and then, in the real clock's time. */
  readonly seen?: (view: DayView) => void
  /** Ends it early; it can go on later. */
  readonly signal: AbortSignal
}

/** What whoever watches may read. */
export type DayView = {
  readonly tally: DayTally
  readonly now: Micros
  readonly startsAt: Micros
  readonly endsAt: Micros
}

/** What is known when a day is over, while its database is still open. */
export type DayEnd = DayView & {
  readonly platform: Platform
  readonly day: GameDay
  readonly isOver: boolean
  /** Whether somebody was there to send orders. */
  readonly isTraded: boolean
}

/** When every day starts; the first game begins half a minute later at the earliest. */
export const DAY_START = seconds(1_796_493_600)
/** After the last settlement everything that follows from it has happened by then. */
const AFTERWARDS = seconds(900)
/** A frame's way to us. */
const FRAME_LATENCY = millis(5)
const LOOK_EVERY = millis(100)

function dayEnvironment(environment: Environment, day: GameDay, folder: string): Environment {
  const { keyId, privateKeyPem } = day.kalshiKey
  const venues = Object.keys(environment).filter((name) => /^(KALSHI|POLYMARKET)_.*_URL$/.test(name))
  return {
    ...environment,
    ...Object.fromEntries(venues.map((name) => [name, undefined])),
    PAPER_TRADING: '1',
    KALSHI_ENV: 'production',
    KALSHI_API_KEY: keyId,
    KALSHI_PRIVATE_KEY: privateKeyPem,
    KALSHI_PRIVATE_KEY_PATH: undefined,
    POLYMARKET_PRIVATE_KEY: undefined,
    POLYMARKET_FUNDER_ADDRESS: undefined,
    ESPN_BASE_URL: undefined,
    API_PORT: environment['API_PORT'] ?? '0',
    LEAGUES: 'nba',
    DATA_DIR: folder,
    REDIS_URL: undefined,
    DATABASE_URL: undefined,
    POSTGRES_HOST: undefined,
  }
}

function settingsOf(services: readonly AnyService[], environment: Environment): Readonly<Record<string, unknown>> {
  const shapes = services.map(({ config }) => config.shape)
  const wanted = joinVariables([platformVariables, ...shapes])
  return readConfig(environment, wanted, allVariables(shapes), [checkPlatform])
}

/** Lets what needs no virtual time happen, the real world's share included. */
async function settle(clock: VirtualClock, gate: BusyGate): Promise<void> {
  await clock.settle()
  while (!gate.isIdle()) {
    await gate.next()
    await clock.settle()
  }
}

type Playing = {
  readonly options: PlayDayOptions
  readonly virtual: VirtualClock
  readonly gate: BusyGate
  readonly tally: DayTally
  readonly view: () => DayView
}

/** Steps through the day until `until`, never while something of the real world is under way. */
async function passTime({ options, virtual, gate, tally, view }: Playing, until: Micros): Promise<void> {
  const { clock, speed, seen, signal, disk, folder, day } = options
  const [realFrom, from] = [clock.now(), virtual.now()]
  let [reserved, lookedAt] = [virtual.now(), 0]
  for (;;) {
    if (signal.aborted) return
    await settle(virtual, gate)
    const next = virtual.nextAt()
    if (next === undefined || next > until) return
    if (next >= reserved) {
      reserved = toMicros(next + RESERVED)
      await writeDayRecord(disk, folder, { ...day, at: reserved, isOver: false })
    }
    const now = clock.now()
    if (speed !== undefined) {
      const ahead = Math.floor((next - from) / speed) - (now - realFrom)
      // A timer of the real clock is not worth less.
      if (ahead > 10_000) await sleep(clock, toMicros(ahead), signal).catch(() => undefined)
    }
    if (seen !== undefined && now - lookedAt >= LOOK_EVERY) {
      lookedAt = now
      seen(view())
      // The real world's own: a signal, a socket.
      await sleep(clock, 0 as Micros)
    }
    if (next > virtual.now()) tally.instantAt = clock.now()
    await virtual.step()
  }
}

/**
 * Plays a day, or the rest of one, and tells `finish` of its end before everything is closed.
 *
 * @throws ConfigError when the settings cannot be used, StoreError `locked` while another process plays there.
 */
export async function playDay<T>(options: PlayDayOptions, finish: (end: DayEnd) => Promise<T>): Promise<T> {
  const { services, resumesAt, folder, clock, disk, signal } = options
  const gate = createBusyGate()
  const base = createVirtualRuntime({ seed: `day ${options.day.seed}`, startAt: DAY_START })
  const virtual = base.clock
  const day = createGameDay({ runtime: base, seed: options.day.seed, games: options.day.games })
  const endsAt = toMicros(day.endsAt + AFTERWARDS)
  // The world went on while we were gone.
  if (resumesAt !== undefined) await virtual.run(toMicros(Math.min(resumesAt, endsAt)))
  const tally = createDayTally()
  const config = settingsOf(services, dayEnvironment(options.environment, day, folder))
  const level = config['LOG_LEVEL'] as LogSettings['level']
  const log = talliedLog(tally, clock, createLog({ clock: virtual, level, format: 'json', write: options.write }))
  const routes = routesOfDay(day)
  const runtime = {
    ...base,
    log,
    disk: gatedDisk(disk, gate),
    http: fakeHttp(routes, virtual),
    connect: fakeConnect(routes, virtual, FRAME_LATENCY),
  }
  const platform = await openDayPlatform(runtime, gate, folder, options.stopFolder, clock)
  const ending = new AbortController()
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const view = (): DayView => ({ tally, now: virtual.now(), startsAt: DAY_START, endsAt })
  let isClosed = false
  const running = runServices({
    services: [...services, tallyService(tally, begin)],
    platform: { ...platform, close: async () => undefined },
    runtime,
    config,
    heartbeat: config['HEARTBEAT_SECONDS'] as Micros,
    signal: ending.signal,
  })
  try {
    await withTime(Promise.race([begun, running]), virtual, gate)
    await passTime({ options, virtual, gate, tally, view }, endsAt)
    ending.abort()
    await withTime(running, virtual, gate)
    const isOver = !signal.aborted
    if (isOver) await writeDayRecord(disk, folder, { ...options.day, at: endsAt, isOver })
    const isTraded = services.some(({ name }) => name === 'execution-service')
    const result = await finish({ ...view(), platform, day, isOver, isTraded })
    isClosed = true
    await withTime(platform.close(), virtual, gate)
    return result
  } finally {
    ending.abort()
    if (!isClosed) await withTime(platform.close(), virtual, gate).catch(() => undefined)
    day.end()
  }
}

/** Waits for work that may itself wait for virtual time: steps as long as it has not ended. */
async function withTime<T>(work: Promise<T>, virtual: VirtualClock, gate: BusyGate): Promise<T> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  done.catch(() => undefined)
  for (;;) {
    await settle(virtual, gate)
    if (isDone) return done
    // Nothing of it is under way that we can count: it waits for a timer.
    if (virtual.nextAt() === undefined) return done
    await virtual.step()
  }
}
