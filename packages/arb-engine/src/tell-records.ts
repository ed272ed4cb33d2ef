import type { Journal } from './journal/journal.ts'
import type { JournalRecord } from './journal/record.ts'

/**
 * Returns a journal that tells each record as soon as it is written: what joins an engine to an executor.
 *
 * @example
 * createExecutor({ ...settings, journal: tellRecords(journal, engine.record) })
 */
export function tellRecords(journal: Journal, listener: (record: JournalRecord) => void): Journal {
  return Object.freeze({
    ...journal,
    append: (record: JournalRecord) => {
      const appended = journal.append(record)
      listener(record)
      return appended
    },
    appendAll: (records: readonly JournalRecord[]) => {
      const appended = journal.appendAll(records)
      for (const record of records) listener(record)
      return appended
    },
  })
}
