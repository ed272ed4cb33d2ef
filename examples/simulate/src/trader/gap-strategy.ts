/*
 * A small source of plans: buys YES on one venue and NO on the other where the two cost less than a
 * dollar after fees. The simulation is about what happens to a plan, not about finding it.
 */
import type { Approved, Plan, PlannedLeg } from '@arbees/arb-engine'
import { askedFor, costMaxOf, mostBought, quoteBuy } from '@arbees/arb-engine'
import type { Ladder, Micros, Money, Outcome, Quantity, Rng } from '@arbees/core'
import {
  DISCONTINUOUS,
  floorToLot,
  isLadderCrossed,
  mulDiv,
  nextChance,
  nextInteger,
  ONE_CONTRACT,
  ONE_DOLLAR,
  otherOutcome,
} from '@arbees/core'
import type { Question } from '../world/question.ts'
import type { Books, Listed } from './books.ts'

/** What plans are made of. */
export type GapSettings = {
  readonly books: Books
  readonly rng: Rng
  readonly now: () => Micros
  /** The least that a plan must earn per contract. */
  readonly edgeMin: Money
  /** The most contracts of a plan. */
  readonly quantityMax: Quantity
  /** Added to the bound in money: what repairs may lose per contract. */
  readonly repairLossMax: Money
}

type Side = { readonly listed: Listed; readonly ladder: Ladder; readonly outcome: Outcome }

/** The quantity at the best price of what buys an outcome. */
function bestOffer({ ladder, outcome }: Side): number {
  const side = outcome === 'yes' ? ladder.asks : ladder.bids
  return side.length === 0 ? 0 : (side.quantities[side.length - 1] as number)
}

function legOf({ listed, ladder, outcome }: Side, contracts: Quantity): PlannedLeg {
  const { market, fees } = listed
  const quote = quoteBuy(ladder, outcome, contracts, fees)
  const quantity = askedFor(listed, quote, quote.worst)
  const most = mostBought(listed, quote.worst, quantity)
  return {
    market: market.id,
    outcome,
    limit: quote.worst,
    quantity,
    ...(most > quantity ? { most } : {}),
    costMax: costMaxOf(listed, quote.worst, quantity),
    continuity: ladder.continuity,
    quoted: { cost: quote.cost, fee: quote.fee, received: contracts },
  }
}

function sideOf({ books }: GapSettings, market: Question['kalshi'], outcome: Outcome): Side | undefined {
  const listed = books.market(market)
  const ladder = books.book(market)
  if (listed === undefined || ladder === undefined || listed.market.status !== 'open') return undefined
  if (ladder.continuity === DISCONTINUOUS || isLadderCrossed(ladder)) return undefined
  return { listed, ladder, outcome }
}

function planOf(settings: GapSettings, question: Question, sides: readonly Side[]): Plan | undefined {
  const { rng, now, edgeMin, quantityMax, repairLossMax } = settings
  const most = Math.min(quantityMax, ...sides.map(bestOffer))
  const quantity = floorToLot(most as Quantity, ONE_CONTRACT)
  if (sides.some(({ listed }) => quantity < Math.max(listed.market.quantityMin, 1))) return undefined
  const legs = sides.map((side) => legOf(side, quantity))
  if (legs.some(({ quoted }, index) => quoted.cost < (sides[index] as Side).listed.market.notionalMin)) return undefined
  const cost = legs.reduce((sum, { quoted }) => sum + quoted.cost, 0)
  const fees = legs.reduce((sum, { quoted }) => sum + quoted.fee, 0)
  const net = quantity - cost - fees
  if (net < mulDiv(edgeMin, quantity, ONE_CONTRACT, 'ceil')) return undefined
  const at = now()
  const allowance = mulDiv(repairLossMax, quantity, ONE_CONTRACT, 'ceil')
  return {
    name: question.name,
    strategy: 'gap',
    opportunityType: 'cross_platform_arb',
    legs,
    payout: ONE_DOLLAR,
    bound: {
      quantity: Math.max(...legs.map(({ quantity: asked, most: brought = asked }) => brought)) as Quantity,
      money: (Math.max(...legs.map(({ costMax }) => costMax)) + allowance) as Money,
    },
    first: nextChance(rng, 0.6) ? 'all' : nextInteger(rng, 0, legs.length - 1),
    why: 'drawn, so that every order of legs is met',
    expiresAt: (at + nextInteger(rng, 100_000, 3_000_000)) as Micros,
    at,
    edge: {
      gross: (quantity - cost) as Money,
      fees: fees as Money,
      slippage: 0 as Money,
      net: net as Money,
      locked: legs.map(({ quoted }, index) => ({
        venue: (sides[index] as Side).listed.market.venue,
        money: (quoted.cost + quoted.fee) as Money,
      })),
      heldMicros: null,
      annualizedBps: null,
      hurdleBps: 0,
      whenVoid: null,
    },
  }
}

/** Returns the plans for a question as its books stand now, at most one for each way round. */
export function plansFor(settings: GapSettings, question: Question): readonly Approved<Plan>[] {
  return (['yes', 'no'] as const).flatMap((outcome) => {
    const kalshi = sideOf(settings, question.kalshi, outcome)
    const polymarket = sideOf(settings, question.polymarket, otherOutcome(outcome))
    if (kalshi === undefined || polymarket === undefined) return []
    const plan = planOf(settings, question, [kalshi, polymarket])
    return plan === undefined ? [] : [plan as Approved<Plan>]
  })
}
