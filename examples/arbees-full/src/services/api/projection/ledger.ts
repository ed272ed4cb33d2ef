/*
 * Orders, trades, positions and the bankroll as the bus tells them.
 */
import type { Micros, Money } from '@arbees/core'
import {
  addMoney,
  costRoundedDown,
  formatMoney,
  formatPrice,
  formatQuantity,
  mulDiv,
  NO_MONEY,
  parseMoney,
  subtractMoney,
} from '@arbees/core'
import type { MessageOf } from '../../../messages/topics.ts'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import type { BankrollView, OrderView, PositionView, TradeView } from '../view/ledger-view.ts'
import { formatMillis, formatPercent } from '../view/scalars.ts'
import { createNewest } from './newest.ts'
import type { GameNames } from './opportunities.ts'
import type { TradeTally } from './trade-tally.ts'
import { createTradeTally } from './trade-tally.ts'

/** A bankroll as it is entered, with what the account started with. */
export type BankrollState = {
  readonly entry: number
  readonly balance: Money
  readonly piggybank: Money
  readonly reserved: Money
  readonly initial: Money
  readonly at: Micros
}

/** The money side of the deployment. */
export type Ledger = {
  readonly ordered: (message: MessageOf<'order.recorded'>) => OrderView
  readonly opened: (message: MessageOf<'trade.opened'>) => TradeView
  readonly ended: (message: MessageOf<'trade.ended'>) => TradeView
  readonly positioned: (message: MessageOf<'position.changed'>) => PositionView
  readonly banked: (message: MessageOf<'bankroll.changed'>) => void
  /** Puts what the database knows, under what is known already. */
  readonly recall: {
    readonly order: (order: OrderView) => void
    readonly trade: (trade: TradeView) => void
    readonly position: (position: PositionView) => void
    readonly bankroll: (state: BankrollState) => void
  }
  readonly tally: TradeTally
  /** Each list is the newest first. */
  readonly orders: () => readonly OrderView[]
  readonly trades: () => readonly TradeView[]
  readonly positions: () => readonly PositionView[]
  readonly bankroll: () => BankrollView | null
}

const ORDERS_MAX = 5_000
const TRADES_MAX = 5_000
const POSITIONS_MAX = 5_000

function orderOf(message: MessageOf<'order.recorded'>, title: string): OrderView {
  return {
    order_id: message.order,
    venue_order_id: message.venueOrder,
    trade_id: message.trade,
    game_id: message.game,
    market_title: title,
    platform: message.venue,
    market_id: message.market,
    side: message.outcome,
    action: message.action,
    purpose: message.purpose,
    // The checklist's spelling, as in the database.
    status: message.status === 'filled' ? 'filled' : 'cancelled',
    venue_status: message.venueStatus,
    quantity: formatQuantity(message.quantity),
    filled_qty: formatQuantity(message.filled),
    limit_price: formatPrice(message.limit),
    cost: formatMoney(message.cost),
    fee: formatMoney(message.fee),
    edge_pct: formatPercent(message.edgeBps),
    opportunity_type: message.opportunityType,
    is_paper: message.isPaper,
    latency_ms: formatMillis(message.sentAt - message.causedAt),
    created_at: formatInstant(message.sentAt),
  }
}

function bankrollOf(state: BankrollState): BankrollView {
  const { balance, piggybank, reserved, initial } = state
  const total = addMoney(balance, piggybank)
  const gain = subtractMoney(total, initial)
  return {
    entry: state.entry,
    balance: formatMoney(balance),
    piggybank_balance: formatMoney(piggybank),
    reserved_balance: formatMoney(reserved),
    available_balance: formatMoney(subtractMoney(balance, reserved)),
    total_balance: formatMoney(total),
    initial_balance: formatMoney(initial),
    profit_loss: formatMoney(gain),
    roi_pct: formatPercent(initial > 0 ? mulDiv(gain, 10_000, initial, 'half-up') : 0),
    timestamp: formatInstant(state.at),
  }
}

