/*
 * Kills the trader where its run says: at a boundary of its journal, out of its own call.
 */
import type { DiskBoundary, SimulatedWorld } from '@arbees/testkit'
import type { PlannedCrash } from '../world/settings.ts'
import type { CrashMoment } from './boundaries.ts'
import { kindAt } from './boundaries.ts'

/** What a dead trader's call ends with: nobody is there to hear it. */
export class TraderGone extends Error {
  override readonly name = 'TraderGone'
}

/** Says whether an error comes of the trader's death. */
export function isTraderGone(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof TraderGone) return true
  return false
}

/** Watches the journal's boundaries, and kills where it was planned. */
export type Crashes = {
  readonly pass: (boundary: DiskBoundary) => void
  /** What was hit, by boundary. */
  readonly hits: ReadonlyMap<string, number>
}

/** The part of a write that is on disk when the process dies within it. */
const TORN_PART = 0.6

type Planned = PlannedCrash & { seen: number; isOver: boolean }

function matches({ point }: PlannedCrash, moment: CrashMoment, kinds: readonly string[]): boolean {
  return point.moment === moment && kinds.includes(point.record)
}

/** Creates the crashes of a run. `isOver` says when nobody dies any more. */
export function createCrashes(
  plan: readonly PlannedCrash[],
  world: () => SimulatedWorld,
  isOver: () => boolean,
): Crashes {
  const planned: Planned[] = plan.map((one) => ({ ...one, seen: 0, isOver: false }))
  const hits = new Map<string, number>()

  function kill({ point, kind, downMicros }: PlannedCrash, { path, bytes }: DiskBoundary): never {
    const name = `${point.moment} ${point.record}`
    hits.set(name, (hits.get(name) ?? 0) + 1)
    if (point.moment === 'append.torn') {
      const part = bytes.subarray(0, Math.max(1, Math.floor(bytes.length * TORN_PART)))
      world().diskOf('trader').openAppend(path).append(part)
    }
    world().note('trader', 'dies', { point, kind })
    world().crash('trader', kind, downMicros)
    throw new TraderGone(`the trader died at ${name}`)
  }

  function pass(boundary: DiskBoundary): void {
    if (isOver() || planned.every((one) => one.isOver)) return
    const kinds = kindAt(boundary)
    const moments: readonly CrashMoment[] =
      boundary.moment === 'append.before' ? ['append.before', 'append.torn'] : [boundary.moment]
    for (const one of planned) {
      if (one.isOver || !moments.some((moment) => matches(one, moment, kinds))) continue
      one.seen += 1
      if (one.seen < one.point.time) continue
      one.isOver = true
      kill(one, boundary)
    }
  }
  return { pass, hits }
}
