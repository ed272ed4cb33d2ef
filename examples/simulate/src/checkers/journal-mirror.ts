/*
 * What the journal's file says at every moment, read from the bytes as they are written: the
 * trader's word, not its memory.
 */
import type { JournalRecord, JournalState } from '@arbees/arb-engine'
import { applyRecord, emptyJournalState, readJournal } from '@arbees/arb-engine'

/** The file, as far as it has been seen. */
export type JournalMirror = {
  readonly state: () => JournalState
  /** Takes in bytes that were appended and returns their records. */
  readonly take: (bytes: Uint8Array) => readonly JournalRecord[]
  /** Reads the whole file anew: after a crash, or a replacement. */
  readonly reload: (file: Uint8Array | undefined, name: string) => void
}

const decoder = new TextDecoder()

/** Returns the records in bytes of a journal. */
export function recordsIn(bytes: Uint8Array): readonly JournalRecord[] {
  const lines = decoder.decode(bytes).split('\n')
  return lines.flatMap((line) => {
    const brace = line.indexOf('{')
    return brace < 0 ? [] : [JSON.parse(line.slice(brace)) as JournalRecord]
  })
}

/** Creates the mirror of a file that is not there yet. */
export function createJournalMirror(): JournalMirror {
  let state = emptyJournalState('000000000')
  return {
    state: () => state,
    take: (bytes) => {
      const records = recordsIn(bytes)
      for (const record of records) applyRecord(state, record)
      return records
    },
    reload: (file, name) => {
      state = file === undefined || file.length === 0 ? emptyJournalState('000000000') : readJournal(file, name).state
    },
  }
}
