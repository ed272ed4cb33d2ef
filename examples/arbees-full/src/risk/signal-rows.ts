/*
 * Signals and what became of them, in the database: written in batches behind the decisions, which never
 * wait for it.
 */
import type { Log } from '@arbees/core'
import { formatDecimal, formatMoney } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'
import { formatInstant } from '../platform/store/sql-values.ts'
import type { Store } from '../platform/store/store.ts'
import type { SignalRefusal } from './judge-signal.ts'

type Value = string | number | boolean | null
type Signal = MessageOf<'signal.generated'>

const COLUMNS = [
  'signal_id',
  'opportunity_type',
  'game_id',
  'pair',
  'legs',
  'edge',
  'edge_pct',
  'model_prob',
  'market_prob',
  'caused_at',
  'created_at',
  'expires_at',
  'outcome',
  'refused_by',
  'refusal_reason',
  'refusal_sentence',
  'refusal_numbers',
]

/** How many rows wait at most: beyond that the oldest are lost, and that is said. */
const WAITING_MAX = 50_000
/** How many rows one statement carries: their text is made in one go, and nothing is decided meanwhile. */
const BATCH = 250

/** What is known of signals and not written yet. */
export type SignalRows = {
  readonly add: (signal: Signal, refusal: SignalRefusal | undefined) => void
  /** Writes what waits; what cannot be written now waits on. */
  readonly flush: () => Promise<void>
  readonly waiting: () => number
}

function rowOf(signal: Signal, by: string, refusal: SignalRefusal | undefined): readonly Value[] {
  const { legs, edge, edgeBps, modelChance, marketChance, causedAt, generatedAt, expiresAt } = signal
  return [
    signal.signal,
    signal.type,
    signal.game,
    signal.pair,
    JSON.stringify(legs),
    formatMoney(edge),
    formatDecimal(edgeBps, 2),
    modelChance,
    marketChance,
    formatInstant(causedAt),
    formatInstant(generatedAt),
    formatInstant(expiresAt),
    refusal === undefined ? 'requested' : 'refused',
    refusal === undefined ? null : by,
    refusal?.reason ?? null,
    refusal?.sentence ?? null,
    refusal === undefined ? null : JSON.stringify(refusal.numbers),
  ]
}

/** Returns the rows of nothing. */
export function createSignalRows(store: Store, log: Log, by: string): SignalRows {
  // Made into rows when they are written: a decision must not wait for the text of the one before.
  const waiting: { readonly signal: Signal; readonly refusal: SignalRefusal | undefined }[] = []
  let lost = 0
  return Object.freeze({
    add: (signal: Signal, refusal: SignalRefusal | undefined) => {
      waiting.push({ signal, refusal })
      if (waiting.length <= WAITING_MAX) return
      waiting.shift()
      lost += 1
    },
    flush: async () => {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH)
        try {
          const rows = batch.map(({ signal, refusal }) => rowOf(signal, by, refusal))
          await store.insertMany('trading_signals', COLUMNS, rows)
        } catch (error) {
          log('warn', 'signals wait for the database', {
            waiting: waiting.length,
            lost,
            reason: (error as Error).message,
          })
          return
        }
        waiting.splice(0, batch.length)
      }
    },
    waiting: () => waiting.length,
  })
}
