/*
 * The ledger of orders in the database: what is bought comes with a positive quantity, what is sold or
 * settled with a negative one, so that the sum is what is held.
 */
import type { MarketId, Outcome, Price } from '@arbees/core'
import {
  complement,
  costRoundedDown,
  formatDecimal,
  formatMoney,
  formatPrice,
  formatQuantity,
  parseMoney,
  parseQuantity,
  toMoney,
  toQuantity,
} from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'
import { formatInstant } from '../platform/store/sql-values.ts'
import type { Queries } from '../platform/store/store.ts'

type Order = MessageOf<'order.recorded'>
type Settled = MessageOf<'market.settled'>

/** A position as the database has it. */
export type StoredPosition = {
  readonly trade: string
  readonly game: string
  readonly market: MarketId
  readonly venue: string
  readonly side: Outcome
  readonly quantity: number
  /** What it cost, fees included. */
  readonly cost: number
}

const COLUMNS = [
  'order_id',
  'client_order_id',
  'request_id',
  'signal_id',
  'trade_id',
  'arb_group_id',
  'game_id',
  'platform',
  'market_id',
  'side',
  'action',
  'purpose',
  'status',
  'venue_status',
  'quantity',
  'filled_qty',
  'venue_filled_qty',
  'limit_price',
  'cost',
  'fee',
  'edge_pct',
  'opportunity_type',
  'is_paper',
  'latency_ms',
  'created_at',
] as const

type Value = string | number | boolean | null

/** Inserts a row; says whether it is new. */
async function insert(
  { insertMany }: Queries,
  row: Readonly<Record<(typeof COLUMNS)[number], Value>>,
): Promise<boolean> {
  return (await insertMany('paper_trades', COLUMNS, [COLUMNS.map((name) => row[name])])) === 1
}

/** Inserts the row of an order; says whether it is new. */
export function insertOrder(queries: Queries, order: Order): Promise<boolean> {
  const isBuy = order.action === 'buy'
  const signed = (amount: number) => (isBuy ? amount : -amount)
  const isArbitrage = order.opportunityType.endsWith('_arb')
  const latency = Math.max(0, order.sentAt - order.causedAt)
  return insert(queries, {
    order_id: order.venueOrder ?? order.order,
    client_order_id: order.order,
    request_id: order.request,
    signal_id: order.signal,
    trade_id: order.trade,
    arb_group_id: isArbitrage ? order.trade : null,
    game_id: order.game,
    platform: order.venue,
    market_id: order.market,
    side: order.outcome,
    action: order.action,
    purpose: order.purpose,
    status: order.received > 0 ? 'filled' : 'cancelled',
    venue_status: order.venueStatus,
    // A buy for money may bring more contracts than it asked for at its limit.
    quantity: formatQuantity(toQuantity(Math.max(order.quantity, order.filled))),
    filled_qty: formatQuantity(toQuantity(signed(order.received))),
    venue_filled_qty: formatQuantity(order.filled),
    limit_price: formatPrice(order.limit),
    cost: formatMoney(toMoney(signed(order.cost))),
    fee: formatMoney(order.fee),
    edge_pct: formatDecimal(order.edgeBps, 2),
    opportunity_type: order.opportunityType,
    is_paper: order.isPaper,
    latency_ms: formatDecimal(latency, 3),
    created_at: formatInstant(order.sentAt),
  })
}

type About = {
  readonly signal: string | null
  readonly type: string
  readonly group: string | null
  readonly paper: boolean
  readonly edge: string | null
}

/** Inserts the row with which a settled market pays a position; says whether it is new. */
export async function insertSettlement(queries: Queries, position: StoredPosition, settled: Settled): Promise<boolean> {
  const { trade, market, side, quantity } = position
  const [about] = await queries.query<About>(
    `SELECT signal_id AS signal, opportunity_type AS type, arb_group_id AS "group", is_paper AS paper, edge_pct AS edge
     FROM paper_trades WHERE trade_id = $1 ORDER BY id LIMIT 1`,
    [trade],
  )
  if (about === undefined) return false
  const price: Price = side === 'yes' ? settled.yesPrice : complement(settled.yesPrice)
  const name = `settled-${trade}-${market}-${side}`
  return insert(queries, {
    order_id: name,
    client_order_id: name,
    request_id: null,
    signal_id: about.signal,
    trade_id: trade,
    arb_group_id: about.group,
    game_id: position.game,
    platform: position.venue,
    market_id: market,
    side,
    action: 'settle',
    purpose: 'settlement',
    status: 'filled',
    venue_status: `settled ${settled.outcome}`,
    quantity: formatQuantity(toQuantity(quantity)),
    filled_qty: formatQuantity(toQuantity(-quantity)),
    venue_filled_qty: formatQuantity(toQuantity(quantity)),
    limit_price: formatPrice(price),
    cost: formatMoney(toMoney(-costRoundedDown(price, toQuantity(quantity)))),
    fee: formatMoney(toMoney(0)),
    edge_pct: about.edge,
    opportunity_type: about.type,
    is_paper: about.paper,
    latency_ms: null,
    created_at: formatInstant(settled.at),
  })
}

/** Returns what is held of one market, of one side or both: the given trade's first, then the oldest. */
export async function heldOf(
  queries: Queries,
  market: MarketId,
  side: Outcome | null,
  trade = '',
): Promise<readonly StoredPosition[]> {
  const rows = await queries.query<Omit<StoredPosition, 'quantity' | 'cost'> & { quantity: string; cost: string }>(
    `SELECT trade_id AS trade, game_id AS game, market_id AS market, platform AS venue, side, quantity, cost
     FROM positions WHERE market_id = $1 AND ($2::text IS NULL OR side = $2) AND quantity > 0
     ORDER BY trade_id = $3 DESC, opened_at, trade_id`,
    [market, side, trade],
  )
  return rows.map((row) => ({ ...row, quantity: parseQuantity(row.quantity), cost: parseMoney(row.cost) }))
}
