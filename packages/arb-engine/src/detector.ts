/*
 * The front half of an engine: facts in, proposals out. It keeps the books, wakes the strategies whose
 * best prices changed, and judges once for a batch. What becomes of a proposal is its caller's.
 */
import type { ContinuityToken, Fact, LevelBuffer, Micros } from '@arbees/core'
import { applyLevels, invariant } from '@arbees/core'
import type { EngineFact } from './engine-fact.ts'
import type { MarketState, Markets } from './market-state.ts'
import { foldMarketFact, isTopChanged } from './market-state.ts'
import type { Approved, Plan, PlanEdge } from './plan/plan.ts'
import type { Proposal } from './plan/proposal.ts'
import type { RiskRefusal } from './risk/refusal.ts'
import { refusal } from './risk/refusal.ts'
import type { EngineInput, JudgeLimits, Opportunity, RunningStrategy, Strategy } from './strategy/strategy.ts'
import { PICO_MICRO } from './unit-edge.ts'

/** What is remembered of one opportunity between judgements. */
export type Slot = {
  readonly opportunity: Opportunity
  /** The reason it is not traded for, as last said; undefined before the first and while open. */
  reason: RiskRefusal['reason'] | undefined
  /** Since when its edge has been above the least edge; −1 while it is not. */
  openedAt: number
  /** Whether this opening has been acted on: once each. */
  isTaken: boolean
}

/** One strategy at work. */
export type Unit = {
  readonly strategy: Strategy
  readonly running: RunningStrategy
  readonly markets: readonly MarketState[]
  readonly slots: readonly Slot[]
  isTouched: boolean
  /** Whether something other than a book changed, so that it must be judged again. */
  hasNews: boolean
  /** Whether it is counted among the waiting of its markets. */
  isCounted: boolean
}

/** What became of a proposal: taken, or refused. */
export type Answer =
  | { readonly type: 'taken'; readonly plan: Approved<Plan> | null }
  | { readonly type: 'refused'; readonly refusal: RiskRefusal; readonly edge: PlanEdge | null }

/** What a detector is made of. */
export type DetectorSettings = {
  readonly markets: Markets
  readonly strategies: readonly Strategy[]
  readonly limits: JudgeLimits & { readonly edgeMin: number; readonly planLife: number }
  /** Takes a proposal, at once. */
  readonly take: (proposal: Proposal) => Answer
}

/** The detector's memory. */
export type Detector = {
  readonly settings: DetectorSettings
  readonly units: readonly Unit[]
  /** By market: the strategies that watch it. */
  readonly unitsOf: readonly (readonly Unit[])[]
  /** To be judged at the next decision, each once, in the order they were touched. */
  readonly touched: Unit[]
  now: Micros
  facts: EngineFact[]
}

/**
 * Returns a detector that has seen nothing.
 *
 * @throws InvariantError when two strategies have one name, or one names a market that is not listed.
 */
export function createDetector(settings: DetectorSettings): Detector {
  const { markets, strategies, limits } = settings
  const unitsOf: Unit[][] = markets.states.map(() => [])
  const names = new Set<string>()
  const units = strategies.map((strategy): Unit => {
    invariant(!names.has(strategy.name), `a strategy's name is unique, found ${strategy.name} twice`)
    names.add(strategy.name)
    const own = strategy.markets.map((id) => {
      const state = markets.states[markets.indexOf.get(id) ?? -1]
      invariant(state !== undefined, `the strategy ${strategy.name} names listed markets, found ${id}`)
      return state
    })
    const running = strategy.start({ markets: own, limits })
    const slots = running.opportunities.map(
      (opportunity): Slot => ({ opportunity, reason: undefined, openedAt: -1, isTaken: false }),
    )
    const unit = { strategy, running, markets: own, slots, isTouched: false, hasNews: false, isCounted: false }
    for (const { index } of new Set(own)) unitsOf[index]?.push(unit)
    return unit
  })
  return { settings, units, unitsOf, touched: [], now: 0 as Micros, facts: [] }
}

function aboutOf({ strategy }: Unit, { direction, opportunityType }: Opportunity, at: Micros) {
  return { at, name: strategy.name, direction, strategy: strategy.strategy, opportunityType }
}

function refuse(
  detector: Detector,
  unit: Unit,
  slot: Slot,
  found: RiskRefusal,
  now: Micros,
  edge: PlanEdge | null,
): void {
  if (slot.reason === found.reason) return
  slot.reason = found.reason
  const { opportunity } = slot
  detector.facts.push({
    type: 'opportunity.refused',
    ...aboutOf(unit, opportunity, now),
    ...found,
    edge: opportunity.reason === undefined ? opportunity.edge : null,
    planEdge: edge,
  })
}

/** Returns an opportunity as a proposal of now. */
function proposalOf(detector: Detector, unit: Unit, slot: Slot, now: Micros): Proposal {
  const { direction, opportunityType, legs, payout, worth, edge, quantityMax } = slot.opportunity
  const { name, strategy } = unit.strategy
  return {
    name,
    direction,
    strategy,
    opportunityType,
    legs: legs.map(({ market, outcome }) => {
      const { market: rules, ladder } = unit.markets[market] as MarketState
      return { market: rules.id, outcome, continuity: ladder.continuity }
    }),
    payout,
    worth,
    edge,
    quantityMax,
    openedAt: slot.openedAt as Micros,
    at: now,
    expiresAt: (now + detector.settings.limits.planLife) as Micros,
  }
}

