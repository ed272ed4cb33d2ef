import type { Envelope } from '../bus/bus.ts'
import type { Queries, Store } from './store.ts'

/**
 * Does `work` for a message once, however often it is told: what it writes and that it was done are one
 * transaction. Says whether it was done now. For groups whose messages come in order, one instance at a time.
 */
export function handleOnce(
  store: Store,
  group: string,
  { topic, source, sequence }: Envelope,
  work: (queries: Queries) => Promise<void>,
): Promise<boolean> {
  return store.transact(async (queries) => {
    const marked = await queries.query(
      `INSERT INTO handled_messages AS marks (group_name, topic, source, sequence) VALUES ($1, $2, $3, $4)
       ON CONFLICT (group_name, topic, source) DO UPDATE SET sequence = excluded.sequence
       WHERE excluded.sequence > marks.sequence RETURNING 1 AS one`,
      [group, topic, source, sequence],
    )
    if (marked.length === 0) return false
    await work(queries)
    return true
  })
}
