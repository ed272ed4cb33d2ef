/*
 * Kalshi's objects as they stand on the wire. Prices have four places, counts two, money six.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { complement, formatDecimal, formatPrice, NO_MONEY, NO_QUANTITY, PRICE_ONE } from '@arbees/core'
import type { MatchQueue } from '@arbees/testkit'
import { bestLevel } from '@arbees/testkit'
import { instantText } from '../instant-text.ts'
import type {
  KalshiEvent,
  KalshiFill,
  KalshiHolding,
  KalshiMarket,
  KalshiOrder,
  KalshiSeries,
  KalshiSettlement,
  KalshiTrade,
} from './world.ts'

/** Returns a count with two places, as Kalshi always sends it. */
export function countText(quantity: Quantity): string {
  return formatDecimal(quantity, 6, 2)
}

/** Returns money with six places. */
export function moneyText(money: Money): string {
  return formatDecimal(money, 6)
}

/** Returns money with four places, cut. */
export function balanceText(money: Money): string {
  return formatDecimal(Math.floor(money / 100), 4)
}

/** Returns milliseconds of an instant. */
export function millisOf(at: Micros): number {
  return Math.floor(at / 1_000)
}

/** Returns whole seconds of an instant. */
export function secondsOf(at: Micros): number {
  return Math.floor(at / 1_000_000)
}

/** A level as it is sent. */
export type LevelRow = readonly [price: string, count: string]

/** Returns a side's levels from the lowest price of its outcome to the best; `isNo` turns prices to NO's. */
export function levelRows(queue: MatchQueue, isNo: boolean, depth = 0): readonly LevelRow[] {
  const from = depth === 0 ? 0 : Math.max(0, queue.levels.length - depth)
  return queue.levels
    .slice(from)
    .map(({ price, total }) => [formatPrice(isNo ? complement(price) : price), countText(total)])
}

/** Returns a market's price bands. */
export function rangeRows(market: KalshiMarket): readonly unknown[] {
  return market.grid.ranges.map(({ start, end, step }) => ({
    start: formatPrice(start),
    end: formatPrice(end),
    step: formatDecimal(step, 4),
  }))
}

/** Returns the best quotes of a market; the sentinels of an empty side are Kalshi's. */
export function quoteRow(market: KalshiMarket) {
  const bid = bestLevel(market.book.bids)
  const ask = bestLevel(market.book.asks)
  const yesBid = bid?.price ?? (0 as Price)
  const yesAsk = ask?.price ?? PRICE_ONE
  return {
    yes_bid_dollars: formatPrice(yesBid),
    yes_bid_size_fp: countText(bid?.total ?? NO_QUANTITY),
    yes_ask_dollars: formatPrice(yesAsk),
    yes_ask_size_fp: countText(ask?.total ?? NO_QUANTITY),
    no_bid_dollars: formatPrice(complement(yesAsk)),
    no_ask_dollars: formatPrice(complement(yesBid)),
  }
}

/** Returns a market as it is sent. */
export function marketRow(market: KalshiMarket) {
  const isSettled = market.settledAt !== undefined && market.yesPayout !== undefined
  return {
    ticker: market.ticker,
    event_ticker: market.event.ticker,
    market_type: 'binary',
    title: market.title,
    subtitle: market.yesSubTitle,
    yes_sub_title: market.yesSubTitle,
    no_sub_title: market.noSubTitle,
    created_time: instantText(market.createdAt),
    updated_time: instantText(market.updatedAt),
    open_time: instantText(market.opensAt),
    close_time: instantText(market.closesAt),
    expected_expiration_time: instantText((market.closesAt + 10_800_000_000) as Micros),
    expiration_time: instantText((market.closesAt + 604_800_000_000) as Micros),
    latest_expiration_time: instantText((market.closesAt + 604_800_000_000) as Micros),
    settlement_timer_seconds: 1800,
    status: market.status,
    ...quoteRow(market),
    last_price_dollars: formatPrice(market.lastPrice ?? (0 as Price)),
    volume_fp: countText(market.volume),
    volume_24h_fp: countText(market.volume),
    result: market.result,
    can_close_early: true,
    open_interest_fp: countText(market.openInterest),
    notional_value_dollars: '1.0000',
    previous_yes_bid_dollars: '0.0000',
    previous_yes_ask_dollars: '0.0000',
    previous_price_dollars: '0.0000',
    settlement_bounds_type: 'default',
    expiration_value: '',
    occurrence_datetime: null,
    rules_primary: market.rulesPrimary,
    rules_secondary: '',
    price_level_structure: market.structure,
    price_ranges: rangeRows(market),
    exchange_index: market.shard,
    ...(isSettled
      ? {
          settlement_ts: instantText(market.settledAt as Micros),
          settlement_value_dollars: formatPrice(market.yesPayout as Price),
        }
      : {}),
  }
}

/** Returns an event as it is sent. */
export function eventRow(event: KalshiEvent) {
  const override = event.feesOverride
  return {
    event_ticker: event.ticker,
    series_ticker: event.series.ticker,
    sub_title: event.subTitle,
    title: event.title,
    collateral_return_type: event.isExclusive ? 'MECNET' : '',
    mutually_exclusive: event.isExclusive,
    category: event.series.category,
    strike_date: null,
    strike_period: null,
    settlement_sources: [],
    last_updated_ts: instantText(event.markets[0]?.createdAt ?? (0 as Micros)),
    fee_type_override: override?.feeType ?? null,
    fee_multiplier_override: override === undefined ? null : override.multiplier / 10_000,
    exchange_index: event.series.shard,
  }
}

