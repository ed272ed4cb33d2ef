/*
 * Unequal legs: two venues are two matching engines, and while orders are on their way the books move.
 * The excess is either completed (the legs that are short are bought, which makes it certain) or
 * flattened (the legs that are long are sold again), whichever loses less, by orders that cannot rest
 * and within a loss that was allowed.
 */
import type { Ladder, MarketId, Micros, Money, Outcome, Quantity } from '@arbees/core'
import {
  bestQuantity,
  DISCONTINUOUS,
  floorToLot,
  isLadderCrossed,
  mulDiv,
  NO_MONEY,
  ONE_CONTRACT,
  receivedQuantity,
  snapToGrid,
} from '@arbees/core'
import type { FurtherOrder } from '../journal/trade-exposure.ts'
import type { OrderPurpose } from '../journal/trade-terms.ts'
import { quoteBuy, quoteSell } from '../quote.ts'
import type { ExecutionLimits } from './execution-limits.ts'
import type { LegStand } from './leg-stand.ts'
import { paidForPart } from './leg-stand.ts'
import type { ListedMarket, MarketViews } from './market-views.ts'
import type { OrderTerms, PricedOrder } from './order-terms.ts'
import { buyTerms, isLawful, reachingTerms } from './order-terms.ts'

/** One way to mend unequal legs: the orders it takes and what it loses. */
export type Mend = {
  readonly how: OrderPurpose
  /** By how many contracts it brings the legs nearer. */
  readonly quantity: Quantity
  readonly orders: readonly { readonly leg: number; readonly terms: OrderTerms }[]
  /** Against what was paid for as much; negative when it earns. */
  readonly loss: Money
}

/** What a mend is judged by. */
export type MendWorld = MarketViews & {
  readonly now: Micros
  readonly limits: ExecutionLimits
  /** Says whether an order may leave for a market, to mend a trade in this way. */
  readonly mayMend: (market: MarketId, how: OrderPurpose) => boolean
  /** Says whether the trade stays inside its bound whatever becomes of these purchases. @default always */
  readonly isBounded?: (purchases: readonly FurtherOrder[]) => boolean
  /** What the last repairs that filled nothing were for: what books show at their price cannot be had. @default none */
  readonly misses?: readonly OrderPurpose[]
}

/** Says whether a book can be judged by now: whole, not crossed, and not older than allowed. */
function isUsable({ now, limits }: MendWorld, ladder: Ladder | undefined): ladder is Ladder {
  if (ladder === undefined || ladder.continuity === DISCONTINUOUS || isLadderCrossed(ladder)) return false
  return limits.bookAgeMicros === null || now - ladder.at <= limits.bookAgeMicros
}

type Pricing = (listed: ListedMarket, ladder: Ladder, stand: LegStand, wanted: Quantity) => PricedOrder | undefined

/** Prices buying what a leg is short of. */
const priceBuy: Pricing = (listed, ladder, { market, outcome }, wanted) => {
  const { fees } = listed
  const near = quoteBuy(ladder, outcome, wanted, fees)
  const arriving = near.worst === 0 ? wanted : receivedQuantity(fees, near.worst, wanted)
  // Where the fee is taken in contracts, so many more are bought, and never more than arrive as wanted.
  const gross = arriving === wanted || arriving <= 0 ? wanted : mulDiv(wanted, wanted, arriving, 'floor')
  const quantity = floorToLot(gross as Quantity, listed.market.lot)
  const quote = quoteBuy(ladder, outcome, quantity, fees)
  const limit = quote.quantity < quantity ? undefined : snapToGrid(listed.market.grid, quote.worst, 'up')
  if (quantity === 0 || limit === undefined) return undefined
  const terms = buyTerms(listed, quote, { market, action: 'buy', outcome, limit, continuity: ladder.continuity })
  return isLawful(listed, terms) ? { terms, quote, loss: quote.cost + quote.fee } : undefined
}

/** Prices selling what a leg has too much of. */
const priceSale: Pricing = (listed, ladder, stand, wanted) => {
  const { market, outcome } = stand
  const quantity = floorToLot(wanted, listed.market.lot)
  const quote = quoteSell(ladder, outcome, quantity, listed.fees)
  const limit = quote.quantity < quantity ? undefined : snapToGrid(listed.market.grid, quote.worst, 'down')
  if (quantity === 0 || limit === undefined) return undefined
  const { continuity } = ladder
  const terms: OrderTerms = { market, action: 'sell', outcome, limit, quantity, costMax: NO_MONEY, continuity }
  return isLawful(listed, terms)
    ? { terms, quote: { quantity, cost: NO_MONEY }, loss: quote.fee - quote.proceeds }
    : undefined
}

/** One way, with what it has to bring about. */
type Way = {
  readonly how: OrderPurpose
  readonly stands: readonly LegStand[]
  readonly payout: Money
  readonly low: number
  readonly high: number
}

/** Returns by how many contracts a leg has to change so that the legs come nearer by `quantity`. */
function changeOf({ how, low, high }: Way, { held }: LegStand, quantity: number): Quantity {
  const change = how === 'complete' ? low + quantity - held : held - (high - quantity)
  return Math.max(0, change) as Quantity
}

/** What was paid before for the contracts that this way makes certain or gives up. */
function sunkOf(way: Way, quantity: number): number {
  return way.stands.reduce((sum, stand) => {
    const part =
      way.how === 'complete' ? Math.min(stand.held, way.low + quantity) - way.low : changeOf(way, stand, quantity)
    return sum + paidForPart(stand, part)
  }, 0)
}

