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
  TradeEndedFact,
  TradeRepairedFact,
} from './engine-fact.ts'
export { REFUSAL_REASONS } from './engine-fact.ts'
export type { EpisodeLog, EpisodeSummary } from './episode-log.ts'
export { createEpisodeLog, logEdge, summarizeEpisodes } from './episode-log.ts'
export type { FeeTable } from './fee-table.ts'
export { createFeeTable } from './fee-table.ts'
export { applyRecord, foldJournal, recordDefectOf } from './journal/fold-journal.ts'
export type { Appended, Durability, Journal, JournalSettings, OpenReport } from './journal/journal.ts'
export { openJournal } from './journal/journal.ts'
export type {
  EndingCounts,
  Halt,
  JournalFill,
  JournalOrder,
  JournalOrderStatus,
  JournalSnapshot,
  JournalState,
  JournalTrade,
} from './journal/journal-state.ts'
export { emptyJournalState, snapshotOf } from './journal/journal-state.ts'
export { doubtOf, filledOf, isOrderFinal } from './journal/order-doubt.ts'
export type { OrderName } from './journal/order-id.ts'
export { formatOrderId } from './journal/order-id.ts'
export type { JournalContent, JournalEntry, TornTail } from './journal/read-journal.ts'
export { readJournal } from './journal/read-journal.ts'
export type {
  FillStaged,
  HaltCleared,
  HaltSet,
  JournalRecord,
  OrderAnswered,
  OrderDoubted,
  OrderFillClaimed,
  OrderIntended,
  OrderIntent,
  OrderRefused,
  OrderResolved,
  OrderSent,
  SnapshotTaken,
  TradeEnded,
  TradeIntended,
} from './journal/record.ts'
export type { LegHolding, TradeExposure } from './journal/trade-exposure.ts'
export { tradeExposure } from './journal/trade-exposure.ts'
export type { ExposureBound, LegOrder, OrderPurpose, TradeEnding } from './journal/trade-terms.ts'
export { LEGS_MAX } from './journal/trade-terms.ts'
export type { Writer } from './journal/writer-lock.ts'
export type { Direction, Pair, Polarity } from './pair.ts'
export { createPair, directionsOf } from './pair.ts'
export type { DirectionSummary, DirectionWatch, PairWatch } from './pair-watch.ts'
export type { Approved, OpportunityType, Plan, PlanEdge, PlannedLeg } from './plan/plan.ts'
export { OPPORTUNITY_TYPES } from './plan/plan.ts'
export type { Quote, SaleQuote } from './quote.ts'
export { quoteBuy, quoteSell } from './quote.ts'
export type { EngineLimits, EngineMarket, EngineSettings } from './settings.ts'
export type { Leg, Trade, TradeStatus } from './trade.ts'
export { matchedQuantity, tradeSpent, tradeStatus, unmatchedQuantity } from './trade.ts'
export type { EdgeStatus, UnitEdge } from './unit-edge.ts'
export { createUnitEdge, judgeUnitEdge, PICO_DOLLAR, PICO_MICRO, PICO_TICK } from './unit-edge.ts'
