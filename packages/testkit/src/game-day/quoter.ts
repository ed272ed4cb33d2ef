/*
 * Everybody who quotes and trades in one market, as one: sees the game late and through its own
 * noise, moves its quotes when they are wrong, is hit before it can, and otherwise tinkers with sizes.
 */
import type { Micros, Rng } from '@arbees/core'
import { nextChance, nextFloat, nextInteger } from '@arbees/core'
import { nextBell, nextWait } from './chance.ts'
import type { MarketPlan } from './market-plan.ts'
import { CROSSING_MICROS_MAX } from './market-plan.ts'
import type { Mood } from './mood.ts'
import type { GridTable, ShownBook } from './shown-book.ts'
import {
  clearShown,
  createShownBook,
  pushApart,
  pushTogether,
  replacedLine,
  setAsk,
  setBid,
  tradeLine,
} from './shown-book.ts'

/** One market in motion. */
export type Quoter = {
  readonly plan: MarketPlan
  readonly book: ShownBook
  readonly rng: Rng
  readonly mood: Mood
  /** When it next does something; Infinity at its end. */
  nextAt: number
  /** How many scores it has seen, and when it sees the next. */
  seen: number
  seesNextAt: number
  /** Until when it is busy with the last score. */
  busyUntil: number
  noiseTicks: number
  freeze: number
  /** Whether its book stands crossed, by plan. */
  isCrossed: boolean
  isClosed: boolean
}

const SECOND = 1_000_000
/** Nobody sees a score sooner. */
const LAG_MICROS_MIN = 120_000
const SPAN = 14
const FINE_SPAN = 60
/** Moves longer than this are sent as a whole book. */
const MOVE_MAX = 12

/** Creates the quoter of one market, silent until `nextAt`. */
export function createQuoter(plan: MarketPlan, table: GridTable, mood: Mood, rng: Rng, firstAt: number): Quoter {
  const quoter: Quoter = {
    plan,
    book: createShownBook(plan.id, table),
    rng,
    mood,
    nextAt: firstAt,
    seen: 0,
    seesNextAt: Number.POSITIVE_INFINITY,
    busyUntil: 0,
    noiseTicks: 0,
    freeze: 0,
    isCrossed: false,
    isClosed: false,
  }
  awaitScore(quoter, firstAt)
  return quoter
}

function awaitScore(quoter: Quoter, from: number): void {
  const { lagMicros, game } = quoter.plan
  const score = game.scores[quoter.seen]
  // A goal is worth half the market: whoever quotes has somebody watching.
  const haste = game.sport === 'soccer' ? 0.3 : 1
  const half = (lagMicros * quoter.mood.slowness * haste) / 2
  quoter.seesNextAt =
    score === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(from, score.at + LAG_MICROS_MIN + Math.floor(half) + nextWait(quoter.rng, half))
}

/** The probability of YES as far as this market has seen the game. */
function seenChance(quoter: Quoter, at: number): number {
  const { game, team } = quoter.plan
  const unseen = game.scores[quoter.seen]
  const until = Math.min(at, game.endsAt, unseen === undefined ? at : unseen.at - SECOND)
  const second = Math.max(0, Math.floor((until - game.startsAt) / SECOND))
  const home = game.homeChances[second] as number
  return team === 'home' ? home : 1 - home
}

/** The best positions at which the market wants to quote. */
type Target = { readonly bid: number; readonly ask: number }

function targetOf(quoter: Quoter, at: number): Target {
  const { plan, book, rng, mood } = quoter
  const chance = seenChance(quoter, at)
  // Opinions differ less where there is less to doubt.
  const doubt = Math.max(0.1, 2 * Math.sqrt(chance * (1 - chance)))
  quoter.noiseTicks = quoter.noiseTicks * 0.9 + 14 * nextBell(rng)
  const busy = at < quoter.busyUntil ? 1 + (1.5 * (quoter.busyUntil - at)) / (8 * SECOND) : 1
  const half = Math.max(6, plan.halfSpreadTicks * doubt * busy)
  const isDecided = chance <= 0 || chance >= 1
  const fair = chance * 10_000 + (isDecided ? 0 : (quoter.noiseTicks + plan.biasTicks + mood.driftTicks) * doubt)
  const { atOrBelow, prices } = book.table
  const under = Math.floor(fair - half)
  const over = Math.ceil(fair + half)
  return {
    bid: under < 0 ? -1 : (atOrBelow[Math.min(9_999, under)] as number),
    ask: over > 9_999 ? prices.length : (atOrBelow[Math.max(0, over - 1)] as number) + 1,
  }
}

const ROUND_CONTRACTS = [
  1, 5, 10, 20, 25, 50, 50, 100, 100, 100, 200, 250, 300, 500, 500, 1_000, 1_500, 2_000, 5_000, 15_000,
]

