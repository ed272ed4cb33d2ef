/*
 * The places where the trader may die: at each boundary of its journal, for each kind of record.
 */
import type { Durability } from '@arbees/arb-engine'
import type { Rng } from '@arbees/core'
import { nextChance, nextOf } from '@arbees/core'
import type { DiskBoundary, DiskMoment } from '@arbees/testkit'

/** Where it dies: `append.torn` is in the middle of the write. */
export type CrashMoment = DiskMoment | 'append.torn'

/** One place to die: the first, second, … time that such a record passes there. */
export type CrashPoint = { readonly moment: CrashMoment; readonly record: string; readonly time: number }

/**
 * How often a crash is meant for each kind of record that is appended: the fewer lives come to write one,
 * the more often. A snapshot is written by replacing.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  'trade.intended': 2,
  'order.intended': 5,
  'order.sent': 3,
  'order.accepted': 5,
  'order.rejected': 12,
  'order.unknown': 18,
  'order.filled': 4,
  'fill.settled': 5,
  'order.resolved': 2,
  'trade.ended': 4,
  'halt.set': 8,
  'halt.cleared': 16,
}

/** Every kind of record that is appended. */
export const RECORD_KINDS: readonly string[] = Object.keys(WEIGHTS)

/** The same, each as often as a crash is meant for it. */
const MEANT: readonly string[] = Object.entries(WEIGHTS).flatMap(([record, weight]) =>
  Array.from({ length: weight }, () => record),
)

/** Every journal is replaced when its owner starts, so few crashes need to be meant for that. */
const REPLACE_CHANCE = 0.006

/** Moments of every journal, and those of one that is synced. */
const MOMENTS: Readonly<Record<Durability, readonly CrashMoment[]>> = {
  process: ['append.before', 'append.torn', 'append.after'],
  machine: ['append.before', 'append.torn', 'append.after', 'sync.before', 'sync.after'],
}

/** Moments that only some journals have, and so must be meant more often. */
const SELDOM: Readonly<Record<Durability, readonly CrashMoment[]>> = {
  process: [],
  machine: ['sync.before', 'sync.after', 'sync.after'],
}

/** Every boundary by its name. */
export function boundaryNames(): readonly string[] {
  const appended = RECORD_KINDS.flatMap((record) => MOMENTS.machine.map((moment) => `${moment} ${record}`))
  return [...appended, 'replace.before snapshot', 'replace.after snapshot']
}

/** Draws a place to die. Mostly the first time: later ones come in few runs. */
export function drawCrashPoint(rng: Rng, durability: Durability): CrashPoint {
  const time = nextChance(rng, 0.85) ? 1 : nextOf(rng, [2, 3, 5])
  if (nextChance(rng, REPLACE_CHANCE)) {
    return { moment: nextOf(rng, ['replace.before', 'replace.after'] as const), record: 'snapshot', time: 1 }
  }
  return {
    moment: nextOf(rng, [...MOMENTS[durability], ...SELDOM[durability]]),
    record: nextOf(rng, MEANT),
    time,
  }
}

/** Draws one boundary of one kind of record, those that few lives come to more often. */
export function drawFocusedPoint(rng: Rng, durability: Durability, record: string): CrashPoint {
  const moments = [...MOMENTS[durability], ...SELDOM[durability], ...SELDOM[durability]]
  return { moment: nextOf(rng, moments), record, time: 1 }
}

const decoder = new TextDecoder()
const TYPE = /"type":"([a-z.-]+)"/

/** Returns the kinds of the records in what is written, in order. */
export function kindsIn(bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0) return []
  return decoder
    .decode(bytes)
    .split('\n')
    .flatMap((line) => {
      const kind = TYPE.exec(line)?.[1]
      return kind === undefined ? [] : [kind]
    })
}

/** Returns the kind of the record at a boundary that a crash point may be about. */
export function kindAt({ moment, bytes }: DiskBoundary): readonly string[] {
  return moment.startsWith('replace') ? ['snapshot'] : kindsIn(bytes)
}
