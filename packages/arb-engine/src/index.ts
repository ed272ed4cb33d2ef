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
export type { CancelReport } from './executor/ask-venue.ts'
export { planScope } from './executor/barrier.ts'
export type { CloseReport } from './executor/close-all.ts'
export type { ExecutorSettings } from './executor/desk.ts'
export type { Executor } from './executor/executor.ts'
export { createExecutor } from './executor/executor.ts'
export type { ExecutorFact } from './executor/executor-fact.ts'
export type { KillSwitch, KillSwitchSettings, WatchedKillSwitch } from './executor/kill-switch.ts'
export { createKillSwitch } from './executor/kill-switch.ts'
export type { FeeTable } from './fee-table.ts'
export { createFeeTable } from './fee-table.ts'
export { applyRecord, foldJournal } from './journal/fold-journal.ts'
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
export { recordDefectOf } from './journal/record-defect.ts'
export type { LegHolding, TradeExposure } from './journal/trade-exposure.ts'
export { tradeExposure } from './journal/trade-exposure.ts'
export type { ExposureBound, LegOrder, OrderPurpose, TradeEnding } from './journal/trade-terms.ts'
export { LEGS_MAX } from './journal/trade-terms.ts'
export type { Writer } from './journal/writer-lock.ts'
export type { ExecutionLimits, VenueTerms } from './legs/execution-limits.ts'
export type { LateReason, Refusal } from './legs/late-reason.ts'
export type { LegStand } from './legs/leg-stand.ts'
export { receivedOf, standsOf } from './legs/leg-stand.ts'
export type { LegsRules } from './legs/legs-rules.ts'
export { legsRules } from './legs/legs-rules.ts'
export type { ListedMarket, MarketViews } from './legs/market-views.ts'
export type { Mend, MendWorld, OrderTerms } from './legs/mend.ts'
export { mendOf } from './legs/mend.ts'
export type { LegsWorld, Move, MoveRules } from './legs/next-move.ts'
export { nextMove } from './legs/next-move.ts'
export type { NamedOrder } from './legs/opening.ts'
export { intendTrade, leavingFirst, openingTerms, planExposure } from './legs/opening.ts'
export type { FirstStage } from './legs/order-records.ts'
export { factRecords, reportRecords, submissionRecords } from './legs/order-records.ts'
export type { Barrier, EntryWorld, SendPurpose } from './legs/recheck.ts'
export { entryRefusal } from './legs/recheck.ts'
export { factOfRecord } from './legs/record-fact.ts'
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