function closeSlot(detector: Detector, unit: Unit, slot: Slot, now: Micros): void {
  if (slot.openedAt < 0) return
  const openedAt = slot.openedAt as Micros
  detector.facts.push({ type: 'opportunity.closed', ...aboutOf(unit, slot.opportunity, now), openedAt })
  slot.openedAt = -1
  slot.isTaken = false
}

function decideSlot(detector: Detector, unit: Unit, slot: Slot, now: Micros): void {
  const { opportunity } = slot
  const edgeMin = detector.settings.limits.edgeMin * PICO_MICRO
  const { reason, edge } = opportunity
  if (reason !== undefined || edge <= edgeMin) {
    closeSlot(detector, unit, slot, now)
    if (slot.reason === (reason ?? 'below-edge')) return
    const numbers = reason === undefined ? [Math.floor(edge / PICO_MICRO), detector.settings.limits.edgeMin] : []
    refuse(detector, unit, slot, refusal(reason ?? 'below-edge', ...numbers), now, null)
    return
  }
  if (slot.openedAt < 0) {
    slot.openedAt = now
    slot.reason = undefined
    detector.facts.push({ type: 'opportunity.opened', ...aboutOf(unit, opportunity, now), edge })
  }
  if (slot.isTaken) return
  const answer = detector.settings.take(proposalOf(detector, unit, slot, now))
  if (answer.type === 'refused') {
    refuse(detector, unit, slot, answer.refusal, now, answer.edge)
    return
  }
  slot.isTaken = true
  slot.reason = undefined
  detector.facts.push({ type: 'opportunity.taken', ...aboutOf(unit, opportunity, now), plan: answer.plan })
}

function isWaiting({ slots, hasNews }: Unit): boolean {
  if (hasNews) return true
  for (const { openedAt, isTaken } of slots) if (openedAt >= 0 && !isTaken) return true
  return false
}

/** Keeps the count of waiting strategies of each market: their books must be looked at whatever changed. */
export function noteWaiting(unit: Unit): void {
  const waits = isWaiting(unit)
  if (waits === unit.isCounted) return
  unit.isCounted = waits
  for (const market of unit.markets) market.waiting += waits ? 1 : -1
}

/** Judges what was touched, as of `now`; facts and proposals come of it. */
export function decideTouched(detector: Detector, now: Micros): void {
  const { touched } = detector
  for (let index = 0; index < touched.length; index++) {
    const unit = touched[index] as Unit
    unit.isTouched = false
    const { running, slots } = unit
    // What is open and not taken may be taken now: depth or money may have come.
    if (!isWaiting(unit) && running.holds?.(now) === true) continue
    running.judge(now)
    for (const slot of slots) decideSlot(detector, unit, slot, now)
    unit.hasNews = false
    noteWaiting(unit)
  }
  touched.length = 0
}

function touch(detector: Detector, unit: Unit): void {
  if (unit.isTouched) return
  unit.isTouched = true
  detector.touched.push(unit)
}

/**
 * Touches the strategies of a market whose book changed, unless the change was behind its best prices and
 * nobody waits for depth: most changes are. Where books age, every change counts.
 */
function touchBook(detector: Detector, state: MarketState): void {
  if (!isTopChanged(state) && state.waiting === 0 && detector.settings.limits.maxAgeUs === null) return
  for (const unit of detector.unitsOf[state.index] as readonly Unit[]) touch(detector, unit)
}

function touchForNews(detector: Detector, unit: Unit): void {
  unit.hasNews = true
  touch(detector, unit)
}

/** Touches every strategy that waits: money or time may have come. */
export function touchWaiting(detector: Detector): void {
  for (const unit of detector.units) if (isWaiting(unit)) touch(detector, unit)
}

function marketOf(detector: Detector, fact: EngineInput): MarketState | undefined {
  if (!('market' in fact)) return undefined
  const { markets } = detector.settings
  return markets.states[markets.indexOf.get(fact.market) ?? -1]
}

/** Touches every strategy of a market whose rules or fees are others now: what was judged holds no more. */
export function touchMarket(detector: Detector, state: MarketState): void {
  for (const unit of detector.unitsOf[state.index] as readonly Unit[]) touchForNews(detector, unit)
}

/** Folds what the engine is told; decides nothing. */
export function foldInput(detector: Detector, input: EngineInput): void {
  // The sentence is written when it is needed: two numbers as text take longer than the fold.
  if (!(input.at >= detector.now)) {
    invariant(false, `facts come in order of time, found ${input.at} after ${detector.now}`)
  }
  detector.now = input.at
  const state = marketOf(detector, input)
  const news = state === undefined || input.type === 'estimate.given' ? 'none' : foldMarketFact(state, input as Fact)
  if (state !== undefined && news === 'book') {
    touchBook(detector, state)
    return
  }
  if (state !== undefined && news === 'rules') touchMarket(detector, state)
  // What is estimated of one market is of interest to who watches it: a game has many markets, each with strategies of its own.
  const isOfOne = state !== undefined && input.type === 'estimate.given'
  const hearing = isOfOne ? (detector.unitsOf[state.index] as readonly Unit[]) : detector.units
  for (const unit of hearing) if (unit.running.fold?.(input) === true) touchForNews(detector, unit)
  if (input.type === 'clock.struck') touchWaiting(detector)
}

/** The hot form of a book fact: folds, decides nothing. */
export function foldLevels(
  detector: Detector,
  market: number,
  isSnapshot: boolean,
  bids: LevelBuffer,
  asks: LevelBuffer,
  at: Micros,
  continuity: ContinuityToken,
): void {
  detector.now = at
  const state = detector.settings.markets.states[market] as MarketState
  applyLevels(state.ladder, isSnapshot, bids, asks, at, continuity)
  touchBook(detector, state)
}
