/*
 * Books what happened into the ledger: rows, positions, and once a trade holds nothing its profit into the
 * bankroll. All of one message is one transaction, and what is told again changes nothing.
 */
import type { MarketId, Micros, Money, Outcome } from '@arbees/core'
import {
  costOfPart,
  emptyPosition,
  formatMoney,
  formatQuantity,
  mulDiv,
  parseMoney,
  parseQuantity,
  toMoney,
  toQuantity,
} from '@arbees/core'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import type { Bankroll } from '../platform/store/bankroll.ts'
import { appendBankroll } from '../platform/store/bankroll.ts'
import { formatInstant } from '../platform/store/sql-values.ts'
import type { Queries } from '../platform/store/store.ts'
import type { PnlRow } from './closing-pnl.ts'
import { closingPnl } from './closing-pnl.ts'
import { heldOf, insertOrder, insertSettlement } from './ledger-rows.ts'
import { splitSale } from './split-sale.ts'

type Order = MessageOf<'order.recorded'>
type Settled = MessageOf<'market.settled'>

/** What is to be told of a booking, once it is certain. */
export type Booked = {
  readonly positions: SpokenOf<'position.changed'>[]
  readonly ended: SpokenOf<'trade.ended'>[]
  readonly bankroll: SpokenOf<'bankroll.changed'>[]
}

/** What booking needs beside the message. */
export type BookingWorld = {
  /** Markets that have settled: what fills late is paid at once. */
  readonly settled: ReadonlyMap<MarketId, Settled>
  /** Which part of a profit is put by, in ten-thousandths. */
  readonly piggybank: number
}

const LOCK = 7_268_533_003

/** One booking at a time, whoever books: a position rests on the rows before. */
async function lock({ query }: Queries): Promise<void> {
  await query('SELECT pg_advisory_xact_lock($1)', [LOCK])
}

type Change = {
  readonly trade: string
  readonly game: string
  readonly market: MarketId
  readonly venue: string
  readonly side: Outcome
  /** Signed contracts, and what was paid (positive) or got, fee included. */
  readonly quantity: number
  readonly money: number
  readonly at: Micros
}

async function changePosition(queries: Queries, change: Change): Promise<SpokenOf<'position.changed'>> {
  const { trade, game, market, venue, side, at } = change
  const [row] = await queries.query<{ quantity: string; cost: string; realized: string }>(
    'SELECT quantity, cost, realized FROM positions WHERE trade_id = $1 AND market_id = $2 AND side = $3',
    [trade, market, side],
  )
  let [quantity, cost, realized] = [
    parseQuantity(row?.quantity ?? '0'),
    parseMoney(row?.cost ?? '0'),
    parseMoney(row?.realized ?? '0'),
  ]
  if (change.quantity >= 0) cost = toMoney(cost + change.money)
  else {
    const closed = toQuantity(Math.min(quantity, -change.quantity))
    const part = costOfPart({ ...emptyPosition(market, side), quantity, cost }, closed)
    cost = toMoney(cost - part)
    realized = toMoney(realized - change.money - part)
  }
  quantity = toQuantity(Math.max(0, quantity + change.quantity))
  await queries.query(
    `INSERT INTO positions (trade_id, market_id, side, game_id, platform, quantity, cost, realized, opened_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     ON CONFLICT (trade_id, market_id, side) DO UPDATE
     SET quantity = excluded.quantity, cost = excluded.cost, realized = excluded.realized, updated_at = excluded.updated_at`,
    [
      trade,
      market,
      side,
      game,
      venue,
      formatQuantity(quantity),
      formatMoney(cost),
      formatMoney(realized),
      formatInstant(at),
    ],
  )
  return { trade, game, market, venue, outcome: side, quantity, cost, bid: null, realized, at }
}

type LedgerRow = {
  readonly order: string
  readonly leg: string
  readonly filled: string
  readonly cost: string
  readonly fee: string
  readonly pnl: string | null
  readonly purpose: string
  readonly signal: string | null
  readonly game: string
  readonly type: string
  readonly group: string | null
  readonly paper: boolean
  readonly at: number
}

const ROWS = `SELECT client_order_id AS order, market_id || ' ' || side AS leg, filled_qty AS filled, cost, fee, pnl,
  purpose, signal_id AS signal, game_id AS game, opportunity_type AS type, arb_group_id AS "group", is_paper AS paper,
  created_at AS at FROM paper_trades WHERE trade_id = $1 ORDER BY id`

const ENDINGS: Readonly<Record<string, 'settled' | 'closed' | 'flattened'>> = { settlement: 'settled', exit: 'closed' }

async function writeEnd(
  queries: Queries,
  trade: string,
  rows: readonly LedgerRow[],
  ending: string,
  pnl: Money,
  fees: Money,
  at: Micros,
) {
  const first = rows[0] as LedgerRow
  await queries.query(
    `INSERT INTO trades (trade_id, signal_id, game_id, opportunity_type, is_paper, status, pnl, fees, opened_at, ended_at, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $6)
     ON CONFLICT (trade_id) DO UPDATE
     SET status = excluded.status, pnl = excluded.pnl, fees = excluded.fees, ended_at = excluded.ended_at, reason = excluded.reason`,
    [
      trade,
      first.signal ?? trade,
      first.game,
      first.type,
      first.paper,
      ending,
      formatMoney(pnl),
      formatMoney(fees),
      formatInstant(first.at),
      formatInstant(at),
    ],
  )
}

