export { CROWD, displayBook, displayedAt, displayLevel } from './displayed-liquidity.ts'
export type { Game, Score, Sport } from './game-day/game.ts'
export type { GameDay, GameDayHeader, GameDayPair, GameDaySettings } from './game-day/game-day.ts'
export { generateGameDay } from './game-day/game-day.ts'
export type { Freeze, MarketPlan } from './game-day/market-plan.ts'
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
