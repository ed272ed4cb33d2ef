/*
 * Asks a venue what markets paid. A settlement is said once on a stream, to who is connected at that moment: whoever was
 * not learns of it here.
 */
import type { Clock, Log, MarketId } from '@arbees/core'
import { isVenueError, millis, sleep } from '@arbees/core'
import type { SpokenOf } from '../messages/topics.ts'

/** What a settled market paid. */
export type Payment = Pick<SpokenOf<'market.settled'>, 'outcome' | 'yesPrice'>

/** Returns what a market paid; undefined while it has not settled, or where the venue's answer is not clear. @throws VenueError */
export type AskPayment = (market: MarketId) => Promise<Payment | undefined>

/** Settings of `createSettlementDesk`. */
export type SettlementDeskOptions = {
  readonly ask: AskPayment
  readonly clock: Clock
  readonly log: Log
  /** As in its log lines: `Kalshi`. */
  readonly title: string
  /** Says whether the answer is still awaited: others may have brought it meanwhile. */
  readonly isWanted: (market: MarketId) => boolean
  readonly settled: (market: MarketId, payment: Payment) => void
}

/** Who asks what markets paid. */
export type SettlementDesk = {
  /** Asks for these, one after the other, each once and at a pace that leaves the venue's limits to others. */
  readonly want: (markets: Iterable<MarketId>) => void
}

/** Returns what a YES that paid `yesPrice` settled as. */
export function paymentOf(yesPrice: Payment['yesPrice']): Payment {
  const outcome = yesPrice === 10_000 ? 'yes' : yesPrice === 0 ? 'no' : 'void'
  return { outcome, yesPrice }
}

/** Four markets a second, of the twenty reads that the smallest account has. */
const PACE = millis(250)

/** Creates a desk. What cannot be answered now is not asked again by itself. */
export function createSettlementDesk({
  ask,
  clock,
  log,
  title,
  isWanted,
  settled,
}: SettlementDeskOptions): SettlementDesk {
  const waiting = new Set<MarketId>()
  let isAsking = false
  const askOne = async (market: MarketId) => {
    try {
      const payment = await ask(market)
      if (payment === undefined || !isWanted(market)) return
      log('info', `${title} was asked what a market paid`, { market, ...payment })
      settled(market, payment)
    } catch (error) {
      if (!isVenueError(error)) throw error
      // At its end nobody waits for the answer, and that it was broken off is no news.
      if (!isWanted(market)) return
      log('warn', `${title} could not say what a market paid, asking again later`, { market, code: error.code })
    }
  }
  const work = async () => {
    // A set that grows while it is gone through is gone through to its new end.
    for (const market of waiting) {
      waiting.delete(market)
      if (!isWanted(market)) continue
      await askOne(market)
      await sleep(clock, PACE)
    }
    isAsking = false
  }
  return Object.freeze({
    want: (markets: Iterable<MarketId>) => {
      for (const market of markets) waiting.add(market)
      if (isAsking || waiting.size === 0) return
      isAsking = true
      void work()
    },
  })
}
