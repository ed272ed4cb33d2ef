/*
 * What Kalshi's stream says of each piece of news, without the numbers of a subscription.
 */
import type { Price, Quantity, Side } from '@arbees/core'
import { complement, formatPrice } from '@arbees/core'
import { instantText } from '../instant-text.ts'
import {
  balanceText,
  countText,
  levelRows,
  millisOf,
  moneyText,
  quoteRow,
  rangeRows,
  secondsOf,
  userOrderRow,
} from './rows.ts'
import type {
  KalshiFill,
  KalshiHolding,
  KalshiMarket,
  KalshiMember,
  KalshiOrder,
  KalshiOrderGroup,
  KalshiTrade,
  KalshiWorld,
  LifecycleWord,
} from './world.ts'

/** The body of a frame, and its type. */
export type Frame = { readonly type: string; readonly msg: Readonly<Record<string, unknown>> }

/** Returns a whole book; the key of an empty side is absent. */
export function snapshotFrame(market: KalshiMarket, isYesPriced: boolean): Frame {
  const yes = levelRows(market.book.bids, false)
  const no = levelRows(market.book.asks, !isYesPriced)
  return {
    type: 'orderbook_snapshot',
    msg: {
      market_ticker: market.ticker,
      market_id: market.id,
      ...(yes.length === 0 ? {} : { yes_dollars_fp: yes }),
      ...(no.length === 0 ? {} : { no_dollars_fp: isYesPriced ? no.toReversed() : no }),
    },
  }
}

/** One level's change. */
export type LevelChange = {
  readonly market: KalshiMarket
  readonly side: Side
  readonly price: Price
  readonly delta: Quantity
}

/** Returns a change of one level; whose order caused it is told to that member only. */
export function deltaFrame(world: KalshiWorld, change: LevelChange, isYesPriced: boolean, own?: KalshiOrder): Frame {
  const { market, side, price, delta } = change
  const now = world.clock.now()
  const isTurned = side === 'ask' && !isYesPriced
  return {
    type: 'orderbook_delta',
    msg: {
      market_ticker: market.ticker,
      market_id: market.id,
      price_dollars: formatPrice(isTurned ? complement(price) : price),
      delta_fp: countText(delta),
      side: side === 'bid' ? 'yes' : 'no',
      ...(own === undefined ? {} : { client_order_id: own.clientOrderId, subaccount: own.subaccount }),
      ts: instantText(now),
      ts_ms: millisOf(now),
    },
  }
}

/** Returns a market's quote. */
export function tickerFrame(world: KalshiWorld, market: KalshiMarket): Frame {
  const now = world.clock.now()
  const { no_bid_dollars: _bid, no_ask_dollars: _ask, ...quote } = quoteRow(market)
  return {
    type: 'ticker',
    msg: {
      market_id: market.id,
      market_ticker: market.ticker,
      // Nothing stands here for a market that has never traded.
      price_dollars: market.lastPrice === undefined ? '' : formatPrice(market.lastPrice),
      ...quote,
      volume_fp: countText(market.volume),
      open_interest_fp: countText(market.openInterest),
      dollar_volume: Math.floor(market.dollarVolume / 1_000_000),
      dollar_open_interest: Math.floor(market.openInterest / 1_000_000),
      last_trade_size_fp: countText(market.lastQuantity),
      ts: secondsOf(now),
      ts_ms: millisOf(now),
      time: instantText(now),
    },
  }
}

/** Returns a public trade. */
export function tradeFrame(trade: KalshiTrade): Frame {
  const outcome = trade.takerSide === 'bid' ? 'yes' : 'no'
  return {
    type: 'trade',
    msg: {
      trade_id: trade.id,
      market_ticker: trade.market.ticker,
      yes_price_dollars: formatPrice(trade.price),
      no_price_dollars: formatPrice(complement(trade.price)),
      count_fp: countText(trade.quantity),
      taker_side: outcome,
      taker_outcome_side: outcome,
      taker_book_side: trade.takerSide,
      is_block_trade: false,
      ts: secondsOf(trade.at),
      ts_ms: millisOf(trade.at),
    },
  }
}

