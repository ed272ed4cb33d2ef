import type { Executor } from '@arbees/arb-engine'
import type { Clock, Log, Micros } from '@arbees/core'
import { sleep } from '@arbees/core'
import type { SpokenOf } from '../messages/topics.ts'
import type { Store } from '../platform/store/store.ts'
import type { Difference } from './reconcile.ts'
import { differencesOf, lasting, ledgerHoldings } from './reconcile.ts'

/** What it compares, and whom it tells. */
export type ReconcilerOptions = {
  readonly executor: Executor
  readonly store: Store
  readonly isPaper: boolean
  readonly clock: Clock
  readonly log: Log
  readonly every: Micros
  readonly notify: (notification: SpokenOf<'notification.raised'>) => void
  readonly signal: AbortSignal
}

/** Compares what venues and ledger hold at intervals, until the signal ends it. */
export async function keepReconciling(options: ReconcilerOptions): Promise<void> {
  const { executor, store, isPaper, clock, log, every, notify, signal } = options
  let before: readonly Difference[] = []
  const reconcile = async () => {
    const snapshots = await executor.reconcile()
    const now = differencesOf(snapshots, await ledgerHoldings(store, isPaper))
    for (const { key, atVenue, inLedger } of lasting(before, now)) {
      const sentence = `the venue holds ${atVenue} micro-contracts of ${key}, our ledger ${inLedger}`
      log('warn', 'ledger and venue differ', { key, atVenue, inLedger })
      const about = { kind: 'reconciliation', priority: 'error', title: 'Ledger and venue differ' } as const
      const fields = { atVenue, inLedger }
      notify({ ...about, sentence, fields, key: `reconcile ${key}`.slice(0, 200), at: clock.now() })
    }
    before = now
  }
  while (!signal.aborted) {
    await sleep(clock, every, signal).catch(() => undefined)
    if (signal.aborted) return
    await reconcile().catch((error: unknown) => log('warn', 'not reconciled', { reason: (error as Error).message }))
  }
}
