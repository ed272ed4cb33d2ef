export { CROWD, displayBook, displayedAt, displayLevel } from './displayed-liquidity.ts'
export type { MatchLevel, MatchQueue, RestingOrder } from './match-queue.ts'
export { bestLevel, levelAt } from './match-queue.ts'
export type {
  Amendment,
  CancelCause,
  EntryRefusal,
  Lifetime,
  MatchBook,
  MatchEvent,
  OrderEntry,
  SelfTradeRule,
  TradeParty,
} from './matching-engine.ts'
export {
  amendOrder,
  bestPriceOf,
  cancelOrder,
  createMatchBook,
  decreaseOrder,
  queueOf,
  restingAt,
  submitOrder,
} from './matching-engine.ts'
export type { OtherTraders, OtherTradersSettings, ScriptedAction, TraderAction } from './other-traders.ts'
export { applyAction, createOtherTraders, nextActions } from './other-traders.ts'
export type { VirtualClock } from './virtual-clock.ts'
export { createVirtualClock } from './virtual-clock.ts'
