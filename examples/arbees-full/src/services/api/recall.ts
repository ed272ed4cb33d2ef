/*
 * What the database knows of the past, put under what the bus has told since the start: after a restart the
 * pages show the same as before.
 */
import type { Micros } from '@arbees/core'
import {
  formatMoney,
  formatPrice,
  formatQuantity,
  parseDecimal,
  parseMoney,
  parsePrice,
  parseQuantity,
} from '@arbees/core'
import { z } from 'zod'
import { signalGenerated } from '../../messages/signal.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Queries } from '../../platform/store/store.ts'
import { positionOf } from './projection/ledger.ts'
import type { ApiState } from './state.ts'
import type { OrderView, TradeView } from './view/ledger-view.ts'
import { formatMillis, instantOrNull } from './view/scalars.ts'

/** How much of each is shown again. */
const RECALLED_MAX = 1_000

type Query = Queries['query']

async function recallGames({ games }: ApiState, query: Query): Promise<void> {
  const rows = await query<{ game: string; league: string; home: string; away: string }>(
    `SELECT game_id AS game, league, home_team AS home, away_team AS away FROM games
     ORDER BY starts_at DESC LIMIT ${RECALLED_MAX}`,
  )
  for (const { game, league, home, away } of rows.toReversed()) games.name(game, league, `${away} at ${home}`)
}

type OrderRow = Omit<OrderView, 'created_at' | 'market_title'> & { readonly created_at: Micros }

async function recallOrders({ ledger, games }: ApiState, query: Query): Promise<void> {
  const rows = await query<OrderRow>(
    `SELECT client_order_id AS order_id, NULLIF(order_id, client_order_id) AS venue_order_id, trade_id, game_id,
       platform, market_id, side, action, purpose, status, venue_status, quantity, venue_filled_qty AS filled_qty,
       limit_price, cost, fee, ROUND(edge_pct, 2) AS edge_pct, opportunity_type, is_paper, latency_ms, created_at
     FROM paper_trades WHERE action <> 'settle' ORDER BY created_at DESC, id DESC LIMIT ${RECALLED_MAX}`,
  )
  for (const row of rows.toReversed()) {
    ledger.recall.order({
      ...row,
      market_title: games.titleOf(row.game_id),
      quantity: formatQuantity(parseQuantity(row.quantity)),
      filled_qty: formatQuantity(parseQuantity(row.filled_qty)),
      limit_price: formatPrice(parsePrice(row.limit_price)),
      cost: formatMoney(parseMoney(row.cost)),
      fee: formatMoney(parseMoney(row.fee)),
      latency_ms: row.latency_ms === null ? null : formatMillis(parseDecimal(row.latency_ms, 3)),
      created_at: formatInstant(row.created_at),
    })
  }
}

type TradeRow = Omit<TradeView, 'entry_time' | 'exit_time' | 'market_title'> & {
  readonly entry_time: Micros
  readonly exit_time: Micros | null
}

async function recallTrades({ ledger, games }: ApiState, query: Query): Promise<void> {
  const rows = await query<TradeRow>(
    `SELECT trade_id, game_id, opportunity_type, is_paper, status, pnl, fees, reason, opened_at AS entry_time,
       ended_at AS exit_time
     FROM trades ORDER BY status = 'open' DESC, opened_at DESC LIMIT ${RECALLED_MAX}`,
  )
  for (const row of rows.toSorted((a, b) => a.entry_time - b.entry_time)) {
    ledger.recall.trade({
      ...row,
      market_title: games.titleOf(row.game_id),
      pnl: row.pnl === null ? null : formatMoney(parseMoney(row.pnl)),
      fees: row.fees === null ? null : formatMoney(parseMoney(row.fees)),
      entry_time: formatInstant(row.entry_time),
      exit_time: instantOrNull(row.exit_time),
    })
  }
  const ends = await query<{ trade: string; status: TradeView['status']; pnl: string; at: Micros }>(
    `SELECT trade_id AS trade, status, pnl, ended_at AS at FROM trades
     WHERE ended_at IS NOT NULL AND pnl IS NOT NULL AND opened_at >= COALESCE(
       (SELECT timestamp FROM bankroll WHERE reason IN ('start', 'reset') ORDER BY entry DESC LIMIT 1), '-infinity')`,
  )
  for (const { trade, status, pnl, at } of ends) ledger.tally.end({ trade, status, pnl: parseMoney(pnl), at })
}

