/*
 * Everything the exchange remembers, as plain data that the functions of this folder change, and
 * what it says about each change to whoever listens.
 */
import type { Micros, Money, Price, Quantity, Runtime, Side } from '@arbees/core'
import { mulDiv, PRICE_ONE, toMoney, toQuantity } from '@arbees/core'
import type { OrderSide } from '@arbees/polymarket-client'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import type { Ledger, Transfer, Wallet } from './ledger.ts'
import type { WireOrderType } from './order-payload.ts'

/** Where an order is in its life; the venue's words without their prefix. */
export type FakeOrderStatus = 'LIVE' | 'MATCHED' | 'DELAYED' | 'CANCELED' | 'CANCELED_MARKET_RESOLVED' | 'INVALID'

/** An order that was accepted. */
export type FakeOrder = {
  /** The EIP-712 hash; a name for orders of other traders. */
  readonly id: string
  /** The API key that posted it; empty for other traders. */
  readonly keyId: string
  readonly wallet: Wallet
  readonly market: FakeMarket
  readonly token: TokenIndex
  readonly side: OrderSide
  readonly type: WireOrderType
  /** In the token's own price. */
  readonly limit: Price
  /** The contracts asked for. */
  original: Quantity
  /** The money a buy may spend at most. */
  readonly money: Money
  readonly isPostOnly: boolean
  /** Seconds since 1970; 0 for none. */
  readonly expiration: number
  readonly createdAt: Micros
  matched: Quantity
  /** What is set aside for it while it is open: base units of money for a buy, of tokens for a sale. */
  reserved: number
  status: FakeOrderStatus
  /** What the venue adds to CANCELED on the user stream. */
  cancelReason: string
  readonly trades: string[]
}

/** Where a trade is on its way to the chain. */
export type TradeStage = 'MATCHED' | 'MATCHED_NOT_BROADCASTED' | 'MINED' | 'CONFIRMED' | 'RETRYING' | 'FAILED'

/** A maker's part of a trade. */
export type MakerFill = { readonly order: FakeOrder; readonly quantity: Quantity; readonly price: Price }

/** A taker's fills at one price. */
export type FakeTrade = {
  readonly id: string
  readonly number: number
  readonly market: FakeMarket
  readonly taker: FakeOrder
  readonly makers: readonly MakerFill[]
  /** In the taker's token. */
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: Money
  readonly transfers: readonly Transfer[]
  readonly matchedAt: Micros
  readonly bucket: number
  stage: TradeStage
  updatedAt: Micros
  transactionHash: string
  errorMessage: string | null
}

/** One thing that happened, for the streams. */
export type ExchangeEvent =
  | { readonly type: 'order'; readonly kind: 'PLACEMENT' | 'UPDATE' | 'CANCELLATION'; readonly order: FakeOrder }
  | { readonly type: 'trade'; readonly trade: FakeTrade }
  | {
      readonly type: 'levels'
      readonly market: FakeMarket
      /** In terms of the first token. */
      readonly changes: readonly { readonly side: Side; readonly price: Price; readonly quantity: Quantity }[]
    }
  | { readonly type: 'printed'; readonly trade: FakeTrade }
  | { readonly type: 'book'; readonly market: FakeMarket }
  | { readonly type: 'tick'; readonly market: FakeMarket; readonly before: number }
  | { readonly type: 'listed'; readonly market: FakeMarket }
  | { readonly type: 'resolved'; readonly market: FakeMarket }

/** How a trade goes on after it matched. */
export type SettlementPlan = 'confirm' | 'fail' | 'retry-then-confirm' | 'retry-then-fail' | 'stuck'

/** How long the stages take. */
export type SettlementTimes = { readonly minedAfter: Micros; readonly confirmedAfter: Micros }

/** What the exchange remembers. */
export type ExchangeState = {
  readonly runtime: Pick<Runtime, 'clock' | 'rng'>
  readonly ledger: Ledger
  /** The wallets of other traders, by name. */
  readonly traders: Map<string, Wallet>
  readonly markets: Map<string, FakeMarket>
  readonly byToken: Map<string, { readonly market: FakeMarket; readonly token: TokenIndex }>
  readonly orders: Map<string, FakeOrder>
  /** Orders that rest or wait, by wallet address. */
  readonly open: Map<string, Set<FakeOrder>>
  readonly trades: FakeTrade[]
  readonly times: SettlementTimes
  /** Asked for each trade as it matches. */
  planSettlement: (trade: FakeTrade) => SettlementPlan
  /** Whether locks stay after mining: a fault. */
  areLocksStuck: boolean
  readonly stuckLocks: Transfer[]
  readonly emit: (events: readonly ExchangeEvent[]) => void
}

/** Sets aside what an order may still give, as it stands now. */
export function updateReserve(state: ExchangeState, order: FakeOrder): void {
  const { wallet, side, limit } = order
  const isOpen = state.open.get(wallet.address)?.has(order) === true
  const left = isOpen ? remainingOf(order) : 0
  const next = side === 'BUY' ? mulDiv(limit, left, PRICE_ONE, 'ceil') : left
  const change = next - order.reserved
  order.reserved = next
  if (side === 'BUY') {
    wallet.cashOnOrder = toMoney(wallet.cashOnOrder + change)
    return
  }
  const token = order.market.settings.tokenIds[order.token]
  wallet.tokensOnOrder.set(token, toQuantity((wallet.tokensOnOrder.get(token) ?? 0) + change))
}

/** Notes whether an order is open. */
export function markOpen(state: ExchangeState, order: FakeOrder, isOpen: boolean): void {
  const { address } = order.wallet
  let orders = state.open.get(address)
  if (orders === undefined) {
    orders = new Set()
    state.open.set(address, orders)
  }
  if (isOpen) orders.add(order)
  else orders.delete(order)
  updateReserve(state, order)
}

/** Forgets an order that is over and that nobody can ask for: those of other traders come without end. */
export function forgetOrder(state: ExchangeState, order: FakeOrder): void {
  if (order.keyId === '' && order.status !== 'LIVE') state.orders.delete(order.id)
}

/** The trades that are remembered at most; then the older half goes. */
const TRADES_MAX = 20_000

/** Remembers a trade. */
export function rememberTrade(state: ExchangeState, trade: FakeTrade): void {
  state.trades.push(trade)
  if (state.trades.length > TRADES_MAX) state.trades.splice(0, TRADES_MAX / 2)
}

/** Returns what of an order can still match. */
export function remainingOf(order: FakeOrder): Quantity {
  return (order.original - order.matched) as Quantity
}
