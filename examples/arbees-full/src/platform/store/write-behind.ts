/*
 * Rows that are written behind: collected, and inserted together soon after. What decides never waits
 * for it; what the database refuses for now is kept and tried again; beyond a limit new rows are lost, and counted.
 */
import type { Clock, Log, Micros } from '@arbees/core'
import { ONE_SECOND, sleep } from '@arbees/core'
import type { Queries, Store } from './store.ts'
import { StoreError } from './store.ts'

/** Where rows of one table go. */
export type RowSink<R> = {
  readonly push: (row: R) => void
  /** Writes what is left; resolves when it is written or cannot be. */
  readonly flush: () => Promise<void>
}

/** Settings of `writeBehind`. */
export type WriteBehindOptions<R> = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** Writes many rows in one transaction. */
  readonly write: (queries: Queries, rows: readonly R[]) => Promise<void>
  readonly signal: AbortSignal
  /** @default a second */
  readonly every?: Micros
  /** How many rows may wait. @default 100,000 */
  readonly waitingMax?: number
}

/** How many rows one statement carries: their text is made in one go, and nothing else happens meanwhile. */
const BATCH = 500

/** Begins to write rows behind. */
export function writeBehind<R>(options: WriteBehindOptions<R>): RowSink<R> {
  const { store, clock, log, write, signal, every = ONE_SECOND, waitingMax = 100_000 } = options
  const waiting: R[] = []
  let lost = 0
  let writing: Promise<void> | undefined
  const once = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      try {
        await store.transact((queries) => write(queries, batch))
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        if (error.isTransient) {
          log('warn', 'rows not written, trying again', { rows: waiting.length, lost, reason: error.message })
          return
        }
        // What the tables refuse once they refuse always; the rest must not wait for it.
        lost += batch.length
        log('error', 'rows refused by the database', { rows: batch.length, lost, reason: error.message })
      }
      waiting.splice(0, batch.length)
    }
  }
  const flush = () => {
    writing ??= once().finally(() => {
      writing = undefined
    })
    return writing
  }
  const keepWriting = async () => {
    while (!signal.aborted) {
      await sleep(clock, every, signal).catch(() => undefined)
      if (waiting.length > 0) await flush()
    }
  }
  void keepWriting()
  return Object.freeze({
    push: (row: R) => {
      if (waiting.length >= waitingMax) lost += 1
      else waiting.push(row)
    },
    flush: async () => {
      await writing
      await flush()
    },
  })
}
