/*
 * The engine of one game: its markets, what is looked for on them, and the books as they were last told.
 * When the markets of the game change a new one is made, over the books that are known.
 */
import type { Engine, EngineMarket, FeeTable, Pair, Proposal, Strategy } from '@arbees/arb-engine'
import { createEngine, createFeeTable, crossVenuePair, laggingMarket, modelEdge, yesAndNo } from '@arbees/arb-engine'
import type { Fact, FeeSchedule, MarketId, Micros, Money, Quantity } from '@arbees/core'
import { createPriceGrid, quadraticFee, seconds } from '@arbees/core'
import type { MessageOf } from '../../messages/topics.ts'

type Matched = MessageOf<'market.matched'>
type Listed = Matched['markets'][number]
type Quoted = MessageOf<'quote.changed'>

/** What may be looked for. */
export const LOOKS = ['cross-venue', 'yes-and-no', 'model', 'lagging'] as const

/** One of them. */
export type Look = (typeof LOOKS)[number]

/** How it is looked for. */
export type LookSettings = {
  readonly looks: readonly Look[]
  /** The least net edge, in basis points of what is bound. */
  readonly edgeMinBps: number
  /** How long a book counts after its last word. */
  readonly priceMaxAge: Micros
  /** How long the model's word counts. */
  readonly modelMaxAge: Micros
}

/** A lagging book has stood still for so long while the other one moved a moment ago. */
const STILL_FOR = seconds(10)
const MOVED_WITHIN = seconds(2)
const NO_BOUND = Number.MAX_SAFE_INTEGER

/** Fees that many markets share: their tables are large. Changed in place. */
export type FeeShelf = Map<string, { readonly fees: FeeSchedule; readonly feeTable: FeeTable }>

function feesOf(shelf: FeeShelf, settings: Listed['fees']) {
  const key = JSON.stringify(settings)
  const known = shelf.get(key)
  if (known !== undefined) return known
  const fees = quadraticFee(settings)
  const made = { fees, feeTable: createFeeTable(fees, 'charged') }
  shelf.set(key, made)
  return made
}

function marketOf({ market, fees }: Listed, game: string, shelf: FeeShelf): EngineMarket {
  return { market: { ...market, grid: createPriceGrid(market.grid.ranges) }, ...feesOf(shelf, fees), event: game }
}

function lagging(pair: Pair): readonly Strategy[] {
  const { name, a, b, polarity } = pair
  const times = { stillFor: STILL_FOR, movedWithin: MOVED_WITHIN }
  return [
    laggingMarket({ pair: { name: `${name} second lags`, a, b, polarity }, ...times }),
    laggingMarket({ pair: { name: `${name} first lags`, a: b, b: a, polarity }, ...times }),
  ]
}

function strategiesOf({ markets, pairs }: Matched, { looks, modelMaxAge }: LookSettings): readonly Strategy[] {
  const plain = pairs.map(({ name, a, b, polarity }): Pair => ({ name, a, b, polarity }))
  const own: Readonly<Record<Look, () => readonly Strategy[]>> = {
    'cross-venue': () => plain.map(crossVenuePair),
    'yes-and-no': () => markets.map(({ market: { id } }) => yesAndNo({ name: `${id} yes and no`, market: id })),
    model: () =>
      markets.map(({ market: { id } }) => modelEdge({ name: `${id} model`, market: id, maxAge: modelMaxAge })),
    lagging: () => plain.flatMap(lagging),
  }
  return looks.flatMap((look) => own[look]())
}

/**
 * Returns the edge per contract, in micro-dollars, above which a dollar's payout earns `bps` of what is
 * bound: of a dollar, edge and bound are the whole.
 */
export function edgeMinOf(bps: number): Money {
  return Math.floor((1_000_000 * bps) / (10_000 + bps)) as Money
}

/** Returns a book as the engine is told of it, no older than `notBefore`: facts come in order of time. */
export function bookFactOf({ market, bids, asks, continuity, receivedAt }: Quoted, notBefore: Micros): Fact {
  const at = Math.max(receivedAt, notBefore) as Micros
  return { type: 'book.replaced', at, market: market as MarketId, bids, asks, continuity }
}

/** Returns an engine for what is matched of a game; what it finds is handed to `propose`. */
export function createGameEngine(
  matched: Matched,
  settings: LookSettings,
  shelf: FeeShelf,
  propose: (proposal: Proposal) => void,
): Engine {
  return createEngine({
    markets: matched.markets.map((listed) => marketOf(listed, matched.game, shelf)),
    strategies: strategiesOf(matched, settings),
    limits: {
      edgeMin: edgeMinOf(settings.edgeMinBps),
      // Size and money are decided elsewhere.
      quantityMax: NO_BOUND as Quantity,
      notionalMax: NO_BOUND as Money,
      maxAgeUs: settings.priceMaxAge,
    },
    cash: new Map(),
    propose,
  })
}
