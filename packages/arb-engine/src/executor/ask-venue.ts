/*
 * The whole account by the venue's own word: after every start before anything leaves, whenever asked
 * for, and after everything was canceled.
 */
import type { AccountSnapshot, Broker, VenueId } from '@arbees/core'
import { sleep } from '@arbees/core'
import type { Desk } from './desk.ts'
import { act, alert, nowOf, tell } from './desk.ts'
import { lookDelay } from './look-delay.ts'

function brokerOf(desk: Desk, venue: VenueId): Broker {
  return desk.settings.brokers.get(venue) as Broker
}

function noteSnapshot(desk: Desk, venue: VenueId, snapshot: AccountSnapshot): void {
  const { free, locked } = snapshot
  tell(desk, { type: 'account.reported', at: nowOf(desk), venue, free, locked })
  tell(desk, { type: 'venue.reconciled', at: nowOf(desk), venue, snapshot })
}

/**
 * Asks a venue for its account once, and has canceled whatever rests there: nothing of ours ever should.
 *
 * @throws VenueError when it cannot be asked, or something still rests.
 */
export async function askVenue(desk: Desk, venue: VenueId): Promise<AccountSnapshot> {
  const broker = brokerOf(desk, venue)
  let snapshot = await broker.snapshot()
  if (snapshot.open.length > 0) {
    const open = snapshot.open.map(({ order }) => order).join(', ')
    act(desk, () => alert(desk, 'resting-orders', `orders rest at ${venue}, and are canceled: ${open}`, { venue }))
    await broker.cancelAll()
    snapshot = await broker.snapshot()
  }
  act(desk, () => noteSnapshot(desk, venue, snapshot))
  return snapshot
}

/** Asks a venue for its account until it tells: only then may something leave for it. */
export async function askUntilTold(desk: Desk, venue: VenueId): Promise<void> {
  const { clock, limits, log, signal } = desk.settings
  for (let attempt = 0; !desk.isOver; attempt++) {
    try {
      const { open } = await askVenue(desk, venue)
      if (open.length === 0) {
        act(desk, () => {
          desk.unasked.delete(venue)
          for (const [number, { ending }] of desk.state.trades) if (ending === null) desk.dirty.add(number)
        })
        return
      }
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error)
      log('warn', 'a venue did not tell of its account', { venue, attempt, sentence })
    }
    await sleep(clock, lookDelay(limits, attempt), signal).catch(() => undefined)
  }
}

/** What became of a cancel of everything at one venue, by the venue's own word afterwards. */
export type CancelReport = {
  readonly venue: VenueId
  /** Whether the venue was asked afterwards and nothing rests. */
  readonly isDone: boolean
  /** Why not, in words; empty when it is done. */
  readonly sentence: string
}

/** Cancels whatever may rest at each venue, and asks each of them afterwards. */
export async function cancelEverywhere(desk: Desk): Promise<readonly CancelReport[]> {
  return Promise.all(
    [...desk.settings.brokers.values()].map(async (broker): Promise<CancelReport> => {
      const { venue } = broker
      try {
        await broker.cancelAll()
        const { open } = await broker.snapshot()
        const sentence =
          open.length === 0 ? '' : `${open.length} orders still rest: ${open.map(({ order }) => order).join(', ')}`
        return { venue, isDone: open.length === 0, sentence }
      } catch (error) {
        return { venue, isDone: false, sentence: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}
