/*
 * How long a pair could be traded, and how well: the measurement beside the decisions. Judged once
 * per instant; what was judged holds until the next judgement or until a book goes stale.
 */
import type { Ladder } from '@arbees/core'
import { bestPrice, DISCONTINUOUS, PRICE_ONE } from '@arbees/core'
import type { EpisodeLog, EpisodeSummary } from './episode-log.ts'
import { createEpisodeLog, logEdge, summarizeEpisodes } from './episode-log.ts'
import type { FeeTable } from './fee-table.ts'
import type { Direction, Pair } from './pair.ts'
import { directionsOf } from './pair.ts'
import type { UnitEdge } from './unit-edge.ts'
import { blockOf, createUnitEdge, judgeUnitEdge } from './unit-edge.ts'

/** One direction under watch. Times in microseconds, edges in picodollars for one contract. */
export type DirectionWatch = {
  readonly direction: Direction
  /** The judgement in force; a stale book makes it `stale` from the outside, see `PairWatch.freshUntil`. */
  readonly judged: UnitEdge
  /** The same with the partial fees; the same object where there are none. */
  readonly judgedPartly: UnitEdge
  tradableUs: number
  grossUs: number
  netUs: number
  partlyNetUs: number
  /** The best edge ever judged; null before the first tradable judgement. */
  bestEdge: number | null
  readonly episodes: readonly EpisodeLog[]
}

/** One pair under watch. */
export type PairWatch = {
  readonly pair: Pair
  /** How long a book counts after its last change; null: until it is replaced. */
  readonly maxAgeUs: number | null
  /** Since when both books have been seen and fresh; −1 while they are not. */
  judgedAt: number
  isJoint: boolean
  /** The last instant at which what was judged holds. */
  freshUntil: number
  jointUs: number
  readonly directions: readonly [DirectionWatch, DirectionWatch]
  readonly view: PairView
}

/** What a judgement was made of: while it stays the same, so does the judgement. */
type PairView = { bidA: number; askA: number; bidB: number; askB: number; tokenA: number; tokenB: number }

function keepView(view: PairView, a: Ladder, b: Ladder): void {
  view.bidA = bestPrice(a.bids)
  view.askA = bestPrice(a.asks)
  view.bidB = bestPrice(b.bids)
  view.askB = bestPrice(b.asks)
  view.tokenA = a.continuity
  view.tokenB = b.continuity
}

/** The fees by which a pair is judged: in full, and for comparison only in part. */
export type PairFees = {
  readonly a: FeeTable
  readonly b: FeeTable
  readonly partly?: { readonly a: FeeTable; readonly b: FeeTable }
}

/** Returns a watch that has seen nothing. `thresholds` are edges in picodollars. */
export function createPairWatch(
  pair: Pair,
  maxAgeUs: number | null,
  thresholds: readonly number[],
  hasPartlyFees = false,
): PairWatch {
  const watchOf = (direction: Direction): DirectionWatch => {
    const judged = createUnitEdge()
    return {
      direction,
      judged,
      judgedPartly: hasPartlyFees ? createUnitEdge() : judged,
      tradableUs: 0,
      grossUs: 0,
      netUs: 0,
      partlyNetUs: 0,
      bestEdge: null,
      episodes: thresholds.map(createEpisodeLog),
    }
  }
  const [first, second] = directionsOf(pair.polarity)
  return {
    pair,
    maxAgeUs,
    judgedAt: 0,
    isJoint: false,
    freshUntil: Number.POSITIVE_INFINITY,
    jointUs: 0,
    directions: [watchOf(first), watchOf(second)],
    view: { bidA: -1, askA: -1, bidB: -1, askB: -1, tokenA: DISCONTINUOUS, tokenB: DISCONTINUOUS },
  }
}

function closeEpisodes(watch: DirectionWatch, at: number): void {
  for (const log of watch.episodes) logEdge(log, Number.NEGATIVE_INFINITY, at)
}

