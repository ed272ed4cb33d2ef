/*
 * A whole world in one function: participants over one virtual clock and one network, faults, crashes
 * and restarts, checks after each step. A run is named by its settings: the same give the same log,
 * byte for byte, and its hash says so.
 */
import { createHash } from 'node:crypto'
import type { LogLevel, Micros } from '@arbees/core'
import { createRng, InvariantError, invariant, seconds, toMicros } from '@arbees/core'
import type { Check } from './checkers.ts'
import type { DecideFault, NetworkChances, NetworkPace } from './network/faults.ts'
import type { Network } from './network/network.ts'
import { createNetwork } from './network/network.ts'
import type { Inhabitant, Participant } from './participant.ts'
import { settleIn } from './participant.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { createVirtualClock } from './virtual-clock.ts'
import type { CrashKind, VirtualDisk } from './virtual-disk.ts'

/** A crash of one participant, by time or by step, and how long it stays down. */
export type Crash = {
  readonly participant: string
  /** After this step of the simulation. Give this or `after`. */
  readonly atStep?: number
  /** This long after the start. */
  readonly after?: Micros
  readonly kind: CrashKind
  /** Until it starts again; absent: never. */
  readonly downMicros?: Micros
}

/** What checks and scripts may look at and act on while a simulation runs. */
export type SimulatedWorld = {
  readonly clock: VirtualClock
  readonly network: Network
  readonly diskOf: (participant: string) => VirtualDisk
  readonly isAlive: (participant: string) => boolean
  /** Crashes a participant now, also out of its own call; it starts again after `downMicros`, or never. */
  readonly crash: (participant: string, kind: CrashKind, downMicros?: Micros) => void
  /** Adds a line to the log, and so to the hash. */
  readonly note: (from: string, message: string, fields?: object) => void
}

/** What a simulation is made of. */
export type SimulationSettings = {
  readonly seed: number | string
  readonly participants: readonly Participant[]
  /** How long it runs with its faults. */
  readonly lasts: Micros
  /** How long it goes on without faults or new crashes before the last checks. @default 60 s */
  readonly quiet?: Micros
  readonly chances?: NetworkChances
  readonly pace?: Partial<NetworkPace>
  /** Decides each fault of the network in the place of chance. */
  readonly decide?: DecideFault
  readonly crashes?: readonly Crash[]
  /** How long a disk takes to sync. @default 1 ms */
  readonly syncMicros?: Micros
  /** Ends the quiet time early, once it says that all has come to rest. Asked after each step of it. */
  readonly isAtRest?: () => boolean
  /** Returns what must hold after every step. */
  readonly always?: (world: SimulatedWorld) => readonly Check[]
  /** Returns what must hold at the end, when the network has been quiet. */
  readonly whenQuiet?: (world: SimulatedWorld) => readonly Check[]
  /** @default 1,000,000 */
  readonly stepsMax?: number
  /** @default 2026-12-05 18:00 UTC */
  readonly startAt?: Micros
}

/** What a simulation leaves. */
export type Simulation = {
  readonly steps: number
  readonly endedAt: Micros
  /** One JSON line for each log line, start and crash. */
  readonly log: readonly string[]
  /** SHA-256 of the log: equal for equal runs. */
  readonly hash: string
}

const START_DEFAULT = seconds(1_796_493_600)

/** A log must be bytes, whatever stands in its fields. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}

/** A running simulation. Changed in place. */
type Run = {
  readonly settings: SimulationSettings
  readonly world: SimulatedWorld
  readonly inhabitants: ReadonlyMap<string, Inhabitant>
  readonly log: string[]
  steps: number
  failure: { readonly error: unknown } | undefined
}

function record(run: Run, from: string, level: LogLevel, message: string, fields: object = {}): void {
  run.log.push(JSON.stringify({ at: run.world.clock.now(), from, level, message, ...fields }, plain))
}

function crash(run: Run, { participant, kind, downMicros }: Crash): void {
  const inhabitant = run.inhabitants.get(participant)
  invariant(inhabitant !== undefined, `a crash is of a participant, found ${participant}`)
  if (!inhabitant.isAlive()) return
  record(run, participant, 'warn', 'crashed', { kind })
  inhabitant.crash(kind)
  if (downMicros !== undefined) run.world.clock.setTimer(downMicros, () => start(run, inhabitant))
}

function start(run: Run, inhabitant: Inhabitant): void {
  record(run, inhabitant.name, 'info', 'started')
  inhabitant.start()
}