/** Returns the view of a position. */
export function positionOf(message: MessageOf<'position.changed'>, title: string): PositionView {
  const { bid, quantity } = message
  return {
    trade_id: message.trade,
    game_id: message.game,
    market_title: title,
    market_id: message.market,
    platform: message.venue,
    side: message.outcome,
    quantity: formatQuantity(quantity),
    cost: formatMoney(message.cost),
    bid: bid === null ? null : formatPrice(bid),
    value: bid === null ? null : formatMoney(costRoundedDown(bid, quantity)),
    realized: formatMoney(message.realized),
    updated_at: formatInstant(message.at),
  }
}

/** Returns what a position is known by. */
export function positionKey({ trade_id, market_id, side }: PositionView): string {
  return `${trade_id} ${market_id} ${side}`
}

/** Returns an empty ledger. */
export function createLedger({ titleOf }: GameNames): Ledger {
  const orders = createNewest<OrderView>(ORDERS_MAX)
  const trades = createNewest<TradeView>(TRADES_MAX)
  const positions = createNewest<PositionView>(POSITIONS_MAX)
  const tally = createTradeTally()
  let bank: BankrollState | undefined
  const put = (trade: TradeView): TradeView => {
    trades.put(trade.trade_id, trade)
    return trade
  }
  return Object.freeze({
    ordered: (message: MessageOf<'order.recorded'>) => {
      const order = orderOf(message, titleOf(message.game))
      orders.put(order.order_id, order)
      return order
    },
    opened: ({ trade, game, opportunityType, isPaper, at }: MessageOf<'trade.opened'>) => {
      const known = trades.get(trade)
      const entry = { entry_time: formatInstant(at), opportunity_type: opportunityType, is_paper: isPaper }
      // Its end may have come first.
      if (known !== undefined) return put({ ...known, ...entry })
      const open = { status: 'open', pnl: null, fees: null, reason: null, exit_time: null } as const
      return put({ trade_id: trade, game_id: game, market_title: titleOf(game), ...entry, ...open })
    },
    ended: ({ trade, game, ending, reason, pnl, fees, at }: MessageOf<'trade.ended'>) => {
      const isNews = tally.end({ trade, status: ending, pnl, at })
      const known = trades.get(trade)
      if (!isNews && known !== undefined && known.exit_time !== null) return known
      const when = formatInstant(at)
      const start = { trade_id: trade, game_id: game, market_title: titleOf(game), entry_time: when }
      const before = known ?? { ...start, opportunity_type: null, is_paper: true }
      const money = { pnl: formatMoney(pnl), fees: formatMoney(fees) }
      return put({ ...before, status: ending, ...money, reason, exit_time: when })
    },
    positioned: (message: MessageOf<'position.changed'>) => {
      const position = positionOf(message, titleOf(message.game))
      if (message.quantity > 0) positions.put(positionKey(position), position)
      else positions.drop(positionKey(position))
      return position
    },
    banked: ({ entry, balance, piggybank, reserved, reason, at }: MessageOf<'bankroll.changed'>) => {
      if (bank !== undefined && entry < bank.entry) return
      const isNew = reason === 'start' || reason === 'reset'
      const total = addMoney(balance, piggybank)
      if (isNew && bank?.entry !== entry) tally.clear()
      bank = { entry, balance, piggybank, reserved, initial: isNew ? total : (bank?.initial ?? total), at }
    },
    recall: {
      order: (order: OrderView) => orders.get(order.order_id) ?? orders.put(order.order_id, order),
      trade: (trade: TradeView) => trades.get(trade.trade_id) ?? trades.put(trade.trade_id, trade),
      position: (position: PositionView) => {
        const key = positionKey(position)
        return positions.get(key) ?? positions.put(key, position)
      },
      bankroll: (state: BankrollState) => {
        if (bank === undefined || bank.entry <= state.entry) bank = state
        else bank = { ...bank, initial: state.initial }
      },
    },
    tally,
    orders: () => orders.list(),
    trades: () => trades.list(),
    positions: () => positions.list(),
    bankroll: () => (bank === undefined ? null : bankrollOf(bank)),
  })
}

/** Returns what positions cost together. */
export function exposureOf(positions: readonly PositionView[]): Money {
  return positions.reduce((total, { cost }) => addMoney(total, parseMoney(cost)), NO_MONEY)
}
