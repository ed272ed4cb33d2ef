/*
 * One inhabitant of a simulation and the world as it sees it: its own clock, chance, sockets, files
 * and log, all of which end with its life. What it had begun never goes on after its death, and a
 * new life finds nothing but its files.
 */
import type { Cancel, Clock, Disk, LogLevel, Micros, Runtime } from '@arbees/core'
import { createRng, invariant } from '@arbees/core'
import type { Network, NetworkClient, Server } from './network/network.ts'
import type { VirtualClock } from './virtual-clock.ts'
import type { CrashKind, VirtualDisk } from './virtual-disk.ts'
import { createVirtualDisk } from './virtual-disk.ts'

/** What a participant is given at each start. */
export type Life = {
  readonly runtime: Runtime
  /** Serves a host for the rest of this life. */
  readonly listen: (host: string, server: Server) => void
  /** 1 for the first life. */
  readonly number: number
}

/** Somebody in a simulation: an engine with its broker, a venue, a trader. */
export type Participant = {
  readonly name: string
  /** Begins a life. Called again after each crash. What it throws, or rejects with, ends the simulation. */
  readonly start: (life: Life) => void | Promise<void>
}

/** Tells what a participant logged. */
export type LogOf = (name: string, level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void

/** What participants share. */
export type SharedWorld = {
  readonly seed: number | string
  readonly clock: VirtualClock
  readonly network: Network
  readonly log: LogOf
  /** Told of a start that failed. */
  readonly failed: (error: unknown) => void
  /** How long each participant's disk takes to sync. */
  readonly syncMicros: Micros
}

/** A participant with its files, which outlive it. */
export type Inhabitant = {
  readonly name: string
  readonly disk: VirtualDisk
  readonly isAlive: () => boolean
  readonly start: () => void
  readonly crash: (kind: CrashKind) => void
}

/** A clock whose timers end with a life. */
function mortalClock(clock: Clock): { readonly clock: Clock; readonly end: () => void } {
  const waiting = new Set<Cancel>()
  let isOver = false
  const setTimer = (delay: Micros, fire: () => void): Cancel => {
    if (isOver) return () => undefined
    const cancel = clock.setTimer(delay, () => {
      waiting.delete(cancel)
      try {
        fire()
      } catch (error) {
        // Who died inside of it has nobody left to tell.
        if (!isOver) throw error
      }
    })
    waiting.add(cancel)
    return () => {
      waiting.delete(cancel)
      cancel()
    }
  }
  const end = () => {
    isOver = true
    for (const cancel of waiting) cancel()
    waiting.clear()
  }
  return { clock: Object.freeze({ now: clock.now, setTimer }), end }
}

/** Files that can be touched only while their user lives; handles end with the crash itself. */
function mortalDisk(disk: Disk, isOver: () => boolean): Disk {
  const check = () => invariant(!isOver(), 'a participant that is gone touches no files')
  return Object.freeze({
    openAppend: (path: string) => {
      check()
      return disk.openAppend(path)
    },
    read: disk.read,
    replace: async (path: string, bytes: Uint8Array) => {
      check()
      await disk.replace(path, bytes)
    },
    truncate: (path: string, length: number) => {
      check()
      disk.truncate(path, length)
    },
    remove: (path: string) => {
      check()
      disk.remove(path)
    },
    list: disk.list,
  })
}

/** Settles a participant in a world; it does not live yet. */
export function settleIn(participant: Participant, world: SharedWorld): Inhabitant {
  const { name } = participant
  const { clock, log, network, seed, syncMicros } = world
  const disk = createVirtualDisk({ clock, rng: createRng(`${seed}/${name}/disk`), syncMicros })
  let lives = 0
  let end: (() => void) | undefined

  function start(): void {
    lives += 1
    const mortal = mortalClock(clock)
    const client: NetworkClient = network.client()
    const served: Cancel[] = []
    let isOver = false
    end = () => {
      isOver = true
      mortal.end()
      client.vanish()
      for (const stop of served) stop()
    }
    const runtime: Runtime = Object.freeze({
      clock: mortal.clock,
      rng: createRng(`${seed}/${name}/${lives}`),
      http: client.http,
      connect: client.connect,
      disk: mortalDisk(disk, () => isOver),
      log: (level, message, fields = {}) => {
        if (!isOver) log(name, level, message, fields)
      },
    })
    const listen = (host: string, server: Server) => void served.push(network.listen(host, server))
    try {
      Promise.resolve(participant.start({ runtime, listen, number: lives })).catch((error: unknown) => {
        if (!isOver) world.failed(error)
      })
    } catch (error) {
      if (!isOver) world.failed(error)
    }
  }

  function crash(kind: CrashKind): void {
    end?.()
    end = undefined
    disk.crash(kind)
  }

  return Object.freeze({ name, disk, isAlive: () => end !== undefined, start, crash })
}
