/*
 * Every fill that the journal holds, also of trades that are over and forgotten there.
 */
import type { JournalRecord, JournalState } from '@arbees/arb-engine'
import type { ClientOrderId, FillId, SettlementStage } from '@arbees/core'

type Noted = { price: number; quantity: number; received: number; fee: number; stage: SettlementStage }

/** The journal's fills. */
export type JournalledFills = {
  readonly see: (record: JournalRecord) => void
  /** After a crash: what the file says of open orders counts, and orders it never heard of are gone. */
  readonly reload: (state: JournalState, isOver: (order: ClientOrderId) => boolean) => void
  /** Returns the fills of an order that were not taken back. */
  readonly of: (order: ClientOrderId) => readonly Noted[]
}

/** Creates an empty list. */
export function createJournalledFills(): JournalledFills {
  const orders = new Map<ClientOrderId, Map<FillId, Noted>>()
  const fillsOf = (order: ClientOrderId) => {
    let fills = orders.get(order)
    if (fills === undefined) {
      fills = new Map()
      orders.set(order, fills)
    }
    return fills
  }
  return {
    see: (record) => {
      if (record.type === 'order.filled') {
        const { id, price, quantity, received, fee, order } = record.fill
        fillsOf(order).set(id, { price, quantity, received, fee, stage: record.stage })
      } else if (record.type === 'fill.settled') {
        const fill = fillsOf(record.order).get(record.fill)
        if (fill !== undefined) fill.stage = record.stage
      }
    },
    reload: (state, isOver) => {
      for (const order of orders.keys()) if (!isOver(order)) orders.delete(order)
      for (const { order, fills } of state.orders.values()) {
        orders.set(order, new Map(fills.map((fill) => [fill.id, { ...fill }])))
      }
    },
    of: (order) => [...(orders.get(order)?.values() ?? [])].filter(({ stage }) => stage !== 'failed'),
  }
}
