/*
 * One order from the wire to the book: read, prove, check, match. The checks stand in the order in
 * which the venue is seen to make them.
 */
import type { Money, Quantity } from '@arbees/core'
import { addMoney, millis, ONE_DOLLAR, ONE_SECOND, seconds } from '@arbees/core'
import type { ReadAddress } from './addresses.ts'
import type { KeyRecord } from './api-keys.ts'
import type { ExchangeState, FakeOrder } from './exchange-state.ts'
import { markOpen } from './exchange-state.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import type { FillPlan } from './fill-plan.ts'
import { isMarketable, planFills } from './fill-plan.ts'
import { freeTokensOf, lockedTokensOf, tokensOf } from './ledger.ts'
import type { EntryResult } from './matching.ts'
import { enterOrder, freeCash, withdrawOrder } from './matching.ts'
import type { OrderTerms } from './order-amounts-check.ts'
import { plain, readTerms } from './order-amounts-check.ts'
import type { OrderCheckSettings } from './order-check.ts'
import { checkOrder } from './order-check.ts'
import type { OrderPayload } from './order-payload.ts'
import { readOrderPayload } from './order-payload.ts'

/** What placing an order came to. */
export type PlaceResult =
  | {
      readonly type: 'placed'
      readonly order: FakeOrder
      readonly status: 'live' | 'matched' | 'delayed'
      readonly entry: EntryResult | undefined
    }
  | { readonly type: 'refused'; readonly status: number; readonly error: string; readonly id: string }

/** How the exchange treats orders. */
export type PlacementSettings = OrderCheckSettings & {
  readonly readAddress: ReadAddress
  /** Whether the market's minimum binds orders that match at once too; the venue does not say. */
  readonly isMinimumForImmediate: boolean
  /** Whether a buy that must match at once is bounded by its money, so that better offers bring more contracts. */
  readonly isBuyByMoney: boolean
}

/** What a fault makes of an order that would match at once. */
export type PlacementTwist = { readonly delayMicros: number; readonly status: 'live' | 'delayed' } | undefined

const FAK_KILLED =
  'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.'
const FOK_KILLED = "order couldn't be fully filled. FOK orders are fully filled or killed."
/** A GTD order lives at least this much longer than now. */
const GTD_MIN_SECONDS = 60

function refuse(error: string, id = '', status = 400): PlaceResult & { readonly type: 'refused' } {
  return { type: 'refused', status, error, id }
}

/** An order that was proved, with what its checks need. */
type Draft = {
  readonly payload: OrderPayload
  readonly id: string
  readonly order: FakeOrder
  readonly terms: OrderTerms
  readonly plan: FillPlan
  readonly isMarketable: boolean
  readonly isImmediate: boolean
  readonly isBuyByMoney: boolean
}

function statusError(market: FakeMarket): string | undefined {
  if (market.status === 'open') return undefined
  return market.status === 'paused' ? 'the market is not yet ready to process new orders' : 'market is closed'
}

function sizeError(draft: Draft, settings: PlacementSettings): string | undefined {
  const { id, order, terms, isImmediate, payload } = draft
  const { quantityMin } = order.market.settings
  const isBound = !isImmediate || settings.isMinimumForImmediate
  if (isBound && terms.quantity < quantityMin) {
    return `order ${id} is invalid. Size (${plain(terms.quantity)}) lower than the minimum: ${plain(quantityMin)}`
  }
  const takes = isImmediate || draft.isMarketable
  if (payload.struct.side === 'BUY' && takes && terms.money < ONE_DOLLAR) {
    return `invalid amount for a marketable BUY order ($${plain(terms.money)}), min size: $1`
  }
  return undefined
}

function expirationError(state: ExchangeState, { payload }: Draft): string | undefined {
  const { orderType, expiration, isPostOnly } = payload
  const now = Math.floor(state.runtime.clock.now() / ONE_SECOND)
  if (orderType === 'GTD' ? expiration < now + GTD_MIN_SECONDS : expiration !== 0) return 'invalid expiration'
  return isPostOnly && (orderType === 'FAK' || orderType === 'FOK') ? 'Invalid order payload' : undefined
}

/** The sentence of a balance that does not reach; the venue's live text names the amounts. */
function shortOf(balance: number, active: number, matched: number, wanted: number): string {
  const sums = `sum of active orders: ${active}, sum of matched orders: ${matched}, order amount: ${wanted}`
  return `not enough balance / allowance: the balance is not enough -> balance: ${balance}, ${sums}`
}

function balanceError({ order, plan, payload, isImmediate }: Draft): string | undefined {
  const { wallet } = order
  if (!wallet.isApproved) return 'not enough balance / allowance: the allowance is not enough'
  const { makerAmount, side } = payload.struct
  if (side === 'BUY') {
    const free = freeCash(wallet)
    const given = isImmediate ? Math.min(makerAmount, plan.money) : makerAmount
    const wanted = addMoney(given as Money, plan.fee)
    // The whole amount must be there, the fee only of what fills.
    if (free >= wanted && free >= makerAmount) return undefined
    return shortOf(wallet.cash, wallet.cashOnOrder, wallet.lockedCash, Math.max(wanted, makerAmount))
  }
  const token = order.market.settings.tokenIds[order.token]
  const balance = tokensOf(wallet, token)
  const locked = lockedTokensOf(wallet, token)
  if (freeTokensOf(wallet, token) >= makerAmount) return undefined
  const active = wallet.tokensOnOrder.get(token) ?? 0
  return shortOf(balance, active, locked, makerAmount)
}

