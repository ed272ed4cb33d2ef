/*
 * How far a day has been played, on disk, so that it goes on after the process was killed. The time that is
 * written lies ahead of the clock: nothing that was stamped before the end can be later than where it goes on.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk, Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'

/** Which day it is. */
export type DayName = { readonly seed: number; readonly games: number }

/** How far it has come. */
export type DayRecord = DayName & { readonly at: Micros; readonly isOver: boolean }

/** How far ahead of the clock is written. */
export const RESERVED = seconds(60)

const FILE = 'day.json'

function isRecord(value: unknown): value is DayRecord {
  if (typeof value !== 'object' || value === null) return false
  const { seed, games, at, isOver } = value as Readonly<Record<string, unknown>>
  return [seed, games, at].every(Number.isSafeInteger) && typeof isOver === 'boolean'
}

/** Returns what is written in a folder; undefined when nothing is, or nothing that can be read. */
export function readDayRecord(disk: Disk, folder: string): DayRecord | undefined {
  const bytes = disk.read(join(folder, FILE))
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isRecord(value) ? { ...value, at: toMicros(value.at) } : undefined
  } catch {
    return undefined
  }
}

/** Writes how far a day has come. */
export function writeDayRecord(disk: Disk, folder: string, record: DayRecord): Promise<void> {
  return disk.replace(join(folder, FILE), new TextEncoder().encode(`${JSON.stringify(record)}\n`))
}

/**
 * Makes room for a day in `dataDir`. Returns its folder, and where an interrupted one of the same name
 * goes on; a day that is over, or another one, is moved aside and keeps its data.
 */
export function openDayFolder(
  disk: Disk,
  dataDir: string,
  day: DayName,
): { readonly folder: string; readonly resumesAt: Micros | undefined; readonly movedTo: string | undefined } {
  const folder = join(dataDir, 'day')
  const record = readDayRecord(disk, folder)
  if (record !== undefined && !record.isOver && record.seed === day.seed && record.games === day.games) {
    return { folder, resumesAt: record.at, movedTo: undefined }
  }
  let movedTo: string | undefined
  if (existsSync(folder)) {
    for (let number = 1; movedTo === undefined || existsSync(movedTo); number++) {
      movedTo = join(dataDir, `past-day-${number}`)
    }
    renameSync(folder, movedTo)
  }
  mkdirSync(folder, { recursive: true })
  return { folder, resumesAt: undefined, movedTo }
}
