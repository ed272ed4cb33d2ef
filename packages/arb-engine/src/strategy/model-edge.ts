import type { MarketId, Micros, Money, Outcome } from '@arbees/core'
import { invariant, NO_MONEY, ONE_DOLLAR } from '@arbees/core'
import { judgeLegs } from './judge-legs.ts'
import type { EngineInput, EstimateGiven, Opportunity, Strategy, StrategyView } from './strategy.ts'
import { createOpportunity } from './strategy.ts'

/** Settings of {@link modelEdge}. */
export type ModelEdgeSettings = {
  readonly name: string
  readonly market: MarketId
  /** How long an estimate counts. */
  readonly maxAge: Micros
  /** Beyond this probability of an outcome, in millionths, a model is not believed. @default 950,000 */
  readonly probabilityMax?: number
}

type Estimate = Pick<EstimateGiven, 'at' | 'probability'>

function isEstimate(value: unknown): value is Estimate {
  if (typeof value !== 'object' || value === null) return false
  const { at, probability } = value as Partial<Record<keyof Estimate, unknown>>
  return Number.isSafeInteger(at) && isProbability(probability)
}

function isProbability(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= ONE_DOLLAR
}

function createSide(outcome: Outcome): Opportunity {
  return createOpportunity({
    direction: outcome,
    opportunityType: outcome === 'yes' ? 'model_edge_yes' : 'model_edge_no',
    legs: [{ market: 0, outcome }],
    payout: NO_MONEY,
  })
}

/**
 * Returns the strategy that buys one outcome for less than a probability from outside says it pays
 * (`estimate.given`): directional, so it gets a fraction of Kelly's stake.
 *
 * @example
 * engine.step([{ type: 'estimate.given', at, market, probability: 620_000 }])
 */
export function modelEdge(settings: ModelEdgeSettings): Strategy {
  const { name, market, maxAge, probabilityMax = 950_000 } = settings
  return Object.freeze({
    name,
    strategy: 'model-edge',
    markets: [market],
    start: (view: StrategyView) => {
      const [yes, no] = [createSide('yes'), createSide('no')]
      let estimate: Estimate | undefined
      const judge = (side: Opportunity, worth: number, now: Micros) => {
        judgeLegs(side, view, now)
        if (side.reason !== undefined || (worth <= probabilityMax && worth >= ONE_DOLLAR - probabilityMax)) return
        side.reason = 'estimate-extreme'
      }
      return {
        opportunities: [yes, no],
        judge: (now: Micros) => {
          const known = estimate !== undefined && now - estimate.at <= maxAge ? estimate.probability : undefined
          for (const side of [yes, no]) {
            side.worth = (known === undefined ? 0 : side === yes ? known : ONE_DOLLAR - known) as Money
            judge(side, side.worth, now)
            if (known === undefined) side.reason = 'no-estimate'
          }
        },
        fold: (input: EngineInput) => {
          if (input.type !== 'estimate.given' || input.market !== market) return false
          const { at, probability } = input
          if (!isProbability(probability))
            invariant(false, `a probability is 0 to 1000000 millionths, found ${probability}`)
          estimate = { at, probability }
          return true
        },
        snapshot: () => estimate ?? null,
        restore: (snapshot: unknown) => {
          estimate = isEstimate(snapshot) ? { at: snapshot.at, probability: snapshot.probability } : undefined
        },
      }
    },
  })
}
