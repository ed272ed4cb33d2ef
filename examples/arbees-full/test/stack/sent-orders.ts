/*
 * Every order that left, by the log of execution, against the ledger: what was lost on the way, what is there twice,
 * and what left long after the moment for it.
 */
import { PHRASES } from '../../src/platform/log.ts'
import type { Store } from '../../src/platform/store/store.ts'

/** What the comparison found. */
export type SentOrders = {
  readonly sent: number
  /** Sent, and without a row. */
  readonly lost: readonly string[]
  /** Of which there is more than one line or row. */
  readonly doubled: readonly string[]
  /** Opened a trade later after their cause than a signal and its plan live. */
  readonly stale: readonly string[]
}

/** A signal's life and its plan's, as .env.example has them. */
const LIFE_MS = 11_000

function doubledOf(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.size === seen.add(name).size)
}

/** Returns the orders in a log of execution. */
export function ordersIn(log: string): readonly string[] {
  const lines = log.split('\n').filter((line) => line.includes(`"message":"${PHRASES.placing}"`))
  return lines.map((line) => String((JSON.parse(line) as { readonly client_order_id?: unknown }).client_order_id))
}

/** Compares the log of execution with the ledger. */
export async function compareSentOrders(log: string, store: Pick<Store, 'query'>): Promise<SentOrders> {
  const rows = await store.query<{ id: string; late: boolean }>(
    `SELECT client_order_id AS id, purpose = 'entry' AND latency_ms > ${LIFE_MS} AS late
     FROM paper_trades WHERE action <> 'settle'`,
  )
  const sent = ordersIn(log)
  const known = new Set(rows.map(({ id }) => id))
  return {
    sent: new Set(sent).size,
    lost: sent.filter((id) => !known.has(id)),
    doubled: [...doubledOf(sent), ...doubledOf(rows.map(({ id }) => id))],
    stale: rows.filter(({ late }) => late).map(({ id }) => id),
  }
}
