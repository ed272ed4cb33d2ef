/*
 * A venue that is not there. Facts of the real books go in, orders go in, facts of orders come out.
 * An order meets the book as it is when it would have arrived, not the one the decision saw.
 */
import type { Account, Fact, IocOrder, MarketId, MarketSettled, Micros, Outcome, Position, VenueId } from '@arbees/core'
import { applyBookFact, credit, isBookFact, settle } from '@arbees/core'
import { forgetVanished } from './consumption.ts'
import { matchWaiting, submitOrder } from './match.ts'
import type { Listed, PaperMarket, PaperSettings, PaperState, Waiting } from './state.ts'
import { accountAt, createPaperState, forgetMarket, keepPosition, listMarket, positionIn } from './state.ts'

/** A paper exchange over markets of any venues. */
export type PaperExchange = {
  /** Lists one more market; one that is listed already takes its rules and fees from now on. */
  readonly list: (market: PaperMarket) => void
  /** Folds one fact of the real world; first matches the orders that were due before it. */
  readonly step: (fact: Fact) => readonly Fact[]
  /** Says that a ladder given in the settings has just been changed by its keeper. */
  readonly foldShared: (market: number) => void
  /** Takes an order that leaves at `now`; it matches when its latency has passed. */
  readonly submit: (order: IocOrder, now: Micros) => readonly Fact[]
  /** Returns when the next waiting order is due; undefined when none waits. */
  readonly nextDue: () => Micros | undefined
  /** Matches every waiting order due before `until`, or up to and including it. */
  readonly advance: (until: Micros, isIncluded: boolean) => readonly Fact[]
  readonly account: (venue: VenueId) => Account
  readonly positions: () => readonly Position[]
  /** Returns what is held of one outcome. */
  readonly position: (market: MarketId, outcome: Outcome) => Position
  /** Forgets a market that has settled; one that has not stays. */
  readonly forget: (market: MarketId) => void
}

const NO_FACTS: readonly Fact[] = Object.freeze([])

function advance(state: PaperState, until: Micros, isIncluded: boolean): readonly Fact[] {
  const { waiting } = state
  const isDue = (next: Waiting) => (isIncluded ? next.dueAt <= until : next.dueAt < until)
  const [first] = waiting
  if (first === undefined || !isDue(first)) return NO_FACTS
  const facts: Fact[] = []
  for (let next = waiting[0]; next !== undefined && isDue(next); next = waiting[0]) {
    waiting.shift()
    facts.push(...matchWaiting(state, next))
  }
  return facts
}

function settleMarket(state: PaperState, fact: MarketSettled): void {
  const index = state.indexOf.get(fact.market)
  if (index === undefined) return
  const listed = state.listed[index] as Listed
  const { venue } = listed.market
  listed.isSettled = true
  for (const outcome of ['yes', 'no'] as const) {
    const held = positionIn(state, fact.market, outcome)
    if (held.quantity === 0) continue
    const { position, paid } = settle(held, fact.yesPrice)
    keepPosition(state, position)
    state.accounts.set(venue, credit(accountAt(state, venue), paid))
  }
}

function fold(state: PaperState, fact: Fact): void {
  if (fact.type === 'market.settled') {
    settleMarket(state, fact)
    return
  }
  if (!isBookFact(fact)) return
  const listed = state.listed[state.indexOf.get(fact.market) ?? -1]
  if (listed === undefined) return
  applyBookFact(listed.ladder, fact)
  forgetVanished(listed.consumption, listed.ladder)
}

/**
 * Creates a paper exchange. The same facts and orders with the same seed give the same fills.
 *
 * @example
 * const paper = createPaperExchange({ markets, cash, latency: constantLatency(millis(150)), rng: createRng(1) })
 * paper.submit(order, now)
 * const facts = paper.advance(later, true)
 */
export function createPaperExchange(settings: PaperSettings): PaperExchange {
  const state = createPaperState(settings)
  return Object.freeze({
    list: (market: PaperMarket) => listMarket(state, market),
    step: (fact: Fact): readonly Fact[] => {
      const facts = advance(state, fact.at, false)
      fold(state, fact)
      return facts
    },
    foldShared: (market: number) => {
      const { ladder, consumption } = state.listed[market] as Listed
      forgetVanished(consumption, ladder)
    },
    submit: (order: IocOrder, now: Micros) => submitOrder(state, order, now),
    nextDue: () => state.waiting[0]?.dueAt,
    advance: (until: Micros, isIncluded: boolean) => advance(state, until, isIncluded),
    account: (venue: VenueId) => accountAt(state, venue),
    positions: () => [...state.positions.values()],
    position: (market: MarketId, outcome: Outcome) => positionIn(state, market, outcome),
    forget: (market: MarketId) => forgetMarket(state, market),
  })
}