async function recallPositions({ ledger, games }: ApiState, query: Query): Promise<void> {
  type Held = Parameters<typeof positionOf>[0]
  type Texts = Readonly<Record<'quantity' | 'cost' | 'realized', string>> & { readonly bid: string | null }
  const rows = await query<Omit<Held, keyof Texts> & Texts>(
    `SELECT trade_id AS trade, game_id AS game, market_id AS market, platform AS venue, side AS outcome, quantity, cost,
       bid, realized, updated_at AS at
     FROM positions WHERE quantity > 0 ORDER BY opened_at LIMIT ${RECALLED_MAX}`,
  )
  for (const row of rows) {
    const held = {
      ...row,
      quantity: parseQuantity(row.quantity),
      cost: parseMoney(row.cost),
      bid: row.bid === null ? null : parsePrice(row.bid),
      realized: parseMoney(row.realized),
    }
    ledger.recall.position(positionOf(held, games.titleOf(row.game)))
  }
}

async function recallBankroll({ ledger }: ApiState, query: Query): Promise<void> {
  const [last] = await query<
    Readonly<Record<'balance' | 'piggybank' | 'reserved' | 'initial', string>> & {
      readonly entry: number
      readonly at: Micros
    }
  >(
    `SELECT entry, balance, piggybank_balance AS piggybank, reserved, timestamp AS at,
       (SELECT balance + piggybank_balance FROM bankroll WHERE reason IN ('start', 'reset')
        ORDER BY entry DESC LIMIT 1) AS initial
     FROM bankroll ORDER BY entry DESC LIMIT 1`,
  )
  if (last === undefined) return
  ledger.recall.bankroll({
    entry: last.entry,
    at: last.at,
    balance: parseMoney(last.balance),
    piggybank: parseMoney(last.piggybank),
    reserved: parseMoney(last.reserved),
    initial: parseMoney(last.initial ?? last.balance),
  })
}

const SEEN_LEGS = z
  .array(signalGenerated.shape.legs.element.omit({ continuity: true, seenAt: true }))
  .min(1)
  .max(16)

type SignalRow = Readonly<Record<'signal' | 'type' | 'game' | 'edge' | 'outcome', string>> & {
  readonly pair: string | null
  readonly legs: unknown
  readonly edgeBps: number
  readonly modelChance: number | null
  readonly marketChance: number | null
  readonly generatedAt: Micros
  readonly expiresAt: Micros
  readonly by: string | null
  readonly reason: string | null
  readonly sentence: string | null
  readonly numbers: Readonly<Record<string, number>> | null
}

async function recallSignals({ opportunities }: ApiState, query: Query): Promise<void> {
  const rows = await query<SignalRow>(
    `SELECT signal_id AS signal, opportunity_type AS type, game_id AS game, pair, legs, edge,
       ROUND(edge_pct * 100)::integer AS "edgeBps", model_prob AS "modelChance", market_prob AS "marketChance",
       created_at AS "generatedAt", expires_at AS "expiresAt", outcome, refused_by AS by, refusal_reason AS reason,
       refusal_sentence AS sentence, refusal_numbers AS numbers
     FROM trading_signals ORDER BY created_at DESC LIMIT ${RECALLED_MAX}`,
  )
  for (const row of rows.toReversed()) {
    const legs = SEEN_LEGS.safeParse(row.legs)
    if (!legs.success || opportunities.view(row.signal) !== undefined) continue
    const type = signalGenerated.shape.type.parse(row.type)
    opportunities.generated({ ...row, type, legs: legs.data, edge: parseMoney(row.edge) })
    if (row.outcome === 'requested') opportunities.recall(row.signal, 'requested', null)
    if (row.outcome !== 'refused') continue
    const [by, reason, sentence] = [row.by ?? 'unknown', row.reason ?? 'unknown', row.sentence ?? '']
    const at = formatInstant(row.generatedAt)
    opportunities.recall(row.signal, 'refused', { by, reason, sentence, numbers: { ...row.numbers }, at })
  }
}

/** Puts what the database knows into the state. @throws StoreError */
export async function recallState(state: ApiState, { query }: Queries): Promise<void> {
  await recallGames(state, query)
  await recallBankroll(state, query)
  await recallOrders(state, query)
  await recallTrades(state, query)
  await recallPositions(state, query)
  await recallSignals(state, query)
}
