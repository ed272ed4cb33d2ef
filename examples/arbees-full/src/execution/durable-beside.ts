import type { Appended, Journal, JournalRecord } from '@arbees/arb-engine'
import type { RequestLog } from './request-log.ts'

/**
 * Returns a journal whose records are durable only once all that the request log has is durable too. The executor
 * lets an order leave no sooner, and then asks all gates again: no position can be without its request.
 */
export function durableBeside(journal: Journal, log: Pick<RequestLog, 'isDurable' | 'durable'>): Journal {
  const both = (appended: Appended): Appended => {
    if (log.isDurable()) return appended
    const durable = Promise.all([appended.durable, log.durable()]).then(() => undefined)
    // Who does not wait learns of a failure at the next append that is waited for.
    durable.catch(() => undefined)
    return { ...appended, durable }
  }
  return Object.freeze({
    ...journal,
    append: (record: JournalRecord) => both(journal.append(record)),
    appendAll: (records: readonly JournalRecord[]) => both(journal.appendAll(records)),
  })
}