function bankrollMessage(after: Bankroll, trade: string, change: Money, at: Micros): SpokenOf<'bankroll.changed'> {
  const { entry, balance, piggybank } = after
  return { entry, balance, piggybank, reserved: 0, reason: 'trade', trade, change, at }
}

/** Books the profit of a trade that holds nothing any more; does nothing of one that does, or is booked. */
async function finishTrade(
  queries: Queries,
  world: BookingWorld,
  trade: string,
  at: Micros,
  booked: Booked,
): Promise<void> {
  const rows = await queries.query<LedgerRow>(ROWS, [trade])
  const exact: readonly PnlRow[] = rows.map(({ order, leg, filled, cost, fee }) => ({
    order,
    leg,
    filled: parseQuantity(filled),
    cost: parseMoney(cost),
    fee: parseMoney(fee),
  }))
  const held = new Map<string, number>()
  for (const { leg, filled } of exact) held.set(leg, (held.get(leg) ?? 0) + filled)
  const last = rows.findLast(({ filled }) => parseQuantity(filled) < 0)
  if (last === undefined || last.pnl !== null || [...held.values()].some((quantity) => quantity !== 0)) return
  const pnl = closingPnl(exact)
  let [change, total] = [0, 0]
  for (const { order, pnl: known } of rows) {
    const own = pnl.get(order)
    if (own === undefined) continue
    total += own
    if (known !== null) continue
    change += own
    await queries.query('UPDATE paper_trades SET pnl = $2 WHERE client_order_id = $1', [order, formatMoney(own)])
  }
  const fees = toMoney(exact.reduce((sum, { fee }) => sum + fee, 0))
  const ending = ENDINGS[last.purpose] ?? 'flattened'
  await writeEnd(queries, trade, rows, ending, toMoney(total), fees, at)
  const put = change > 0 ? mulDiv(change, world.piggybank, 10_000, 'floor') : 0
  const after = await appendBankroll(queries, {
    key: `trade ${trade} ${last.order}`,
    reason: 'trade',
    trade,
    balanceChange: toMoney(change - put),
    piggybankChange: toMoney(put),
    at,
  })
  booked.bankroll.push(bankrollMessage(after, trade, toMoney(change), at))
  // That an excess was sold at once is told by who sold it.
  if (ending === 'flattened') return
  const reason = ending === 'settled' ? 'the venues paid' : 'it was sold'
  booked.ended.push({ trade, game: last.game, ending, reason, pnl: toMoney(total), fees, at })
}

async function settlePositions(queries: Queries, world: BookingWorld, settled: Settled, booked: Booked): Promise<void> {
  const trades = new Set<string>()
  for (const position of await heldOf(queries, settled.market, null)) {
    if (!(await insertSettlement(queries, position, settled))) continue
    const { trade, game, market, venue, side, quantity } = position
    const [row] = await queries.query<{ cost: string }>('SELECT cost FROM paper_trades WHERE client_order_id = $1', [
      `settled-${trade}-${market}-${side}`,
    ])
    const change = {
      trade,
      game,
      market,
      venue,
      side,
      quantity: -quantity,
      money: parseMoney(row?.cost ?? '0'),
      at: settled.at,
    }
    booked.positions.push(await changePosition(queries, change))
    trades.add(trade)
  }
  for (const trade of trades) await finishTrade(queries, world, trade, settled.at, booked)
}

const nothing = (): Booked => ({ positions: [], ended: [], bankroll: [] })

/** Returns an order as the rows that it adds to the ledger. */
async function partsOf(queries: Queries, order: Order): Promise<readonly Order[]> {
  if (order.action === 'buy') return [order]
  // Told again it would be split by what is held now, and sell again what others hold.
  const booked = await queries.query('SELECT 1 AS one FROM paper_trades WHERE client_order_id = $1', [order.order])
  return booked.length > 0 ? [] : splitSale(order, await heldOf(queries, order.market, order.outcome, order.trade))
}

/** Books an order at its end. */
export async function bookOrder(queries: Queries, world: BookingWorld, order: Order): Promise<Booked> {
  await lock(queries)
  const booked = nothing()
  const { market, outcome: side, venue, doneAt: at } = order
  for (const part of await partsOf(queries, order)) {
    if (!(await insertOrder(queries, part))) continue
    const { trade, game, received, cost, fee } = part
    if (received === 0) continue
    const isBuy = part.action === 'buy'
    const change = {
      trade,
      game,
      market,
      venue,
      side,
      at,
      quantity: isBuy ? received : -received,
      money: isBuy ? cost + fee : fee - cost,
    }
    booked.positions.push(await changePosition(queries, change))
    if (!isBuy) await finishTrade(queries, world, trade, at, booked)
  }
  const settled = world.settled.get(market)
  if (settled !== undefined) await settlePositions(queries, world, settled, booked)
  return booked
}

/** Books the settlement of a market, by the venue's own word: each position is paid once. */
export async function bookSettlement(queries: Queries, world: BookingWorld, settled: Settled): Promise<Booked> {
  await lock(queries)
  const booked = nothing()
  await settlePositions(queries, world, settled, booked)
  return booked
}

/** Writes down that a trade holds something. */
export async function bookOpening({ query }: Queries, opened: MessageOf<'trade.opened'>): Promise<void> {
  const { trade, signal, game, pair, opportunityType, isPaper, at } = opened
  await query(
    `INSERT INTO trades (trade_id, signal_id, game_id, pair, opportunity_type, is_paper, status, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'open', $7) ON CONFLICT (trade_id) DO NOTHING`,
    [trade, signal, game, pair, opportunityType, isPaper, formatInstant(at)],
  )
}