function matchError({ id, payload, plan, isMarketable: takes }: Draft): string | undefined {
  if (payload.isPostOnly && takes) return 'invalid post-only order: order crosses book'
  if (payload.orderType === 'FAK' && plan.quantity === 0) return FAK_KILLED
  if (payload.orderType === 'FOK' && !plan.isWhole) return FOK_KILLED
  return id === '' ? 'Invalid order payload' : undefined
}

type DraftPlace = {
  readonly market: FakeMarket
  readonly token: TokenIndex
  readonly terms: OrderTerms
  readonly isBuyByMoney: boolean
}

function draftOf(
  state: ExchangeState,
  payload: OrderPayload,
  proved: { readonly id: string; readonly wallet: FakeOrder['wallet'] },
  place: DraftPlace,
): Draft {
  const { market, token, terms, isBuyByMoney } = place
  const { side } = payload.struct
  const isImmediate = payload.orderType === 'FAK' || payload.orderType === 'FOK'
  const isByMoney = isImmediate && side === 'BUY' && isBuyByMoney
  const { limit, money } = terms
  const plan = planFills({ market, token, side, limit, quantity: isByMoney ? undefined : terms.quantity, money })
  const order: FakeOrder = {
    id: proved.id,
    keyId: payload.owner,
    wallet: proved.wallet,
    market,
    token,
    side,
    type: payload.orderType,
    limit,
    // Better offers than the limit bring more than was named.
    original: Math.max(terms.quantity, plan.quantity) as Quantity,
    money,
    isPostOnly: payload.isPostOnly,
    expiration: payload.expiration,
    createdAt: state.runtime.clock.now(),
    matched: 0 as Quantity,
    reserved: 0,
    status: 'LIVE',
    cancelReason: '',
    trades: [],
  }
  return {
    payload,
    id: proved.id,
    order,
    terms,
    plan,
    isMarketable: isMarketable(market, token, side, limit),
    isImmediate,
    isBuyByMoney,
  }
}

function scheduleExpiry(state: ExchangeState, order: FakeOrder): void {
  if (order.type !== 'GTD') return
  const left = order.expiration * ONE_SECOND - state.runtime.clock.now()
  state.runtime.clock.setTimer(millis(Math.max(0, Math.ceil(left / 1000))), () => withdrawOrder(state, order))
}

/** Lets a checked order in now. */
function execute(state: ExchangeState, draft: Draft): PlaceResult {
  const { order, isImmediate, plan, terms } = draft
  const entry = enterOrder(state, order, isImmediate ? plan.quantity : terms.quantity, isImmediate ? 'ioc' : 'gtc')
  scheduleExpiry(state, order)
  return { type: 'placed', order, status: entry.quantity > 0 ? 'matched' : 'live', entry }
}

/** Lets an order in later, against the book as it will be then. */
function delay(state: ExchangeState, draft: Draft, delayMicros: number, status: 'live' | 'delayed'): PlaceResult {
  const { order, payload, terms, isBuyByMoney } = draft
  order.status = 'DELAYED'
  markOpen(state, order, true)
  state.runtime.clock.setTimer(millis(Math.ceil(delayMicros / 1000)), () => {
    if (order.status !== 'DELAYED') return
    const place = { market: order.market, token: order.token, terms, isBuyByMoney }
    const again = draftOf(state, payload, order, place)
    const error = statusError(order.market) ?? matchError(again)
    if (error === undefined) {
      state.orders.set(order.id, again.order)
      markOpen(state, order, false)
      execute(state, again)
      return
    }
    withdrawOrder(state, order, 'CANCELED', `_${error}`)
  })
  return { type: 'placed', order, status, entry: undefined }
}

/** Reads, proves, checks and places one order of a body. */
export function placeOrder(
  state: ExchangeState,
  value: unknown,
  record: KeyRecord,
  settings: PlacementSettings,
  twist: PlacementTwist,
): PlaceResult {
  const read = readOrderPayload(value, settings.readAddress)
  if (read.type === 'refused') return refuse(read.error)
  const { payload } = read
  const place = state.byToken.get(payload.struct.tokenId)
  if (place === undefined) return refuse('No orderbook exists for the requested token id', '', 404)
  const { market, token } = place
  const proved = checkOrder(payload, record, market, settings)
  if (proved.type === 'refused') return refuse(proved.error)
  const { id } = proved
  const closed = statusError(market)
  if (closed !== undefined) return refuse(closed, id)
  if (state.orders.has(id)) return refuse(`order ${id} is invalid. Duplicated.`, id)
  const found = readTerms(payload.struct, payload.orderType, market.tick, id)
  if (found.type === 'refused') return refuse(found.error, id)
  const draft = draftOf(state, payload, proved, {
    market,
    token,
    terms: found.terms,
    isBuyByMoney: settings.isBuyByMoney,
  })
  const error = sizeError(draft, settings) ?? expirationError(state, draft) ?? balanceError(draft) ?? matchError(draft)
  if (error !== undefined) return refuse(error, id)
  state.orders.set(id, draft.order)
  const { secondsDelay } = market.settings
  const waits = draft.isMarketable && (twist !== undefined || secondsDelay > 0)
  if (!waits) return execute(state, draft)
  return twist === undefined
    ? delay(state, draft, seconds(secondsDelay), 'delayed')
    : delay(state, draft, twist.delayMicros, twist.status)
}