/** A quantity in lots of 0.01 contract, `depth` positions behind the best. */
function drawLots(quoter: Quoter, depth: number): number {
  const { rng } = quoter
  const contracts = ROUND_CONTRACTS[nextInteger(rng, 0, ROUND_CONTRACTS.length - 1)] as number
  const deepened = contracts + Math.floor((contracts * Math.min(depth, 8)) / 4)
  const isOdd = nextChance(rng, quoter.plan.venue === 'polymarket' ? 0.4 : 0.08)
  return isOdd ? nextInteger(rng, 1, deepened * 100) : deepened * 100
}

function spanOf(quoter: Quoter): number {
  return quoter.book.table.prices.length > 500 ? FINE_SPAN : SPAN
}

/** How likely a position behind the best has an order: fine grids have holes. */
function density(quoter: Quoter): number {
  return quoter.book.table.prices.length > 500 ? 0.3 : 0.85
}

function push(quoter: Quoter, at: number, lines: string[]): void {
  if (quoter.plan.venue === 'kalshi') pushApart(quoter.book, at as Micros, lines)
  else pushTogether(quoter.book, at as Micros, lines)
}

/** Shows a new book around the target, as one message. */
function rebuild(quoter: Quoter, target: Target, at: number, lines: string[]): void {
  const { book, rng } = quoter
  clearShown(book)
  const span = spanOf(quoter)
  const chance = density(quoter)
  for (let depth = 0; depth < span; depth++) {
    const bid = target.bid - depth
    if (bid >= 0 && (depth === 0 || nextChance(rng, chance))) setBid(book, bid, drawLots(quoter, depth))
    const ask = target.ask + depth
    if (ask < book.asks.length && (depth === 0 || nextChance(rng, chance))) setAsk(book, ask, drawLots(quoter, depth))
  }
  quoter.isCrossed = false
  lines.push(replacedLine(book, at as Micros))
}

/** Takes away what stands beyond the target. */
function withdraw(quoter: Quoter, target: Target): void {
  const { book } = quoter
  while (book.bid > target.bid) setBid(book, book.bid, 0)
  while (book.ask < target.ask) setAsk(book, book.ask, 0)
}

/** Puts quotes up to the target, and takes away what has come to lie too deep. */
function advance(quoter: Quoter, target: Target): void {
  const { book, rng } = quoter
  const chance = density(quoter)
  for (let position = Math.max(book.bid, target.bid - spanOf(quoter)) + 1; position <= target.bid; position++) {
    if (position === target.bid || nextChance(rng, chance))
      setBid(book, position, drawLots(quoter, target.bid - position))
  }
  for (let position = Math.min(book.ask, target.ask + spanOf(quoter)) - 1; position >= target.ask; position--) {
    if (position >= book.asks.length) continue
    if (position === target.ask || nextChance(rng, chance))
      setAsk(book, position, drawLots(quoter, position - target.ask))
  }
  const deepest = target.bid - spanOf(quoter)
  if (deepest >= 0 && (book.bids[deepest] as number) > 0 && deepest < book.bid) setBid(book, deepest, 0)
  const highest = target.ask + spanOf(quoter)
  if (highest < book.asks.length && (book.asks[highest] as number) > 0 && highest > book.ask) setAsk(book, highest, 0)
}

/** Somebody takes what the target says is too cheap or too dear, before it is withdrawn. */
function hit(quoter: Quoter, side: 'yes' | 'no', at: number, lines: string[]): void {
  const { book, rng } = quoter
  const position = side === 'yes' ? book.ask : book.bid
  const levels = side === 'yes' ? book.asks : book.bids
  const there = levels[position]
  if (there === undefined || there === 0) return
  const lots = Math.min(there, nextChance(rng, 0.3) ? there : drawLots(quoter, 0))
  lines.push(tradeLine(book, at as Micros, position, lots, side))
  if (side === 'yes') setAsk(book, position, there - lots)
  else setBid(book, position, there - lots)
  push(quoter, at, lines)
}

/** Brings the quotes to the target, by as few changes as it takes or by a whole new book. */
function move(quoter: Quoter, target: Target, at: number, lines: string[]): void {
  const { book } = quoter
  if (Math.abs(target.bid - book.bid) > MOVE_MAX || Math.abs(target.ask - book.ask) > MOVE_MAX) {
    rebuild(quoter, target, at, lines)
    return
  }
  withdraw(quoter, target)
  advance(quoter, target)
  push(quoter, at, lines)
}

function requote(quoter: Quoter, target: Target, at: number, crosses: boolean, lines: string[]): void {
  const { book, rng } = quoter
  const isUp = target.bid >= book.ask
  const isDown = target.ask <= book.bid
  if (isUp && nextChance(rng, 0.5)) hit(quoter, 'yes', at, lines)
  if (isDown && nextChance(rng, 0.5)) hit(quoter, 'no', at, lines)
  if (crosses && (isUp || isDown)) {
    if (isUp) setBid(book, target.bid, drawLots(quoter, 0))
    else setAsk(book, target.ask, drawLots(quoter, 0))
    quoter.isCrossed = true
    push(quoter, at, lines)
  } else move(quoter, target, at, lines)
}

