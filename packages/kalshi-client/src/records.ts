/*
 * What the exchange's records say: of one order, of the whole account. A part is never taken for the
 * whole, and silence is not taken for an answer before the records are fresh enough to know.
 */
import type {
  AccountSnapshot,
  ClientOrderId,
  Fill,
  HoldingReport,
  IocOrder,
  Micros,
  Money,
  OrderId,
  OrderReport,
  Quantity,
} from '@arbees/core'
import {
  addMoney,
  addQuantity,
  complement,
  costRoundedUp,
  isVenueError,
  millis,
  NO_MONEY,
  NO_QUANTITY,
  nativeOf,
  ONE_SECOND,
  seconds,
  sleep,
  toMarketId,
  VenueError,
} from '@arbees/core'
import type { KalshiClient } from './client.ts'
import { bookSideOf } from './direction.ts'
import type { KalshiOrder } from './schema/order.ts'
import type { KalshiFill } from './schema/portfolio.ts'
import { toFill } from './to-core.ts'

/** Settings of `createRecords`. */
export type RecordsOptions = {
  readonly client: KalshiClient
  readonly subaccount: number | undefined
  /** How long after its sending an order could still appear in the records. */
  readonly settleMicros: Micros
}

/** The exchange's records of one account. */
export type Records = {
  readonly find: (order: IocOrder, since: Micros, orderId: string | undefined) => Promise<OrderReport | undefined>
  /**
   * Returns the order that was taken under this one's name before, whenever that was; undefined where
   * none is recorded, or where the name stands on an order of another side or size.
   */
  readonly sentBefore: (order: IocOrder, orderId: string | undefined) => Promise<OrderReport | undefined>
  readonly snapshot: () => Promise<AccountSnapshot>
  readonly cancelAll: () => Promise<void>
}

const PAGE = 1_000
/**
 * Where orders go that name no subaccount. Said by name: left out, the exchange answers of this one alone for
 * the balance and positions, but of all for orders and fills, and cancels the orders of all.
 */
const PRIMARY = 0
/** Records carry the venue's time: so far back that no clock offset hides an order. */
const MARGIN = seconds(60)
const CANCEL_LOOKS = 20
const CANCEL_PAUSE = millis(500)
const FINISHED: ReadonlySet<string> = new Set(['canceled', 'executed'])

function fillOf(fill: KalshiFill, id: ClientOrderId, order: IocOrder | undefined): Fill {
  return toFill(
    {
      id: fill.fillId,
      ticker: fill.ticker,
      bookSide: fill.bookSide === 'ask' ? 'ask' : 'bid',
      yesPrice: fill.yesPrice,
      quantity: fill.count,
      fee: fill.feeCost,
      isTaker: fill.isTaker,
      at: fill.createdTime,
      action: fill.action,
      side: fill.side,
    },
    id,
    order,
  )
}

function reportOf(order: KalshiOrder, id: ClientOrderId, fills: readonly Fill[]): OrderReport {
  return {
    order: id,
    orderId: order.orderId as OrderId,
    market: toMarketId('kalshi', order.ticker),
    quantity: order.initialCount,
    filled: order.fillCount,
    isDone: FINISHED.has(order.status),
    fills,
    venueStatus: order.status,
  }
}

/** Returns what a resting order holds back: its price for YES, the rest of the dollar for NO. */
function heldBy(order: KalshiOrder): Money {
  const price = order.bookSide === 'bid' ? order.yesPrice : complement(order.yesPrice)
  return costRoundedUp(price, order.remainingCount)
}

type Scope = { readonly subaccount: number }
type Reader = RecordsOptions & { readonly scope: Scope }

async function lookUp(
  { client, scope }: Reader,
  order: IocOrder,
  since: Micros,
  orderId: string | undefined,
): Promise<KalshiOrder | undefined> {
  if (orderId !== undefined) {
    try {
      return (await client.orders.getOrder({ orderId })).order
    } catch (error) {
      // Reads lag behind writes: the list may know already.
      if (!isVenueError(error, 'order.not-found')) throw error
    }
  }
  const ticker = nativeOf(order.market)
  const from = Math.max(0, since - MARGIN)
  const minTs = (from - (from % ONE_SECOND)) as Micros
  for await (const one of client.orders.getOrders.each({ ticker, minTs, limit: PAGE, ...scope })) {
    if (one.clientOrderId === order.id) return one
  }
  return undefined
}

