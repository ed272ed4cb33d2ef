/*
 * What a restarted risk desk must know, out of the ledger of orders: the money at each venue, what is held
 * and by which trade, and what the day has lost already. One database may hold a time on paper and a real one: each
 * knows of its own rows alone.
 */
import type { RiskDesk } from '@arbees/arb-engine'
import type { Micros, Money, VenueId } from '@arbees/core'
import { ONE_DOLLAR, parseMoney, parsePrice, parseQuantity, seconds, toMicros, toMoney, toQuantity } from '@arbees/core'
import { readMessage } from '../messages/topics.ts'
import { profitSince } from '../platform/store/bankroll.ts'
import type { Queries } from '../platform/store/store.ts'
import type { Row } from './risk-records.ts'
import type { TradeMemory } from './trade-memory.ts'
import { noteAsked, noteEnd, noteRow } from './trade-memory.ts'

const DAY = seconds(86_400)
const OPEN = 'SELECT trade_id FROM positions WHERE quantity > 0'

/** Returns the money at each paper account as all trades that are over have left it, given what there was at first. */
export async function cashByVenue(
  { query }: Queries,
  first: ReadonlyMap<VenueId, Money>,
): Promise<ReadonlyMap<VenueId, Money>> {
  const rows = await query<{ venue: string; flow: string }>(
    `SELECT platform AS venue, -SUM(cost + fee) AS flow FROM paper_trades
     WHERE is_paper AND trade_id NOT IN (${OPEN}) GROUP BY platform`,
  )
  const flows = new Map(rows.map(({ venue, flow }) => [venue, parseMoney(flow)]))
  return new Map([...first].map(([venue, amount]) => [venue, toMoney(amount + (flows.get(venue) ?? 0))]))
}

type Stored = {
  readonly order: string
  readonly venue_order: string
  readonly request: string | null
  readonly signal: string
  readonly trade: string
  readonly game: string
  readonly venue: string
  readonly market: string
  readonly side: string
  readonly action: string
  readonly purpose: string
  readonly venue_status: string
  readonly quantity: string
  readonly filled: string
  readonly received: string
  readonly limit: string
  readonly cost: string
  readonly fee: string
  readonly type: string
  readonly paper: boolean
  readonly pair: string | null
  readonly at: number
}

const ROWS = `SELECT client_order_id AS order, order_id AS venue_order, request_id AS request, o.signal_id AS signal,
  o.trade_id AS trade, o.game_id AS game, platform AS venue, market_id AS market, side, action, purpose, venue_status,
  quantity, venue_filled_qty AS filled, abs(filled_qty) AS received, limit_price AS limit, abs(cost) AS cost, fee,
  o.opportunity_type AS type, o.is_paper AS paper, t.pair AS pair, created_at AS at
  FROM paper_trades o LEFT JOIN trades t ON t.trade_id = o.trade_id
  WHERE o.is_paper = $1 AND o.trade_id IN (${OPEN}) AND action <> 'settle' ORDER BY id`

function rowOf(stored: Stored): Row {
  const filled = parseQuantity(stored.filled)
  return readMessage('order.recorded', {
    order: stored.order,
    venueOrder: stored.venue_order,
    request: stored.request ?? stored.trade,
    signal: stored.signal,
    trade: stored.trade,
    game: stored.game,
    pair: stored.pair,
    opportunityType: stored.type,
    purpose: stored.purpose,
    isPaper: stored.paper,
    market: stored.market,
    venue: stored.venue,
    outcome: stored.side,
    action: stored.action,
    limit: parsePrice(stored.limit),
    quantity: parseQuantity(stored.quantity),
    filled,
    received: parseQuantity(stored.received),
    cost: parseMoney(stored.cost),
    fee: parseMoney(stored.fee),
    status: filled > 0 ? 'filled' : 'canceled',
    venueStatus: stored.venue_status,
    edgeBps: 0,
    causedAt: stored.at,
    sentAt: stored.at,
    doneAt: stored.at,
  })
}

/** Tells the desk of every trade that holds something, as if its rows came now. */
export async function restoreTrades({ query }: Queries, memory: TradeMemory, isPaper: boolean): Promise<number> {
  const rows = (await query<Stored>(ROWS, [isPaper])).map(rowOf)
  const byTrade = new Map<string, Row[]>()
  for (const row of rows) byTrade.set(row.trade, [...(byTrade.get(row.trade) ?? []), row])
  for (const [trade, own] of byTrade) {
    const entries = own.filter(({ purpose }) => purpose === 'entry')
    const [first] = entries
    if (first === undefined) continue
    const { request, game, opportunityType, pair, market, doneAt } = first
    noteAsked(memory, request, {
      game,
      legs: entries.length,
      terms: {
        name: pair ?? market,
        strategy: opportunityType,
        opportunityType,
        payout: toMoney(entries.length === 1 ? 0 : payoutOf(entries)),
        bound: { quantity: toQuantity(0), money: toMoney(0) },
        expiresAt: doneAt,
        first: 'all',
      },
    })
    for (const row of own) noteRow(memory, row)
    noteEnd(memory, trade, 'hedged', 'it was held at the start', doneAt)
  }
  return byTrade.size
}

function payoutOf(entries: readonly Row[]): number {
  return entries.every(({ outcome }) => outcome === 'no') ? (entries.length - 1) * ONE_DOLLAR : ONE_DOLLAR
}

/** Counts what the day has lost or earned before this start against its limit. */
export async function restoreDay(queries: Queries, desk: RiskDesk, now: Micros, isPaper: boolean): Promise<Money> {
  const day = Math.floor(now / DAY)
  const pnl = await profitSince(queries, toMicros(day * DAY), isPaper)
  const equityAtStart = toMoney(desk.equity().total - pnl)
  desk.restore({ ...desk.snapshot(), day: { day, equityAtStart, isStopped: false } })
  return pnl
}
