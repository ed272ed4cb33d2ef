import { VenueError } from '@arbees/core'
import { applyRecord } from './fold-journal.ts'
import type { Frame } from './frame.ts'
import { HEADER, readFrame } from './frame.ts'
import type { JournalState } from './journal-state.ts'
import { emptyJournalState } from './journal-state.ts'
import type { JournalRecord } from './record.ts'
import { recordDefectOf } from './record-defect.ts'
import { shapeDefectOf } from './record-shape.ts'

/** One record and where it stands. */
export type JournalEntry = {
  readonly sequence: number
  /** Where its line begins, in bytes. */
  readonly offset: number
  readonly record: JournalRecord
}

/** What a crash left at a journal's end, never acknowledged to anybody. */
export type TornTail = { readonly offset: number; readonly bytes: number }

/** All that a journal says. */
export type JournalContent = {
  readonly entries: readonly JournalEntry[]
  readonly state: JournalState
  /** The last record's sequence. */
  readonly sequence: number
  /** How many bytes of the file can be believed: all but a torn tail. */
  readonly length: number
  readonly torn: TornTail | undefined
}

const NEWLINE = 10

function malformed(file: string, offset: number, found: string, expected: string): VenueError<'journal.malformed'> {
  return new VenueError('journal.malformed', { file, offset, found, expected })
}

function checkHeader(bytes: Uint8Array, file: string): void {
  for (const [index, byte] of HEADER.entries()) {
    if (bytes[index] === byte) continue
    const found = new TextDecoder().decode(bytes.subarray(0, HEADER.length))
    throw malformed(file, 0, JSON.stringify(found), 'the first line "arbees-journal 1"')
  }
}

/** The least that a disk writes at once. */
const SECTOR = 512

/** Returns the first whole record after the broken one at `from`, wherever it begins: a line may have lost its end. */
function nextFrame(bytes: Uint8Array, from: number): { frame: Frame; start: number } | undefined {
  let end = bytes.indexOf(NEWLINE, from)
  for (let start = from + 1; end >= 0; start++) {
    if (start > end) end = bytes.indexOf(NEWLINE, start)
    const frame = end < 0 ? undefined : readFrame(bytes, start, end)
    if (frame !== undefined) return { frame, start }
  }
  return undefined
}

/**
 * Says whether the bytes from a broken record on are only what a crash tore: when nothing whole
 * follows; or when there is a hole of zeros up to a sector's border, as where the later sectors of
 * one write got to the medium and the earlier did not, and what follows the hole says itself that
 * the broken record had not been synced when it was written. Everything else is damage.
 */
function isTorn(bytes: Uint8Array, offset: number, expected: number): boolean {
  const next = nextFrame(bytes, offset)
  if (next === undefined) return true
  const hole = bytes.lastIndexOf(0, next.start - 1)
  const { mark } = next.frame
  return hole >= offset && (hole + 1) % SECTOR === 0 && mark !== undefined && mark < expected
}

function parseRecord(frame: Frame, file: string, offset: number): JournalRecord {
  let value: unknown
  try {
    value = JSON.parse(frame.json)
  } catch {
    throw malformed(file, offset, 'text that is no JSON', `record ${frame.sequence}`)
  }
  const defect = shapeDefectOf(value)
  if (defect !== undefined) throw malformed(file, offset, defect, `a record of version 1 as record ${frame.sequence}`)
  return value as JournalRecord
}

/**
 * Returns all that a journal says. A tail that a crash tore is left out and reported; whatever else
 * is not as it was written is an error: nothing is skipped.
 *
 * @throws VenueError `journal.malformed` with the offset of the first record that cannot be believed.
 * @example
 * const { entries, state, torn } = readJournal(runtime.disk.read('trades.journal'), 'trades.journal')
 */
export function readJournal(bytes: Uint8Array, file: string): JournalContent {
  checkHeader(bytes, file)
  const state = emptyJournalState('')
  const entries: JournalEntry[] = []
  let offset = HEADER.length
  let last: number | undefined
  let torn: TornTail | undefined
  while (offset < bytes.length) {
    const end = bytes.indexOf(NEWLINE, offset)
    const frame = end < 0 ? undefined : readFrame(bytes, offset, end)
    if (frame === undefined) {
      if (last === undefined || !isTorn(bytes, offset, last + 1)) {
        throw malformed(
          file,
          offset,
          'a record whose checksum is not its own',
          `record ${last === undefined ? 1 : last + 1}`,
        )
      }
      torn = { offset, bytes: bytes.length - offset }
      break
    }
    if (last !== undefined && frame.sequence !== last + 1) {
      throw malformed(file, offset, `record ${frame.sequence}`, `record ${last + 1}`)
    }
    const record = parseRecord(frame, file, offset)
    const defect =
      last === undefined && record.type !== 'snapshot'
        ? `a journal begins with a snapshot, found ${record.type}`
        : recordDefectOf(state, record)
    if (defect !== undefined)
      throw malformed(file, offset, defect, `record ${frame.sequence} to follow from the others`)
    applyRecord(state, record)
    entries.push({ sequence: frame.sequence, offset, record })
    last = frame.sequence
    offset = end + 1
  }
  if (last === undefined) throw malformed(file, HEADER.length, 'no record', 'a snapshot as the first one')
  return { entries, state, sequence: last, length: offset, torn }
}