async function fillsOf({ client, scope }: Reader, found: KalshiOrder, order: IocOrder): Promise<readonly Fill[]> {
  if (found.fillCount === NO_QUANTITY) return []
  const fills: Fill[] = []
  let total: Quantity = NO_QUANTITY
  for await (const fill of client.portfolio.getFills.each({ orderId: found.orderId, limit: PAGE, ...scope })) {
    fills.push(fillOf(fill, order.id, order))
    total = addQuantity(total, fill.count)
  }
  if (total === found.fillCount) return fills
  const issue = `fills: expected ${found.fillCount} micro-contracts as the order says, found ${total}: not complete yet`
  throw new VenueError('payload.malformed', { where: 'GET /portfolio/fills', issues: [issue] })
}

async function isCertainlyAbsent({ client, settleMicros }: Reader, since: Micros): Promise<boolean> {
  const { asOfTime } = await client.exchange.getUserDataTimestamp()
  const offset = client.clockOffset()
  const slack = offset === undefined ? 0 : offset.offsetMicros + offset.uncertaintyMicros
  return asOfTime >= since + settleMicros + slack && client.runtime.clock.now() >= since + settleMicros
}

async function find(
  reader: Reader,
  order: IocOrder,
  since: Micros,
  orderId: string | undefined,
): Promise<OrderReport | undefined> {
  const found = await lookUp(reader, order, since, orderId)
  if (found !== undefined) return reportOf(found, order.id, await fillsOf(reader, found, order))
  if (orderId === undefined && (await isCertainlyAbsent(reader, since))) {
    // Asked once more, now that the records are known to be fresh: it may have come in between.
    const late = await lookUp(reader, order, since, undefined)
    return late === undefined ? undefined : reportOf(late, order.id, await fillsOf(reader, late, order))
  }
  throw new VenueError('order.not-found', { venue: 'kalshi', order: order.id })
}

/** The beginning of all records: an earlier process may have sent it. */
const EVER = 0 as Micros

async function sentBefore(
  reader: Reader,
  order: IocOrder,
  orderId: string | undefined,
): Promise<OrderReport | undefined> {
  const found = await lookUp(reader, order, EVER, orderId)
  const isThisOrder =
    found !== undefined &&
    found.clientOrderId === order.id &&
    found.initialCount === order.quantity &&
    found.bookSide === bookSideOf(order.action, order.outcome)
  return isThisOrder ? reportOf(found, order.id, await fillsOf(reader, found, order)) : undefined
}

async function resting({ client, scope }: Reader): Promise<readonly KalshiOrder[]> {
  const orders: KalshiOrder[] = []
  for await (const one of client.orders.getOrders.each({ status: 'resting', limit: PAGE, ...scope })) orders.push(one)
  return orders
}

async function holdings({ client, scope }: Reader): Promise<readonly HoldingReport[]> {
  const held: HoldingReport[] = []
  for await (const { ticker, position } of client.portfolio.getPositions.each({ limit: PAGE, ...scope })) {
    if (position === 0) continue
    const outcome = position > 0 ? 'yes' : 'no'
    held.push({ market: toMarketId('kalshi', ticker), outcome, quantity: Math.abs(position) as Quantity })
  }
  return held
}

async function snapshot(reader: Reader): Promise<AccountSnapshot> {
  const { client, scope } = reader
  const [balance, held, open] = await Promise.all([
    client.portfolio.getBalance(scope),
    holdings(reader),
    resting(reader),
  ])
  return {
    venue: 'kalshi',
    at: client.runtime.clock.now(),
    free: balance.balance,
    locked: open.reduce((sum, order) => addMoney(sum, heldBy(order)), NO_MONEY),
    holdings: held,
    open: open.map((order) => reportOf(order, (order.clientOrderId ?? order.orderId) as ClientOrderId, [])),
  }
}

async function cancelAll(reader: Reader): Promise<void> {
  const { client, scope } = reader
  await client.orders.cancelAllOrders(scope, { lane: 'unwind' })
  for (let look = 1; look <= CANCEL_LOOKS; look++) {
    if ((await resting(reader)).length === 0) return
    await sleep(client.runtime.clock, CANCEL_PAUSE)
  }
  throw new VenueError('request.timeout', {
    method: 'DELETE',
    path: '/portfolio/events/orders',
    sentBytes: true,
    timeoutMicros: (CANCEL_LOOKS * CANCEL_PAUSE) as Micros,
  })
}

/** Creates the reader of one account's records. */
export function createRecords(options: RecordsOptions): Records {
  const { subaccount = PRIMARY } = options
  const reader: Reader = { ...options, scope: { subaccount } }
  return Object.freeze({
    find: (order: IocOrder, since: Micros, orderId: string | undefined) => find(reader, order, since, orderId),
    sentBefore: (order: IocOrder, orderId: string | undefined) => sentBefore(reader, order, orderId),
    snapshot: () => snapshot(reader),
    cancelAll: () => cancelAll(reader),
  })
}