/** Accounts for the time up to `now` under the judgement in force, and ends it where it went stale. */
export function advanceWatch(watch: PairWatch, now: number): void {
  if (!watch.isJoint) {
    watch.judgedAt = now
    return
  }
  const isStale = now > watch.freshUntil
  // The books count up to and including freshUntil: they end one microsecond later.
  const until = isStale ? watch.freshUntil + 1 : now
  const span = until - watch.judgedAt
  watch.jointUs += span
  for (const one of watch.directions) {
    const { judged, judgedPartly } = one
    if (judged.status === 'tradable') {
      one.tradableUs += span
      if (judged.cost < PRICE_ONE) one.grossUs += span
      if (judged.edge > 0) one.netUs += span
      if (judgedPartly.edge > 0) one.partlyNetUs += span
    }
    if (isStale) closeEpisodes(one, until)
  }
  watch.judgedAt = now
  if (isStale) watch.isJoint = false
}

/**
 * Judges both directions as of `now`, when all that happened at `now` has been applied. The time
 * before must have been accounted for by `advanceWatch`.
 */
export function judgeWatch(watch: PairWatch, a: Ladder, b: Ladder, fees: PairFees, now: number): void {
  const { maxAgeUs } = watch
  watch.judgedAt = now
  watch.freshUntil = maxAgeUs === null ? Number.POSITIVE_INFINITY : Math.min(a.at, b.at) + maxAgeUs
  watch.isJoint = a.continuity !== DISCONTINUOUS && b.continuity !== DISCONTINUOUS && now <= watch.freshUntil
  const block = blockOf(a, b)
  keepView(watch.view, a, b)
  for (const one of watch.directions) {
    const { judged } = one
    judgeUnitEdge(judged, one.direction, a, b, fees, block)
    if (fees.partly !== undefined) {
      judgeUnitEdge(one.judgedPartly, one.direction, a, b, fees.partly, block)
    }
    const isLive = watch.isJoint && judged.status === 'tradable'
    if (isLive && (one.bestEdge === null || judged.edge > one.bestEdge)) one.bestEdge = judged.edge
    const edge = isLive ? judged.edge : Number.NEGATIVE_INFINITY
    for (const log of one.episodes) logEdge(log, edge, now)
  }
}

/**
 * Says whether nothing that a judgement is made of has changed since the last one, and keeps the
 * watch fresh: most messages change depth behind the best prices and need no judgement.
 */
export function holdWatch(watch: PairWatch, a: Ladder, b: Ladder, now: number): boolean {
  const { view, maxAgeUs } = watch
  if (!watch.isJoint || now > watch.freshUntil) return false
  const isSame =
    view.bidA === bestPrice(a.bids) &&
    view.askA === bestPrice(a.asks) &&
    view.bidB === bestPrice(b.bids) &&
    view.askB === bestPrice(b.asks) &&
    view.tokenA === a.continuity &&
    view.tokenB === b.continuity
  if (isSame && maxAgeUs !== null) watch.freshUntil = Math.min(a.at, b.at) + maxAgeUs
  return isSame
}

/** The measurement of one direction, in whole microseconds and picodollars. */
export type DirectionSummary = {
  readonly direction: Direction
  readonly tradableUs: number
  readonly grossUs: number
  readonly netUs: number
  readonly partlyNetUs: number
  readonly bestEdge: number | null
  readonly episodes: readonly { readonly threshold: number; readonly summary: EpisodeSummary }[]
}

/** Returns the measurement of a watch that ends at `until`: call it once, last. */
export function summarizeWatch(watch: PairWatch, until: number): readonly DirectionSummary[] {
  advanceWatch(watch, until)
  return watch.directions.map((one) => ({
    direction: one.direction,
    tradableUs: one.tradableUs,
    grossUs: one.grossUs,
    netUs: one.netUs,
    partlyNetUs: one.partlyNetUs,
    bestEdge: one.bestEdge,
    episodes: one.episodes.map((log) => ({ threshold: log.threshold, summary: summarizeEpisodes(log, until) })),
  }))
}
