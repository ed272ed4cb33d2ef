import type { Broker, ClientOrderId, Feed, IocOrder, Level, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { invariant, millis } from '@arbees/core'

/**
 * What may befall the next order, or the records: the request never arrives; its answer is lost; a
 * fault is answered before or after the order is taken; the rate is refused once; the records lag
 * behind for good.
 */
export type OrderFault = 'lost-before' | 'lost-after' | 'error-before' | 'error-after' | 'limited' | 'stale-records'

/** What may befall the feed: the next message is lost, or comes twice; the connection is cut. */
export type FeedFault = 'drop' | 'repeat' | 'cut'

/** What a case of the venue contract is run on: a venue with an account, and a hand on its world. */
export type VenueSubject = {
  readonly venue: Feed & Broker
  /** An open market of whole cents in which nothing is held. The account has between $100 and $10,000. */
  readonly market: MarketId
  /** A market's name of the venue that names none. */
  readonly missing: MarketId
  readonly now: () => Micros
  /** Returns a name no order has had. */
  readonly nextId: () => ClientOrderId
  /** Lets so much time pass: virtual time is stepped, real time is waited for. */
  readonly pass: (delay: Micros) => Promise<void>
  /** Makes the market's book hold exactly these orders of others. */
  readonly rest: (bids: readonly Level[], asks: readonly Level[]) => Promise<void> | void
  /** Returns how many orders of that name the venue has taken. */
  readonly taken: (order: ClientOrderId) => number
  /** Brings a fault about; absent where the world has none. */
  readonly disturb?: (fault: OrderFault) => void
  readonly disturbFeed?: (fault: FeedFault) => void
}

const STEP = millis(50)
const STEPS_MAX = 20_000

/** Five contracts: no venue's least, and dearer than a dollar at every price used here. */
export const FIVE = 5_000_000 as Quantity

/** Returns a new buy of YES in the subject's market, with some of it otherwise. */
export function orderOf(subject: VenueSubject, more: Partial<IocOrder>): IocOrder {
  return {
    id: subject.nextId(),
    market: subject.market,
    action: 'buy',
    outcome: 'yes',
    limit: 4300 as Price,
    quantity: FIVE,
    ...more,
  }
}

/** Waits for a promise while the subject's time passes. */
export async function settled<T>(subject: VenueSubject, promise: Promise<T>): Promise<T> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  promise.then(over, over)
  for (let step = 0; !isOver; step++) {
    invariant(step < STEPS_MAX, `a call ends within ${STEPS_MAX} steps of ${STEP} µs, found no end`)
    await subject.pass(STEP)
  }
  return promise
}
