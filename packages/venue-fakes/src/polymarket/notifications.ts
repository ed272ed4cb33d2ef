import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import { priceText, sizeText } from './book-shape.ts'
import type { ExchangeEvent, FakeOrder } from './exchange-state.ts'
import { remainingOf } from './exchange-state.ts'

/** One line of what the venue tells a key's owner outside the streams. */
export type Notification = {
  readonly id: number
  readonly owner: string
  /** 1 canceled, 2 filled, 4 resolved. */
  readonly type: 1 | 2 | 4
  readonly payload: Readonly<Record<string, unknown>>
  readonly timestamp: number
}

/** What the venue keeps for each key at most; the oldest goes first. */
const KEPT = 200

/** The notifications of all keys. */
export type Notifications = {
  readonly hear: (event: ExchangeEvent, now: Micros) => void
  readonly listOf: (keyId: string) => readonly Notification[]
  readonly drop: (keyId: string, ids: ReadonlySet<string>) => void
}

function payloadOf(order: FakeOrder): Readonly<Record<string, unknown>> {
  const { settings } = order.market
  return {
    order_id: order.id,
    market: settings.conditionId,
    asset_id: settings.tokenIds[order.token],
    side: order.side,
    price: priceText(order.limit),
    original_size: sizeText(order.original),
    matched_size: sizeText(order.matched),
    remaining_size: sizeText(remainingOf(order)),
    outcome: settings.outcomes[order.token],
    outcome_index: order.token,
  }
}

/** Returns a store without notifications. */
export function createNotifications(): Notifications {
  const byKey = new Map<string, Notification[]>()
  let last = 0

  function note(owner: string, type: 1 | 2 | 4, payload: Readonly<Record<string, unknown>>, now: Micros): void {
    if (owner === '') return
    const list = byKey.get(owner) ?? []
    byKey.set(owner, list)
    last += 1
    list.push({ id: last, owner, type, payload, timestamp: Math.floor(now / ONE_SECOND) })
    if (list.length > KEPT) list.shift()
  }

  function hear(event: ExchangeEvent, now: Micros): void {
    if (event.type === 'order' && event.kind === 'CANCELLATION') note(event.order.keyId, 1, payloadOf(event.order), now)
    if (event.type === 'order' && event.kind === 'UPDATE') note(event.order.keyId, 2, payloadOf(event.order), now)
    if (event.type === 'resolved') {
      const { conditionId, question } = event.market.settings
      for (const owner of byKey.keys()) note(owner, 4, { market: conditionId, question }, now)
    }
  }

  return Object.freeze({
    hear,
    listOf: (keyId: string) => byKey.get(keyId) ?? [],
    drop: (keyId: string, ids: ReadonlySet<string>) => {
      const kept = (byKey.get(keyId) ?? []).filter((one) => !ids.has(String(one.id)))
      byKey.set(keyId, kept)
    },
  })
}
