/*
 * Which orders are on disk as safely as was asked for: only those may leave.
 */
import type { JournalRecord } from '@arbees/arb-engine'
import type { ClientOrderId } from '@arbees/core'
import { recordsIn } from './journal-mirror.ts'

/** The orders that are safe. */
export type DurableOrders = {
  readonly has: (order: ClientOrderId) => boolean
  readonly appended: (records: readonly JournalRecord[]) => void
  readonly synced: (bytes: Uint8Array) => void
  /** What a new life, or a file that was replaced as a whole, has is safe. */
  readonly reload: (orders: Iterable<ClientOrderId>) => void
}

function ordersIn(record: JournalRecord): readonly ClientOrderId[] {
  if (record.type === 'trade.intended') return record.legs.map(({ order }) => order)
  return record.type === 'order.intended' ? [record.intent.order] : []
}

/** Creates an empty set. `isSynced`: a record is safe once it is synced, not when it is appended. */
export function createDurableOrders(isSynced: boolean): DurableOrders {
  const safe = new Set<ClientOrderId>()
  const add = (records: readonly JournalRecord[]) => {
    for (const record of records) for (const order of ordersIn(record)) safe.add(order)
  }
  return {
    has: (order) => safe.has(order),
    appended: (records) => {
      if (!isSynced) add(records)
    },
    synced: (bytes) => {
      if (isSynced) add(recordsIn(bytes))
    },
    reload: (orders) => {
      for (const order of orders) safe.add(order)
    },
  }
}