/** Returns a series as it is sent. */
export function seriesRow(series: KalshiSeries) {
  return {
    ticker: series.ticker,
    frequency: 'custom',
    title: series.title,
    category: series.category,
    categories: [series.category],
    tags: series.tags,
    settlement_sources: [],
    contract_url: '',
    contract_terms_url: '',
    fee_type: series.fees.feeType,
    fee_multiplier: series.fees.multiplier / 10_000,
    additional_prohibitions: [],
    last_updated_ts: instantText(0 as Micros),
    exchange_index: series.shard,
  }
}

function directionOf(side: 'bid' | 'ask') {
  const outcome = side === 'bid' ? 'yes' : 'no'
  return { side: outcome, action: 'buy', outcome_side: outcome, book_side: side }
}

/** Returns an order as it is read. */
export function orderRow(order: KalshiOrder) {
  return {
    order_id: order.id,
    user_id: order.member.id,
    client_order_id: order.clientOrderId,
    ticker: order.market.ticker,
    ...directionOf(order.side),
    type: 'limit',
    status: order.status,
    yes_price_dollars: formatPrice(order.limit),
    no_price_dollars: formatPrice(complement(order.limit)),
    fill_count_fp: countText(order.filled),
    remaining_count_fp: countText(order.remaining),
    initial_count_fp: countText(order.initial),
    taker_fill_cost_dollars: moneyText(order.takerCost),
    maker_fill_cost_dollars: moneyText(order.makerCost),
    taker_fees_dollars: moneyText(order.takerFees),
    maker_fees_dollars: moneyText(order.makerFees),
    ...(order.expiresAt === undefined ? {} : { expiration_time: instantText(order.expiresAt) }),
    created_time: instantText(order.createdAt),
    last_update_time: instantText(order.updatedAt),
    self_trade_prevention_type: order.selfTrade,
    ...(order.group === undefined ? {} : { order_group_id: order.group }),
    cancel_order_on_pause: order.cancelsOnPause,
    subaccount_number: order.subaccount,
    exchange_index: order.market.shard,
  }
}

/** Returns an order as the stream sends it. */
export function userOrderRow(order: KalshiOrder) {
  const { type: _type, action: _action, no_price_dollars: _no, ...row } = orderRow(order)
  return {
    ...row,
    is_yes: order.side === 'bid',
    created_ts_ms: millisOf(order.createdAt),
    last_updated_ts_ms: millisOf(order.updatedAt),
    ...(order.expiresAt === undefined ? {} : { expiration_ts_ms: millisOf(order.expiresAt) }),
    ...(order.updateReason === undefined ? {} : { last_update_reason: order.updateReason }),
  }
}

/** Returns a fill as it is read. */
export function fillRow(fill: KalshiFill) {
  const { order } = fill
  return {
    fill_id: fill.tradeId,
    trade_id: fill.tradeId,
    order_id: order.id,
    ticker: order.market.ticker,
    market_ticker: order.market.ticker,
    exchange_index: order.market.shard,
    ...directionOf(order.side),
    count_fp: countText(fill.quantity),
    yes_price_dollars: formatPrice(fill.price),
    no_price_dollars: formatPrice(complement(fill.price)),
    is_taker: fill.isTaker,
    created_time: instantText(fill.at),
    fee_cost: moneyText(fill.fee),
    subaccount_number: order.subaccount,
    ts: secondsOf(fill.at),
  }
}

/** Returns a trade as it is read. */
export function tradeRow(trade: KalshiTrade) {
  const outcome = trade.takerSide === 'bid' ? 'yes' : 'no'
  return {
    trade_id: trade.id,
    ticker: trade.market.ticker,
    count_fp: countText(trade.quantity),
    yes_price_dollars: formatPrice(trade.price),
    no_price_dollars: formatPrice(complement(trade.price)),
    taker_side: outcome,
    taker_outcome_side: outcome,
    taker_book_side: trade.takerSide,
    created_time: instantText(trade.at),
    is_block_trade: false,
  }
}

/** Returns a holding as it is read. */
export function positionRow(market: KalshiMarket, holding: KalshiHolding) {
  return {
    ticker: market.ticker,
    exchange_index: market.shard,
    total_traded_dollars: moneyText(holding.traded),
    position_fp: countText(holding.quantity),
    market_exposure_dollars: moneyText(holding.cost),
    realized_pnl_dollars: moneyText(holding.realized),
    fees_paid_dollars: moneyText(holding.fees),
    last_updated_ts: instantText(holding.updatedAt),
  }
}

/** Returns a settlement as it is read. */
export function settlementRow(settlement: KalshiSettlement) {
  const { market, quantity, cost } = settlement
  const isYes = quantity > 0
  return {
    ticker: market.ticker,
    exchange_index: market.shard,
    event_ticker: market.event.ticker,
    market_result: market.result,
    yes_count_fp: countText(isYes ? quantity : NO_QUANTITY),
    yes_total_cost_dollars: moneyText(isYes ? cost : NO_MONEY),
    no_count_fp: countText(isYes ? NO_QUANTITY : (-quantity as Quantity)),
    no_total_cost_dollars: moneyText(isYes ? NO_MONEY : cost),
    revenue: Math.floor(settlement.revenue / 10_000),
    settled_time: instantText(settlement.at),
    fee_cost: moneyText(settlement.fees),
    value: Math.floor((market.yesPayout ?? 0) / 100),
  }
}