/** Says whether a market's rules forbid any order for so little. */
function isDust({ market }: ListedMarket, change: Quantity): boolean {
  const quantity = floorToLot(change, market.lot)
  return quantity === 0 || quantity < market.quantityMin
}

function mendBy(world: MendWorld, way: Way, quantity: number): Mend | undefined {
  const orders: { leg: number; listed: ListedMarket; priced: PricedOrder }[] = []
  let loss = sunkOf(way, quantity)
  if (way.how === 'complete') loss -= mulDiv(way.payout, quantity, ONE_CONTRACT, 'floor')
  for (const [leg, stand] of way.stands.entries()) {
    const change = changeOf(way, stand, quantity)
    if (change === 0) continue
    // What a venue took back after it was sold cannot be sold again.
    if (way.how === 'flatten' && change > stand.held) return undefined
    const listed = world.market(stand.market)
    if (listed === undefined) return undefined
    if (isDust(listed, change)) {
      // It stays as it is, and is given up at the most it can be worth.
      loss += change
      continue
    }
    const ladder = world.book(stand.market)
    if (!isUsable(world, ladder) || !world.mayMend(stand.market, way.how)) return undefined
    const priced = (way.how === 'complete' ? priceBuy : priceSale)(listed, ladder, stand, change)
    if (priced === undefined) return undefined
    orders.push({ leg, listed, priced })
    loss += priced.loss
  }
  const room = mulDiv(world.limits.repairLossMax, quantity, ONE_CONTRACT, 'floor') - loss
  if (orders.length === 0 || room < 0) return undefined
  const shown = orders.map(({ leg, priced }) => ({ leg, terms: priced.terms }))
  const each = Math.floor(room / orders.length)
  const far = () => orders.map(({ leg, listed, priced }) => ({ leg, terms: reachingTerms(listed, priced, each) }))
  for (const ordered of (world.misses ?? []).length > 0 ? [far(), shown] : [shown]) {
    // A sale of what is too much makes nothing worse.
    const isBounded =
      way.how === 'flatten' || world.isBounded?.(ordered.map(({ leg, terms }) => ({ leg, ...terms }))) !== false
    if (isBounded) return { how: way.how, quantity: quantity as Quantity, orders: ordered, loss: loss as Money }
  }
  return undefined
}

/** Returns the quantity at the best price that an order of this way would meet. */
function bestOf(ladder: Ladder | undefined, outcome: Outcome, how: OrderPurpose): number {
  if (ladder === undefined) return 0
  return bestQuantity((outcome === 'yes') === (how === 'complete') ? ladder.asks : ladder.bids)
}

/** Returns what one way offers: all of the excess if that is within the loss, else what the best levels hold. */
function offer(world: MendWorld, way: Way): Mend | undefined {
  const excess = way.high - way.low
  const whole = mendBy(world, way, excess)
  if (whole !== undefined) return whole
  let part = excess
  for (const stand of way.stands) {
    if (changeOf(way, stand, excess) === 0) continue
    part = Math.min(part, bestOf(world.book(stand.market), stand.outcome, way.how))
  }
  return part > 0 && part < excess ? mendBy(world, way, part) : undefined
}

/** Says of a leg whether its market has settled: it can be neither bought nor sold. */
export function isSettledIn({ market }: MarketViews): (stand: LegStand) => boolean {
  return (stand) => market(stand.market)?.market.status === 'settled'
}

/** Returns the way that was tried in vain twice running, the second time as far as the loss reached. */
function vainWay({ misses = [] }: MendWorld): OrderPurpose | undefined {
  const [first, second] = misses.slice(-2)
  return first === second ? first : undefined
}

/** Returns the better of the ways to mend legs that stand unequal; undefined when none is allowed now. */
export function mendOf(stands: readonly LegStand[], payout: Money, world: MendWorld): Mend | undefined {
  const held = stands.map((stand) => stand.held)
  const legs = { stands, payout, low: Math.min(...held), high: Math.max(...held) }
  // What has settled pays what it pays: no purchase elsewhere makes that certain.
  const complete = stands.some(isSettledIn(world)) ? undefined : offer(world, { ...legs, how: 'complete' })
  const flatten = offer(world, { ...legs, how: 'flatten' })
  if (complete === undefined || flatten === undefined) return complete ?? flatten
  const vain = vainWay(world)
  if (vain !== undefined) return vain === 'complete' ? flatten : complete
  const perContract = ({ loss, quantity }: Mend) => mulDiv(loss, ONE_CONTRACT, quantity, 'ceil')
  // A certain payout is worth more than a sale at the same price.
  return perContract(complete) <= perContract(flatten) ? complete : flatten
}

/**
 * Says whether the rules of the markets alone forbid every order that could mend: what is left is
 * less than a lot or a minimum on each of its legs, or a market takes no orders any more.
 */
export function isBeyondMending(stands: readonly LegStand[], world: MarketViews): boolean {
  const { market } = world
  const held = stands.map((stand) => stand.held)
  const low = Math.min(...held)
  const high = Math.max(...held)
  const isForbidden = (changes: readonly number[]) => {
    let isSomeLawful = false
    for (const [leg, change] of changes.entries()) {
      const listed = market((stands[leg] as LegStand).market)
      if (change === 0) continue
      if (listed === undefined || listed.market.status === 'closed' || listed.market.status === 'settled') return true
      if (!isDust(listed, change as Quantity)) isSomeLawful = true
    }
    return !isSomeLawful
  }
  const isDecided = stands.some(isSettledIn(world))
  return (isDecided || isForbidden(held.map((one) => high - one))) && isForbidden(held.map((one) => one - low))
}