/** Ends the simulation with all that is needed to see it again. */
function fail(run: Run, what: string, cause: unknown): never {
  const { settings, steps, world } = run
  const reason = cause instanceof Error ? cause.message : String(cause)
  const sentence = `seed ${settings.seed}, step ${steps}, at ${world.clock.now()}: ${what}: ${reason}`
  throw Object.assign(new InvariantError(sentence), { cause })
}

function check(run: Run, checks: readonly Check[]): void {
  if (run.failure !== undefined) fail(run, 'a participant failed', run.failure.error)
  for (const { name, holds } of checks) {
    try {
      holds()
    } catch (error) {
      fail(run, `the check ${name}`, error)
    }
  }
}

/** Steps until `until`, checking after each step; crashes by step happen between steps. */
async function advance(
  run: Run,
  until: Micros,
  always: readonly Check[],
  crashes: readonly Crash[],
  isOver?: () => boolean,
): Promise<void> {
  const { clock } = run.world
  const { stepsMax = 1_000_000 } = run.settings
  for (let next = clock.nextAt(); next !== undefined && next <= until; next = clock.nextAt()) {
    try {
      await clock.step()
    } catch (error) {
      fail(run, 'a timer failed', error)
    }
    run.steps += 1
    if (run.steps > stepsMax) fail(run, 'the limit of steps', `found more than ${stepsMax}`)
    for (const one of crashes) if (one.atStep === run.steps) crash(run, one)
    check(run, always)
    if (isOver?.() === true) return
  }
  await clock.run(until)
}

function createRun(settings: SimulationSettings): Run {
  const { seed, participants, syncMicros = 1_000 as Micros } = settings
  const clock = createVirtualClock(settings.startAt ?? START_DEFAULT)
  const network = createNetwork({
    clock,
    rng: createRng(`${seed}/network`),
    ...(settings.chances === undefined ? {} : { chances: settings.chances }),
    ...(settings.pace === undefined ? {} : { pace: settings.pace }),
    ...(settings.decide === undefined ? {} : { decide: settings.decide }),
  })
  const inhabitants = new Map<string, Inhabitant>()
  const inhabitantOf = (name: string) => {
    const found = inhabitants.get(name)
    invariant(found !== undefined, `the participants are ${[...inhabitants.keys()].join(', ')}, found ${name}`)
    return found
  }
  const run: Run = {
    settings,
    world: {
      clock,
      network,
      diskOf: (name) => inhabitantOf(name).disk,
      isAlive: (name) => inhabitantOf(name).isAlive(),
      crash: (name, kind, downMicros) =>
        crash(run, { participant: name, kind, ...(downMicros === undefined ? {} : { downMicros }) }),
      note: (from, message, fields = {}) => record(run, from, 'info', message, fields),
    },
    inhabitants,
    log: [],
    steps: 0,
    failure: undefined,
  }
  const failed = (error: unknown) => {
    run.failure ??= { error }
  }
  const log = (name: string, level: LogLevel, message: string, fields: object) =>
    record(run, name, level, message, { fields })
  for (const participant of participants) {
    invariant(
      !inhabitants.has(participant.name),
      `participants have names of their own, found ${participant.name} twice`,
    )
    inhabitants.set(participant.name, settleIn(participant, { seed, clock, network, log, failed, syncMicros }))
  }
  return run
}

/**
 * Runs a world and returns its log and its hash.
 *
 * @throws InvariantError with seed, step and time when a check does not hold, a participant fails or
 * nothing ever rests.
 * @example
 * const { hash } = await simulate({ seed: 7, participants: [venue, engine], lasts: seconds(600) })
 */
export async function simulate(settings: SimulationSettings): Promise<Simulation> {
  const { lasts, quiet = seconds(60), crashes = [] } = settings
  const run = createRun(settings)
  const { clock, network } = run.world
  const always = settings.always?.(run.world) ?? []
  const whenQuiet = settings.whenQuiet?.(run.world) ?? []
  const quietAt = toMicros(clock.now() + lasts)
  for (const inhabitant of run.inhabitants.values()) start(run, inhabitant)
  for (const one of crashes) if (one.after !== undefined) clock.setTimer(one.after, () => crash(run, one))
  await clock.settle()
  check(run, always)
  await advance(run, quietAt, always, crashes)
  network.setChances({})
  await advance(run, toMicros(quietAt + quiet), always, [], settings.isAtRest)
  check(run, [...always, ...whenQuiet])
  const hash = createHash('sha256').update(run.log.join('\n')).digest('hex')
  return { steps: run.steps, endedAt: clock.now(), log: run.log, hash }
}