/** Returns a member's own fill. */
export function fillFrame(fill: KalshiFill): Frame {
  const { order } = fill
  const outcome = order.side === 'bid' ? 'yes' : 'no'
  return {
    type: 'fill',
    msg: {
      trade_id: fill.tradeId,
      order_id: order.id,
      ...(order.clientOrderId === '' ? {} : { client_order_id: order.clientOrderId }),
      market_ticker: order.market.ticker,
      exchange_index: order.market.shard,
      is_taker: fill.isTaker,
      side: outcome,
      yes_price_dollars: formatPrice(fill.price),
      count_fp: countText(fill.quantity),
      fee_cost: moneyText(fill.fee),
      action: 'buy',
      ts: secondsOf(fill.at),
      ts_ms: millisOf(fill.at),
      post_position_fp: countText(fill.positionAfter),
      purchased_side: outcome,
      outcome_side: outcome,
      book_side: order.side,
      subaccount: order.subaccount,
    },
  }
}

/** Returns a member's own order. */
export function orderFrame(order: KalshiOrder): Frame {
  return { type: 'user_order', msg: userOrderRow(order) }
}

/** Returns a member's own holding. */
export function positionFrame(
  member: KalshiMember,
  subaccount: number,
  market: KalshiMarket,
  holding: KalshiHolding,
): Frame {
  return {
    type: 'market_position',
    msg: {
      user_id: member.id,
      market_ticker: market.ticker,
      position_fp: countText(holding.quantity),
      position_cost_dollars: balanceText(holding.cost),
      realized_pnl_dollars: balanceText(holding.realized),
      fees_paid_dollars: balanceText(holding.fees),
      position_fee_cost_dollars: balanceText(holding.fees),
      volume_fp: countText(holding.volume),
      subaccount,
    },
  }
}

/** Returns what happened to a market. */
export function lifecycleFrame(world: KalshiWorld, market: KalshiMarket, what: LifecycleWord): Frame {
  const about = { market_ticker: market.ticker, event_type: what }
  const now = secondsOf(world.clock.now())
  const grid = { price_level_structure: market.structure, price_ranges: rangeRows(market) }
  const type = 'market_lifecycle_v2'
  switch (what) {
    case 'created':
      return {
        type,
        msg: {
          ...about,
          exchange_index: market.shard,
          open_ts: secondsOf(market.opensAt),
          close_ts: secondsOf(market.closesAt),
          additional_metadata: {
            name: market.yesSubTitle,
            title: market.title,
            yes_sub_title: market.yesSubTitle,
            no_sub_title: market.noSubTitle,
            rules_primary: market.rulesPrimary,
            rules_secondary: '',
            can_close_early: true,
            event_ticker: market.event.ticker,
          },
          ...grid,
        },
      }
    case 'activated':
      return { type, msg: { ...about, is_deactivated: false } }
    case 'deactivated':
      return { type, msg: { ...about, is_deactivated: true } }
    case 'close_date_updated':
      return { type, msg: { ...about, close_ts: secondsOf(market.closesAt) } }
    case 'determined': {
      const value = formatPrice(market.yesPayout ?? (0 as Price))
      return { type, msg: { ...about, determination_ts: now, result: market.result, settlement_value: value } }
    }
    case 'settled':
      return { type, msg: { ...about, settled_ts: now } }
    case 'price_level_structure_updated':
      return { type, msg: { ...about, ...grid } }
  }
}

/** Returns what happened to an order group. */
export function groupFrame(world: KalshiWorld, group: KalshiOrderGroup, what: string): Frame {
  const hasLimit = what === 'created' || what === 'limit_updated'
  return {
    type: 'order_group_updates',
    msg: {
      event_type: what,
      order_group_id: group.id,
      ...(hasLimit ? { contracts_limit_fp: countText(group.limit) } : {}),
      ts_ms: millisOf(world.clock.now()),
    },
  }
}
