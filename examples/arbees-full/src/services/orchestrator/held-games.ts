/*
 * Of which games something is held, by the ledger's word: what a venue has not paid yet must be watched.
 */
import type { Clock, Log } from '@arbees/core'
import { seconds, sleep } from '@arbees/core'
import type { Store } from '../../platform/store/store.ts'
import { StoreError } from '../../platform/store/store.ts'
import type { Assignments } from './core.ts'

/** The watch of a game ends hours after the game: minutes are soon enough. */
const EVERY = seconds(60)

/** Settings of `followHeldGames`. */
export type HeldGamesOptions = {
  readonly state: Pick<Assignments, 'held'>
  readonly store: Pick<Store, 'query'>
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

/** Begins to look at what is held, again and again until the signal. What cannot be read now stays as it was. */
export function followHeldGames({ state, store, clock, log, signal }: HeldGamesOptions): void {
  const look = async () => {
    try {
      const rows = await store.query<{ game: string }>(
        'SELECT DISTINCT game_id AS game FROM positions WHERE quantity > 0',
      )
      state.held.clear()
      for (const { game } of rows) state.held.add(game)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      log('warn', 'held games cannot be read, looking again later', { reason: error.message })
    }
  }
  const keepLooking = async () => {
    while (!signal.aborted) {
      await look()
      await sleep(clock, EVERY, signal).catch(() => undefined)
    }
  }
  void keepLooking()
}
