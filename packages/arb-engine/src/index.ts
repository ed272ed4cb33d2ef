export type { Engine, EngineSettings, EngineSnapshot, OpenTrade, PairSummary, Step } from './engine.ts'
export { createEngine } from './engine.ts'
export type {
  EngineFact,
  OpportunityClosed,
  OpportunityOpened,
  OpportunityRefused,
  OpportunityTaken,
} from './engine-fact.ts'
export type { EpisodeLog, EpisodeSummary } from './episode-log.ts'
export { createEpisodeLog, logEdge, summarizeEpisodes } from './episode-log.ts'
export type { CancelReport } from './executor/ask-venue.ts'
export { planScope } from './executor/barrier.ts'
export type { CloseReport, LeftHolding } from './executor/close-all.ts'
export type { ExecutorSettings } from './executor/desk.ts'
export type { Executor } from './executor/executor.ts'
export { createExecutor } from './executor/executor.ts'
export type { ExecutorFact } from './executor/executor-fact.ts'
export type { KillSwitch, KillSwitchSettings, WatchedKillSwitch } from './executor/kill-switch.ts'
export { createKillSwitch } from './executor/kill-switch.ts'
export type { Sale } from './executor/sale.ts'
export type { FeeTable } from './fee-table.ts'
export { createFeeTable, createSpendFeeTable } from './fee-table.ts'
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
export type { Mend, MendWorld } from './legs/mend.ts'
export { mendOf } from './legs/mend.ts'
export type { LegsWorld, Move, MoveRules } from './legs/next-move.ts'
export { nextMove } from './legs/next-move.ts'
export type { NamedOrder } from './legs/opening.ts'
export { intendTrade, leavingFirst, openingTerms, planExposure } from './legs/opening.ts'
export type { FirstStage } from './legs/order-records.ts'
export { factRecords, reportRecords, submissionRecords } from './legs/order-records.ts'
export type { OrderTerms } from './legs/order-terms.ts'
export type { Barrier, EntryWorld, SendPurpose } from './legs/recheck.ts'
export { entryRefusal } from './legs/recheck.ts'
export { factOfRecord } from './legs/record-fact.ts'
export type { MarketNews, MarketSnapshot, MarketState, Markets } from './market-state.ts'
export { createMarkets, foldMarketFact } from './market-state.ts'
export type { EngineMarket, MarketView } from './market-view.ts'
export type { Direction, Pair, Polarity } from './pair.ts'
export { createPair, directionsOf } from './pair.ts'
export type { DirectionSummary, DirectionWatch, PairWatch } from './pair-watch.ts'
export type { DraftLeg } from './plan/draft-plan.ts'
export { draftPlan, planLegs } from './plan/draft-plan.ts'
export type { Approved, OpportunityType, Plan, PlanEdge, PlannedLeg } from './plan/plan.ts'
export { OPPORTUNITY_TYPES } from './plan/plan.ts'
export type { Proposal, ProposedLeg } from './plan/proposal.ts'
export type { Quote, SaleQuote } from './quote.ts'
export { quoteBuy, quoteReceive, quoteSell, quoteSpend } from './quote.ts'
export type { Equity, TradingDay } from './risk/equity.ts'
export { equityOf, matchedQuantity, tradeSpent, unmatchedQuantity } from './risk/equity.ts'
export type { LedgerSnapshot } from './risk/ledger-snapshot.ts'
export type { Ledger, LedgerFill, LedgerLeg, LedgerOrder, LedgerTrade, PendingPlan } from './risk/ledger-state.ts'
export { freeCash } from './risk/ledger-state.ts'
export type { EngineLimits, Limits } from './risk/limits.ts'
export { toLimits } from './risk/limits.ts'
export type { RefusalReason, RiskRefusal } from './risk/refusal.ts'
export { REFUSAL_REASONS } from './risk/refusal.ts'
export type { RiskDesk, RiskSettings, RiskSnapshot, Verdict } from './risk/risk.ts'
export { createRiskDesk } from './risk/risk.ts'
export type { Size, SizeSearch } from './size/best-size.ts'
export { bestSize, sizeAt } from './size/best-size.ts'
export { askedFor, costMaxOf, mostBought } from './size/buy-terms.ts'
export { kellyStake } from './size/kelly.ts'
export type { BuyBound, LegView } from './size/leg-view.ts'
export type { Fit, SizedTrade } from './size/size-proposal.ts'
export { sizeProposal } from './size/size-proposal.ts'
export type { BasketSettings } from './strategy/basket.ts'
export { basket } from './strategy/basket.ts'
export { crossVenuePair } from './strategy/cross-venue-pair.ts'
export { judgeLegs } from './strategy/judge-legs.ts'
export type { LaggingMarketSettings } from './strategy/lagging-market.ts'
export { laggingMarket } from './strategy/lagging-market.ts'
export type { ModelEdgeSettings } from './strategy/model-edge.ts'
export { modelEdge } from './strategy/model-edge.ts'
export type {
  EngineInput,
  EstimateGiven,
  JudgeLimits,
  Opportunity,
  OpportunityLeg,
  RunningStrategy,
  Strategy,
  StrategyView,
} from './strategy/strategy.ts'
export { createOpportunity } from './strategy/strategy.ts'
export type { YesAndNoSettings } from './strategy/yes-and-no.ts'
export { yesAndNo } from './strategy/yes-and-no.ts'
export { tellRecords } from './tell-records.ts'
export type { Trader, TraderLimits, TraderSettings } from './trader/trader.ts'
export { createTrader } from './trader/trader.ts'
export type { EdgeStatus, UnitEdge } from './unit-edge.ts'
export { createUnitEdge, judgeUnitEdge, PICO_DOLLAR, PICO_MICRO, PICO_TICK } from './unit-edge.ts'
