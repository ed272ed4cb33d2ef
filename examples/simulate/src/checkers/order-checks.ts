/*
 * What is wanted of an order at the moment in which it leaves the trader, and when it arrives.
 */
import type { JournalState, OrderIntent } from '@arbees/arb-engine'
import type { ContinuityToken, MarketId, Micros } from '@arbees/core'
import { isContinuous, mulDiv, otherOutcome, PRICE_ONE, venueOf } from '@arbees/core'
import type { Violations } from './violation.ts'
import type { WireOrder } from './wire-order.ts'
import type { WitnessedOrder } from './witness.ts'

/** What the trader could know when the order left. */
export type Leaving = {
  readonly journal: JournalState
  readonly now: Micros
  readonly continuityOf: (market: MarketId) => ContinuityToken
  /** When this life of the trader began: what is open from before is in doubt. */
  readonly lifeBeganAt: Micros
  /** Since when the kill switch has been set; undefined while it is not. */
  readonly stoppedSince: Micros | undefined
}

/** How long the trader's copy of the kill switch may lag. */
const STOP_LAG = 1_000_000

function haltOver(journal: JournalState, intent: OrderIntent): string | undefined {
  for (const scope of ['all', venueOf(intent.market), intent.market]) {
    const halt = journal.halts.get(scope)
    if (halt !== undefined) return `${scope}: ${halt.reason}`
  }
  return undefined
}

/** Returns what is in doubt at the venue of an order, in words. */
function doubtBeside({ order, market }: OrderIntent, { journal, lifeBeganAt }: Leaving): string | undefined {
  for (const other of journal.orders.values()) {
    const { status, intendedAt } = other
    const isElsewhere = other.order === order || venueOf(other.market) !== venueOf(market)
    if (isElsewhere || status === 'done' || status === 'rejected') continue
    if (status === 'unknown') return `nobody knows what became of ${other.order}`
    if (intendedAt < lifeBeganAt) return `${other.order} of an earlier life is ${status}`
  }
  return undefined
}

/** Checks an order that leaves. */
export function checkLeaving(order: WitnessedOrder, leaving: Leaving, violations: Violations): void {
  const { intent, expiresAt, isUnwind } = order
  const { journal, now, continuityOf, stoppedSince } = leaving
  const say = (checker: Parameters<Violations['add']>[0], sentence: string) =>
    violations.add(checker, now, `${intent.order} ${sentence}`)
  if (now > expiresAt) say('none-after-expiry', `left ${now - expiresAt} µs after it had expired`)
  const current = continuityOf(intent.market)
  if (!isContinuous(intent.continuity, current)) {
    say('none-on-stale-book', `left on the book ${intent.continuity}, found ${current}`)
  }
  const doubt = doubtBeside(intent, leaving)
  if (doubt !== undefined) say('none-in-doubt', `left though ${doubt}`)
  if (isUnwind) return
  const halt = haltOver(journal, intent)
  if (halt !== undefined) say('none-after-halt', `left though there is a halt of ${halt}`)
  if (stoppedSince !== undefined && now - stoppedSince > STOP_LAG) {
    say('none-after-stop', `left ${now - stoppedSince} µs after the kill switch was set`)
  }
}

/** Returns what on the wire is not as it was meant, in words. */
function differencesOf(wire: WireOrder, { market, action, outcome, limit, quantity }: OrderIntent): readonly string[] {
  const gains = action === 'buy' ? outcome : otherOutcome(outcome)
  const found: string[] = []
  const want = (name: string, is: unknown, meant: unknown) => {
    if (is !== meant) found.push(`${name} ${is}, meant ${meant}`)
  }
  want('market', wire.market, market)
  want('gains', wire.gains, gains)
  if (wire.action !== undefined) want('action', wire.action, action)
  if (wire.money === undefined) {
    want('limit', wire.limit, action === 'buy' ? limit : PRICE_ONE - limit)
    want('quantity', wire.quantity, quantity)
    return found
  }
  // Amounts are cut to the venue's decimals: a buy names no more money, a sale no more contracts.
  const worth = mulDiv(limit, quantity, PRICE_ONE, action === 'buy' ? 'ceil' : 'floor')
  if (wire.quantity > quantity) want('quantity', wire.quantity, quantity)
  if (action === 'buy' && wire.money > worth) want('money', wire.money, worth)
  return found
}

/** Checks an order that arrives at a venue's door. */
export function checkArrival(order: WitnessedOrder, wire: WireOrder, now: Micros, violations: Violations): void {
  const { intent } = order
  order.arrivals += 1
  if (order.arrivals > 1) violations.add('no-order-twice', now, `${intent.order} arrived ${order.arrivals} times`)
  const found = differencesOf(wire, intent)
  if (found.length > 0) violations.add('order-as-intended', now, `${intent.order} arrived with ${found.join('; ')}`)
}
