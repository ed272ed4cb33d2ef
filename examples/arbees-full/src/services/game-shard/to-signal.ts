/* What an engine proposes, as a signal: with its prices, its edge and the books that it was seen on. Pure. */
import type { Engine, MarketView, Proposal } from '@arbees/arb-engine'
import type { LadderSide, Micros, Money, Outcome, Price, Quantity } from '@arbees/core'
import { complement, venueOf } from '@arbees/core'
import type { SpokenOf } from '../../messages/topics.ts'

type Signal = SpokenOf<'signal.generated'>

const PICO_TICK = 100_000_000
const PICO_MICRO = 1_000_000

/** What is offered of an outcome at its best price; undefined where nobody sells. */
export function offerOf(
  { ladder }: MarketView,
  outcome: Outcome,
): { readonly price: Price; readonly quantity: Quantity } | undefined {
  const side: LadderSide = outcome === 'yes' ? ladder.asks : ladder.bids
  if (side.length === 0) return undefined
  const price = side.prices[side.length - 1] as Price
  const quantity = side.quantities[side.length - 1] as Quantity
  return { price: outcome === 'yes' ? price : complement(price), quantity }
}

/** Returns what a market thinks of its YES: the middle of its best prices; undefined without both. */
export function middleOf(view: MarketView): number | undefined {
  const ask = offerOf(view, 'yes')
  const no = offerOf(view, 'no')
  return ask === undefined || no === undefined ? undefined : (ask.price + 10_000 - no.price) / 20_000
}

function marketChanceOf(view: MarketView, outcome: Outcome): number | null {
  const yes = middleOf(view)
  if (yes === undefined) return null
  return outcome === 'yes' ? yes : 1 - yes
}

/** What a signal is made of besides its proposal. */
export type SignalFrame = {
  readonly signal: string
  readonly game: string
  readonly causedAt: Micros
  readonly now: Micros
  readonly expiresAt: Micros
}

/**
 * Returns the signal of a proposal on the books as they stand; undefined when they no longer carry it.
 * Its edge is that of one contract of every leg at the best prices, after every fee.
 */
export function toSignal(engine: Engine, proposal: Proposal, frame: SignalFrame): Signal | undefined {
  const { worth, payout, opportunityType, name } = proposal
  let boundPico = 0
  const legs: Signal['legs'] = []
  for (const { market, outcome } of proposal.legs) {
    const view = engine.market(market)
    const offer = view === undefined ? undefined : offerOf(view, outcome)
    if (view === undefined || offer === undefined) return undefined
    boundPico += offer.price * PICO_TICK + (view.feeTable[offer.price] as number)
    legs.push({
      market,
      venue: venueOf(market),
      outcome,
      action: 'buy',
      limit: offer.price,
      available: offer.quantity,
      continuity: view.ladder.continuity,
      seenAt: view.ladder.at,
    })
  }
  const [first] = proposal.legs
  const edgePico = worth * PICO_MICRO - boundPico
  if (first === undefined || edgePico <= 0) return undefined
  const isDirectional = payout === 0
  return {
    signal: frame.signal,
    type: opportunityType,
    game: frame.game,
    pair: isDirectional ? null : name,
    legs,
    edge: Math.floor(edgePico / PICO_MICRO) as Money,
    // Both are above 0, and a quotient of theirs is far below 2^53.
    edgeBps: Number((BigInt(edgePico) * 10_000n) / BigInt(boundPico)),
    modelChance: isDirectional ? worth / 1_000_000 : null,
    marketChance: marketChanceOf(engine.market(first.market) as MarketView, first.outcome),
    causedAt: frame.causedAt,
    generatedAt: frame.now,
    expiresAt: frame.expiresAt,
  }
}