/** A size changes, an order comes or goes near the best, or somebody trades. */
function tinker(quoter: Quoter, at: number, lines: string[]): void {
  const { book, rng } = quoter
  if (nextChance(rng, 0.12)) {
    hit(quoter, nextChance(rng, 0.5) ? 'yes' : 'no', at, lines)
    return
  }
  const depth = Math.min(spanOf(quoter) - 1, Math.floor(-Math.log(1 - nextFloat(rng)) * (spanOf(quoter) / 5)))
  const isGone = depth > 0 && nextChance(rng, 0.25)
  if (nextChance(rng, 0.5)) {
    const position = book.bid - depth
    if (position >= 0) setBid(book, position, isGone && book.bids[position] !== 0 ? 0 : drawLots(quoter, depth))
  } else {
    const position = book.ask + depth
    if (position < book.asks.length) {
      setAsk(book, position, isGone && book.asks[position] !== 0 ? 0 : drawLots(quoter, depth))
    }
  }
  push(quoter, at, lines)
}

/** One side, or both, is pulled for a moment after a score. */
function pull(quoter: Quoter, at: number, lines: string[]): void {
  const { book, rng } = quoter
  const which = nextInteger(rng, 0, 2)
  if (which !== 0) book.bids.fill(0)
  if (which !== 1) book.asks.fill(0)
  if (which !== 0) book.bid = -1
  if (which !== 1) book.ask = book.asks.length
  lines.push(replacedLine(book, at as Micros))
}

function meanWait(quoter: Quoter, at: number): number {
  const { game, paceMicros } = quoter.plan
  if (at < quoter.busyUntil) return Math.min(paceMicros, 150_000)
  if (at < game.startsAt) return paceMicros * 10
  if (at >= game.breakFrom && at < game.breakTo) return paceMicros * 12
  if (at >= game.endsAt) return paceMicros * 6
  return paceMicros
}

function close(quoter: Quoter, at: number, lines: string[]): void {
  clearShown(quoter.book)
  lines.push(replacedLine(quoter.book, at as Micros))
  quoter.isClosed = true
  quoter.nextAt = quoter.plan.settlesAt
}

function settle(quoter: Quoter, at: number, lines: string[]): void {
  const { game, team } = quoter.plan
  const outcome = game.winner === team ? 'yes' : 'no'
  lines.push(`{"type":"market.settled","at":${at}${quoter.book.market},"outcome":"${outcome}"}`)
  quoter.nextAt = Number.POSITIVE_INFINITY
}

/** Does what is due at `quoter.nextAt`, appends its lines and sets the next time. */
export function wake(quoter: Quoter, lines: string[]): void {
  const { plan, rng } = quoter
  const at = quoter.nextAt
  if (quoter.isClosed) {
    settle(quoter, at, lines)
    return
  }
  if (at >= plan.closesAt) {
    close(quoter, at, lines)
    return
  }
  const freeze = plan.freezes[quoter.freeze]
  if (freeze !== undefined && at >= freeze.from && !quoter.isCrossed) {
    quoter.freeze += 1
    if (at < freeze.to) {
      quoter.nextAt = Math.min(freeze.to, plan.closesAt)
      return
    }
  }
  act(quoter, at, lines)
  const next = quoter.isCrossed
    ? at + nextInteger(rng, 80_000, CROSSING_MICROS_MAX)
    : Math.min(at + nextWait(rng, meanWait(quoter, at)), Math.max(at + 1, quoter.seesNextAt))
  quoter.nextAt = Math.min(next, plan.closesAt)
}

function act(quoter: Quoter, at: number, lines: string[]): void {
  const { plan, book, rng } = quoter
  let crosses = false
  let isScore = false
  while (at >= quoter.seesNextAt) {
    crosses ||= plan.crossesAt.has(quoter.seen)
    isScore = true
    quoter.seen += 1
    quoter.busyUntil = at + nextInteger(rng, 2 * SECOND, 8 * SECOND)
    awaitScore(quoter, at)
  }
  const target = targetOf(quoter, at)
  const wasFrozen = quoter.freeze > 0 && plan.freezes[quoter.freeze - 1]?.to === at
  if ((book.bid < 0 && book.ask === book.asks.length) || wasFrozen) {
    rebuild(quoter, target, at, lines)
    return
  }
  if (quoter.isCrossed) {
    quoter.isCrossed = false
    move(quoter, target, at, lines)
    return
  }
  if (isScore && !crosses && nextChance(rng, plan.game.sport === 'soccer' ? 0.6 : 0.06)) {
    pull(quoter, at, lines)
    return
  }
  const moved = Math.max(Math.abs(target.bid - book.bid), Math.abs(target.ask - book.ask))
  const tolerance = book.table.prices.length > 500 ? 4 : 0
  if (isScore || moved > tolerance + 1 || (moved > tolerance && nextChance(rng, 0.5))) {
    requote(quoter, target, at, crosses, lines)
  } else tinker(quoter, at, lines)
}
