export type { Detection, LegView } from './detect.ts'
export { detect, detectionAt } from './detect.ts'
export type { Engine, PairSummary, Step } from './engine.ts'
export { createEngine } from './engine.ts'
export type {
  EngineFact,
  OpportunityClosed,
  OpportunityOpened,
  OpportunityRefused,
  OpportunityTaken,
  RefusalReason,
  TradeEnded,
  TradeRepaired,
} from './engine-fact.ts'
export { REFUSAL_REASONS } from './engine-fact.ts'
export type { EpisodeLog, EpisodeSummary } from './episode-log.ts'
export { createEpisodeLog, logEdge, summarizeEpisodes } from './episode-log.ts'
export type { FeeTable } from './fee-table.ts'
export { createFeeTable } from './fee-table.ts'
export type { Direction, Pair, Polarity } from './pair.ts'
export { createPair, directionsOf } from './pair.ts'
export type { DirectionSummary, DirectionWatch, PairWatch } from './pair-watch.ts'
export type { Quote, SaleQuote } from './quote.ts'
export { quoteBuy, quoteSell } from './quote.ts'
export type { EngineLimits, EngineMarket, EngineSettings } from './settings.ts'
export type { Leg, LegOrder, Trade, TradeStatus } from './trade.ts'
export { matchedQuantity, tradeSpent, tradeStatus, unmatchedQuantity } from './trade.ts'
export type { EdgeStatus, UnitEdge } from './unit-edge.ts'
export { createUnitEdge, judgeUnitEdge, PICO_DOLLAR, PICO_MICRO, PICO_TICK } from './unit-edge.ts'
