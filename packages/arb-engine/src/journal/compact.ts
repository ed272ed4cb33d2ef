import type { Micros } from '@arbees/core'
import { createFrameWriter, HEADER } from './frame.ts'
import type { JournalState } from './journal-state.ts'
import { snapshotOf } from './journal-state.ts'

/**
 * Returns a whole journal that says what `state` is and nothing else: its one record is a snapshot
 * of everything that is open. It takes the place of the old one by `Disk.replace`, so that a crash
 * at any point leaves the old or the new.
 */
export function compactedJournal(state: JournalState, sequence: number, at: Micros): Uint8Array {
  const writer = createFrameWriter()
  // The replacement is on the medium before anybody reads it, so the mark is the record itself.
  writer.add({ type: 'snapshot', at, state: snapshotOf(state) }, sequence, sequence)
  const frame = writer.take()
  const bytes = new Uint8Array(HEADER.length + frame.length)
  bytes.set(HEADER)
  bytes.set(frame, HEADER.length)
  return bytes
}
