/*
 * What a size must fit into: money at each venue, and every limit less what is exposed already.
 */
import type { MarketId, Money, Price } from '@arbees/core'
import { mulDiv, NO_MONEY } from '@arbees/core'
import type { DraftLeg } from '../plan/draft-plan.ts'
import { boundOf } from '../plan/draft-plan.ts'
import type { PlannedLeg } from '../plan/plan.ts'
import type { Size } from '../size/best-size.ts'
import { costMaxOf } from '../size/buy-terms.ts'
import { kellyStake } from '../size/kelly.ts'
import { bestOffer } from '../unit-edge.ts'
import type { Ledger } from './ledger-state.ts'
import { capitalOf, freeCash, outcomeKey } from './ledger-state.ts'
import type { Limits } from './limits.ts'
import { offersTaken } from './offers-taken.ts'
import type { RefusalReason, RiskRefusal } from './refusal.ts'
import { refusal } from './refusal.ts'

/** What a fit is judged by. */
export type Rooms = {
  readonly ledger: Ledger
  readonly limits: Limits
  /** The markets that count to an event. */
  readonly marketsOf: (event: string) => readonly PlannedLeg['market'][]
  readonly worth: Money
  readonly isDirectional: boolean
  /** What all trades under way may lose by standing one-sided. */
  readonly unhedged: Money
}

/** Returns the first of the legs whose like together need more than there is, with both figures. */
function exceeds(
  reason: RefusalReason,
  legs: readonly DraftLeg[],
  planned: readonly Pick<PlannedLeg, 'costMax'>[],
  keyOf: (leg: DraftLeg) => string,
  used: (key: string) => number,
  limit: (key: string) => number,
): RiskRefusal | undefined {
  for (const leg of legs) {
    const key = keyOf(leg)
    let total = used(key)
    for (const [index, other] of legs.entries()) {
      if (keyOf(other) === key) total += (planned[index] as PlannedLeg).costMax
    }
    if (total > limit(key)) return refusal(reason, total, limit(key), key)
  }
  return undefined
}

const venueOfLeg = ({ view }: DraftLeg) => view.market.venue
const none = () => 0

/** Says whether the money reaches for one lot at the best prices at all: cheap, and asked often. */
export function fundsForOneLot(legs: readonly DraftLeg[], ledger: Ledger): RiskRefusal | undefined {
  const least = legs.map(({ view, proposed }) => {
    const price = bestOffer(view.ladder, proposed.outcome)
    return { costMax: price <= 0 ? NO_MONEY : costMaxOf(view, price as Price, view.market.lot) }
  })
  return exceeds('funds', legs, least, venueOfLeg, none, (venue) => freeCash(ledger, venue))
}

/** What is staked already on the outcome of one leg alone. */
function stakedOn({ proposed }: DraftLeg, { exposed }: Ledger): number {
  return Math.max(0, exposed.get(outcomeKey(proposed.market, proposed.outcome)) ?? 0)
}

function tradeTooLarge(legs: readonly DraftLeg[], need: number, size: Size, rooms: Rooms): RiskRefusal | undefined {
  const { ledger, limits, worth, isDirectional } = rooms
  const capital = capitalOf(ledger)
  if (isDirectional) {
    const stake = kellyStake(size.contracts, need as Money, { worth, capital, kellyBps: limits.kellyBps })
    // Kelly's stake is for all that is held of an outcome: an edge that comes and goes may not stake it again each time.
    const staked = need + stakedOn(legs[0] as DraftLeg, ledger)
    if (staked > stake) return refusal('kelly', staked, stake)
  }
  const most = Math.min(limits.notionalMax, mulDiv(Math.max(0, capital), limits.tradeShareBps, 10_000, 'floor'))
  return need > most ? refusal('trade-limit', need, most) : undefined
}

function exposureTooLarge(
  legs: readonly DraftLeg[],
  planned: readonly PlannedLeg[],
  need: number,
  { ledger, limits, marketsOf }: Rooms,
): RiskRefusal | undefined {
  const { positionMax, marketMax, eventMax, totalMax } = limits
  const on = (key: string) => ledger.exposed.get(key) ?? NO_MONEY
  const onMarket = (market: string) =>
    on(outcomeKey(market as MarketId, 'yes')) + on(outcomeKey(market as MarketId, 'no'))
  const onEvent = (event: string) => marketsOf(event).reduce((total, market) => total + onMarket(market), 0)
  const check = (
    reason: RefusalReason,
    limit: Money | null,
    keyOf: (leg: DraftLeg) => string,
    used: (key: string) => number,
  ) => (limit === null ? undefined : exceeds(reason, legs, planned, keyOf, used, () => limit))
  const misfit =
    check('position-limit', positionMax, ({ proposed }) => outcomeKey(proposed.market, proposed.outcome), on) ??
    check('market-limit', marketMax, ({ proposed }) => proposed.market, onMarket) ??
    check('event-limit', eventMax, ({ view }) => view.event, onEvent)
  if (misfit !== undefined || totalMax === null || ledger.exposedTotal + need <= totalMax) return misfit
  return refusal('total-limit', ledger.exposedTotal + need, totalMax)
}

/** Returns the first limit that a size does not fit into, with its numbers; undefined when it fits into all. */
export function misfitOf(
  legs: readonly DraftLeg[],
  planned: readonly PlannedLeg[],
  size: Size,
  rooms: Rooms,
): RiskRefusal | undefined {
  let need = 0
  for (const { costMax } of planned) need += costMax
  const free = (venue: string) => freeCash(rooms.ledger, venue)
  return (
    exceeds('funds', legs, planned, venueOfLeg, none, free) ??
    tradeTooLarge(legs, need, size, rooms) ??
    exposureTooLarge(legs, planned, need, rooms) ??
    unhedgedMisfit(planned, size, rooms) ??
    offersTaken(legs, planned, rooms.ledger)
  )
}

function unhedgedMisfit(
  planned: readonly PlannedLeg[],
  { contracts }: Size,
  { limits, unhedged, worth: payout }: Rooms,
): RiskRefusal | undefined {
  const { unhedgedMax, repairLossMax } = limits
  if (unhedgedMax === null || planned.length === 1) return undefined
  const total = unhedged + boundOf(planned, { contracts, payout, repairLossMax }).money
  return total > unhedgedMax ? refusal('unhedged-limit', total, unhedgedMax) : undefined
}
