export type { Account } from './account.ts'
export {
  credit,
  debit,
  lock,
  openAccount,
  release,
  reserve,
  spendReserved,
  totalMoney,
  totalReserved,
  unlock,
} from './account.ts'
export type { Backoff } from './backoff.ts'
export { backoffDelay } from './backoff.ts'
export type { Book, BookDefect, Level, Side } from './book.ts'
export {
  bestAsk,
  bestBid,
  biddersOf,
  changeBook,
  complementBook,
  defectOf,
  depthTo,
  emptyBook,
  isCrossed,
  offersOf,
  replaceBook,
  walk,
} from './book.ts'
export type { BookFact } from './book-update.ts'
export { applyBookFact, applyLevels, isBookFact } from './book-update.ts'
export type { ContinuitySource, ContinuityToken } from './continuity.ts'
export { createContinuitySource, DISCONTINUOUS, isContinuous, nextContinuity } from './continuity.ts'
export type { Rounding } from './cost.ts'
export { cost, costRoundedDown, costRoundedUp, mulDiv, payout, quantityFor } from './cost.ts'
export {
  DecimalError,
  formatDecimal,
  formatMoney,
  formatPrice,
  formatQuantity,
  parseDecimal,
  parseMoney,
  parsePrice,
  parseQuantity,
  readDecimal,
} from './decimal.ts'
export { isVenueError, orderOutcomeOf, VenueError } from './error.ts'
export type { ErrorCode, ErrorContexts, ErrorRule, OrderMeaning, RetryRule } from './error-context.ts'
export { ERROR_RULES } from './error-context.ts'
export type {
  AccountReported,
  BookChanged,
  BookReplaced,
  BookStale,
  ClockStruck,
  Fact,
  FeedChanged,
  FillSettled,
  MarketChanged,
  MarketSettled,
  OrderAccepted,
  OrderDone,
  OrderFilled,
  OrderRejected,
  OrderUnknown,
  SettlementStage,
  StaleReason,
  TradePrinted,
  VenueSurprised,
} from './fact.ts'
export type { FeeSchedule, Liquidity, QuadraticFeeSettings } from './fee-schedule.ts'
export { NO_FEES, quadraticFee, receivedQuantity, takerCostMax } from './fee-schedule.ts'
export { InvariantError, invariant } from './invariant.ts'
export type { Ladder, LadderSide } from './ladder.ts'
export {
  addToLevel,
  bestPrice,
  bestQuantity,
  clearLadder,
  createLadder,
  isLadderCrossed,
  loadBook,
  quantityAt,
  setLevel,
  toBook,
} from './ladder.ts'
export type { LevelBuffer } from './level-buffer.ts'
export { changeLadder, createLevelBuffer, pushLevel, replaceLadder } from './level-buffer.ts'
export type { Market, MarketId, MarketStatus, Outcome, Settlement, VenueId } from './market.ts'
export { isMarketId, nativeOf, otherOutcome, toMarketId, venueOf } from './market.ts'
export type {
  Action,
  ClientOrderId,
  Fill,
  FillId,
  IocOrder,
  OrderDefect,
  OrderId,
  OrderStatus,
  RejectReason,
} from './order.ts'
export { defectOfOrder, isFinal, isLegalTransition } from './order.ts'
export type {
  AccountSnapshot,
  Broker,
  FactListener,
  Feed,
  HoldingReport,
  LastLook,
  OrderReport,
  Submission,
} from './ports.ts'
export type { Position } from './position.ts'
export { buy, costOfPart, emptyPosition, sell, settle } from './position.ts'
export type { PriceGrid, PriceRange } from './price-grid.ts'
export { createPriceGrid, gridBounds, isOnGrid, snapToGrid, uniformGrid } from './price-grid.ts'
export type { Rng } from './rng.ts'
export { createRng, hashSeed, nextChance, nextFloat, nextInteger, nextOf } from './rng.ts'
export type {
  Cancel,
  Clock,
  Connect,
  Disk,
  DiskFile,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  LogLevel,
  Runtime,
  Socket,
  SocketHandlers,
} from './runtime.ts'
export { sleep } from './runtime.ts'
export type { TokenBucket } from './token-bucket.ts'
export { createTokenBucket, drainTokens, refillTokens, takeTokens } from './token-bucket.ts'
export type { Micros, Money, Price, Quantity } from './units.ts'
export {
  addMoney,
  addQuantity,
  complement,
  floorToLot,
  LOT,
  millis,
  minQuantity,
  NO_MONEY,
  NO_QUANTITY,
  ONE_CONTRACT,
  ONE_DOLLAR,
  ONE_SECOND,
  PRICE_ONE,
  priceFromProbability,
  seconds,
  subtractMoney,
  subtractQuantity,
  toMicros,
  toMoney,
  toPrice,
  toQuantity,
} from './units.ts'
