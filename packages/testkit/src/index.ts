export type { Check } from './checkers.ts'
export { booksAgree, conserved, endsWithin, once } from './checkers.ts'
export type { ContractCase } from './contract-case.ts'
export { expectSame, expectThrown } from './contract-case.ts'
export { CROWD, displayBook, displayedAt, displayLevel } from './displayed-liquidity.ts'
export type { Game, Score, Sport } from './game-day/game.ts'
export type { GameDay, GameDayHeader, GameDayPair, GameDaySettings } from './game-day/game-day.ts'
export { generateGameDay } from './game-day/game-day.ts'
export type { Freeze, MarketPlan } from './game-day/market-plan.ts'
export type { BookShape, FactsSettings } from './generate.ts'
export { nextBook, nextFacts, nextGrid, nextMarket, nextPrice, nextQuantity } from './generate.ts'
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
export type { AcceptSocket, Peer, PeerHandlers } from './network/connection.ts'
export type { DecideFault, NetworkChances, NetworkFault, NetworkPace } from './network/faults.ts'
export { NETWORK_FAULTS } from './network/faults.ts'
export type { Network, NetworkClient, NetworkSettings, Server } from './network/network.ts'
export { createNetwork } from './network/network.ts'
export type { DiskBoundary, DiskMoment } from './observed-disk.ts'
export { observeDisk } from './observed-disk.ts'
export type { OtherTraders, OtherTradersSettings, ScriptedAction, TraderAction } from './other-traders.ts'
export { applyAction, createOtherTraders, nextActions } from './other-traders.ts'
export type { Life, Participant } from './participant.ts'
export type { RuntimeSubject } from './runtime-contract.ts'
export { RUNTIME_CONTRACT } from './runtime-contract.ts'
export type { ShrinkSettings, Shrunk } from './shrink.ts'
export { shrinkScript } from './shrink.ts'
export type { Crash, SimulatedWorld, Simulation, SimulationSettings } from './simulate.ts'
export { simulate } from './simulate.ts'
export { drawSwarm } from './swarm.ts'
export { VENUE_CONTRACT } from './venue-contract.ts'
export type { FeedFault, OrderFault, VenueSubject } from './venue-subject.ts'
export type { VirtualClock } from './virtual-clock.ts'
export { createVirtualClock } from './virtual-clock.ts'
export type { CrashKind, VirtualDisk, VirtualDiskSettings } from './virtual-disk.ts'
export { createVirtualDisk } from './virtual-disk.ts'
export type { LogLine, VirtualRuntime, VirtualRuntimeSettings } from './virtual-runtime.ts'
export { createVirtualRuntime } from './virtual-runtime.ts'
