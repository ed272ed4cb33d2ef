/*
 * What is decided about a game's markets before the first line: who lists what, on which grid, how
 * wide and how late it quotes, when its feed freezes, at which scores its book crosses.
 */
import type { MarketId, Micros, PriceGrid, Rng } from '@arbees/core'
import {
  createPriceGrid,
  nextChance,
  nextFloat,
  nextInteger,
  toMarketId,
  toMicros,
  toPrice,
  uniformGrid,
} from '@arbees/core'
import type { Game } from './game.ts'

/** A stretch of time in which a market's feed says nothing. */
export type Freeze = { readonly from: Micros; readonly to: Micros }

/** One venue's market on one game, as planned. Plain data. */
export type MarketPlan = {
  readonly id: MarketId
  readonly venue: 'kalshi' | 'polymarket'
  readonly title: string
  /** The finest step of the grid, as recordings write it. */
  readonly tick: string
  readonly grid: PriceGrid
  readonly game: Game
  /** Whose victory YES pays for. */
  readonly team: 'home' | 'away'
  /** Half the distance between its quotes in a quiet moment at even odds, in ticks. */
  readonly halfSpreadTicks: number
  /** What it believes too much all day, in ticks. */
  readonly biasTicks: number
  /** How long it takes to see a score, on average. */
  readonly lagMicros: number
  /** The mean time between two of its messages in play. */
  readonly paceMicros: number
  /** Its feed says nothing in these, then sends its whole book. In order, apart. */
  readonly freezes: readonly Freeze[]
  /** The numbers of the scores after which its new bids stand over its old asks for a moment, or the reverse. */
  readonly crossesAt: ReadonlySet<number>
  /** When its book is emptied, and when it says who won. */
  readonly closesAt: Micros
  readonly settlesAt: Micros
}

/** How long a planned crossing stands at most. */
export const CROSSING_MICROS_MAX = 600_000

const SECOND = 1_000_000

function drawGrid(venue: 'kalshi' | 'polymarket', rng: Rng): { readonly grid: PriceGrid; readonly tick: string } {
  const isFine = nextChance(rng, 0.4)
  if (!isFine) return { grid: uniformGrid(100), tick: '0.0100' }
  if (venue === 'polymarket') return { grid: uniformGrid(10), tick: '0.0010' }
  const tapered = createPriceGrid([
    { start: toPrice(0), end: toPrice(1_000), step: 10 },
    { start: toPrice(1_000), end: toPrice(9_000), step: 100 },
    { start: toPrice(9_000), end: toPrice(10_000), step: 10 },
  ])
  return { grid: tapered, tick: '0.0010' }
}

/** Long freezes while nothing happens, so that books grow old; short ones in play, so that they go wrong. */
function drawFreezes(game: Game, rng: Rng): readonly Freeze[] {
  const freezes: Freeze[] = []
  const freeze = (from: number, length: number) => freezes.push({ from: toMicros(from), to: toMicros(from + length) })
  const pause = game.breakTo - game.breakFrom
  if (nextChance(rng, 0.3) && pause > 300 * SECOND) {
    freeze(game.breakFrom + 20 * SECOND, nextInteger(rng, 125 * SECOND, 240 * SECOND))
  }
  if (nextChance(rng, 0.3)) {
    const from = nextInteger(rng, game.breakTo, game.endsAt - 60 * SECOND)
    if (from > game.breakTo) freeze(from, nextInteger(rng, 4 * SECOND, 15 * SECOND))
  }
  return freezes
}

function drawCrossings(game: Game, rng: Rng): ReadonlySet<number> {
  const chance = game.sport === 'soccer' ? 0.25 : 0.04
  return new Set([...game.scores.keys()].filter(() => nextChance(rng, chance)))
}

/** The pace and the manners of a venue on one game. */
export type VenueManner = { readonly lagMicros: number; readonly afterEndMicros: number; readonly settleMicros: number }

/** What a plan is made of. */
export type PlanSettings = {
  readonly venue: 'kalshi' | 'polymarket'
  readonly native: string
  readonly title: string
  readonly game: Game
  readonly team: 'home' | 'away'
  readonly manner: VenueManner
}

/** Decides about one market. */
export function planMarket(settings: PlanSettings, rng: Rng): MarketPlan {
  const { venue, native, title, game, team, manner } = settings
  const { grid, tick } = drawGrid(venue, rng)
  const closesAt = toMicros(game.endsAt + manner.afterEndMicros)
  return Object.freeze({
    id: toMarketId(venue, native),
    venue,
    title,
    tick,
    grid,
    game,
    team,
    halfSpreadTicks: nextInteger(rng, 40, 110),
    biasTicks: nextInteger(rng, -25, 25),
    lagMicros: Math.floor(manner.lagMicros * (0.7 + 0.6 * nextFloat(rng))),
    paceMicros: nextInteger(rng, 350_000, 900_000),
    freezes: drawFreezes(game, rng),
    crossesAt: drawCrossings(game, rng),
    closesAt,
    settlesAt: toMicros(closesAt + manner.settleMicros),
  })
}
