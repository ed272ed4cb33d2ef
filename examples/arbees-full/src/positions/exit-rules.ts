/*
 * When a position that nothing hedges is sold: pure, by what it would bring now against what it cost. An
 * arbitrage is never here; it waits for its settlement.
 */
import type { Ladder, Market, Micros, Price, Quantity } from '@arbees/core'
import { bestPrice, complement, costRoundedDown, DISCONTINUOUS, floorToLot, mulDiv, snapToGrid } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

type League = MessageOf<'game.found'>['league']

/** What the rules are set to. Ticks are hundredths of a point. */
export type ExitSettings = {
  readonly takeProfitTicks: number
  readonly holdMicros: Micros
  readonly bookAgeMicros: Micros
  /** How far below the best bid an exit may sell, in basis points of it. */
  readonly slippageBps: number
}

/** A position as the rules see it. */
export type ExitPosition = {
  readonly side: 'yes' | 'no'
  readonly quantity: number
  /** Fees included. */
  readonly cost: number
  readonly openedAt: number
}

/** An exit that should be made. */
export type Exit = {
  readonly why: 'take-profit' | 'stop-loss'
  readonly limit: Price
  readonly quantity: Quantity
  /** What it would bring at the best bid. */
  readonly proceeds: number
}

/** How many ticks a position may lose, by how much a score moves a game of the league. */
const STOP_TICKS: Readonly<Record<League, number>> = {
  nba: 300,
  ncaab: 300,
  nfl: 500,
  ncaaf: 500,
  nhl: 700,
  mlb: 600,
  mls: 700,
  epl: 700,
}

/** Above this it is nearly won: it is kept until it pays. */
const KEPT_FROM = 8_500
const SPREAD_MAX = 5_000

/** The best bid and ask of the outcome; undefined where either is missing. */
function topOf({ bids, asks }: Ladder, side: 'yes' | 'no'): readonly [bid: number, ask: number] | undefined {
  const [bid, ask] = [bestPrice(bids), bestPrice(asks)]
  if (bid < 0 || ask < 0) return undefined
  return side === 'yes' ? [bid, ask] : [complement(ask as Price), complement(bid as Price)]
}

/** Returns the exit that a position asks for now; undefined while it is to be held, or cannot be judged. */
export function exitOf(
  position: ExitPosition,
  { market, ladder, league }: { readonly market: Market; readonly ladder: Ladder; readonly league: League },
  settings: ExitSettings,
  now: Micros,
): Exit | undefined {
  const { side, quantity: held, cost, openedAt } = position
  if (now - openedAt < settings.holdMicros || now - ladder.at > settings.bookAgeMicros) return undefined
  if (ladder.continuity === DISCONTINUOUS || market.status !== 'open') return undefined
  const top = topOf(ladder, side)
  if (top === undefined) return undefined
  const [bid, ask] = top
  if (ask - bid > SPREAD_MAX || bid + ask > 2 * KEPT_FROM) return undefined
  const gain = costRoundedDown(bid as Price, held as Quantity) - cost
  const points = (ticks: number) => mulDiv(ticks, held, 10_000, 'ceil')
  const isWon = gain >= points(settings.takeProfitTicks)
  if (!isWon && gain > -points(STOP_TICKS[league])) return undefined
  const quantity = floorToLot(held as Quantity, market.lot)
  const least = Math.max(1, bid - Math.ceil((bid * settings.slippageBps) / 10_000))
  const limit = snapToGrid(market.grid, least as Price, 'up')
  if (limit === undefined || quantity < market.quantityMin || quantity === 0) return undefined
  const proceeds = costRoundedDown(bid as Price, quantity)
  return { why: isWon ? 'take-profit' : 'stop-loss', limit, quantity, proceeds }
}
