/** Orders and trades as the CLOB and its user stream print them. */
import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import { millisText, priceText, sizeText } from './book-shape.ts'
import type { FakeOrder, FakeTrade, MakerFill } from './exchange-state.ts'

const secondsOf = (at: number) => Math.floor(at / ONE_SECOND)

/** Returns an order as GET /data/order prints it. */
export function orderShape(order: FakeOrder) {
  const { settings } = order.market
  return {
    id: order.id,
    status: order.status,
    owner: order.keyId,
    maker_address: order.wallet.address,
    market: settings.conditionId,
    asset_id: settings.tokenIds[order.token],
    side: order.side,
    original_size: sizeText(order.original),
    size_matched: sizeText(order.matched),
    price: priceText(order.limit),
    outcome: settings.outcomes[order.token],
    expiration: String(order.expiration),
    order_type: order.type,
    associate_trades: [...order.trades],
    created_at: secondsOf(order.createdAt),
  }
}

/** Returns an order as the user stream tells it. */
export function orderMessage(order: FakeOrder, kind: 'PLACEMENT' | 'UPDATE' | 'CANCELLATION', now: Micros) {
  const shape = orderShape(order)
  return {
    event_type: 'order',
    type: kind,
    ...shape,
    order_owner: order.keyId,
    created_at: String(shape.created_at),
    status: order.status === 'CANCELED' ? `CANCELED${order.cancelReason}` : order.status,
    associate_trades: order.trades.length === 0 ? null : shape.associate_trades,
    timestamp: millisText(now),
  }
}

function makerShape({ order, quantity, price }: MakerFill) {
  const { settings } = order.market
  return {
    order_id: order.id,
    owner: order.keyId,
    maker_address: order.wallet.address,
    matched_amount: sizeText(quantity),
    price: priceText(price),
    fee_rate_bps: '0',
    asset_id: settings.tokenIds[order.token],
    outcome: settings.outcomes[order.token],
    side: order.side,
  }
}

/**
 * Returns a trade as one of its owners sees it. The top level is the taker's, whoever asks; a maker
 * finds itself among `maker_orders`.
 *
 * @param prefix What REST puts before a status, and the stream does not.
 */
export function tradeShape(trade: FakeTrade, keyId: string, prefix: 'TRADE_STATUS_' | '') {
  const { market, taker } = trade
  const { settings } = market
  const isTaker = taker.keyId === keyId
  const mine = trade.makers.find((maker) => maker.order.keyId === keyId)
  return {
    id: trade.id,
    taker_order_id: taker.id,
    market: settings.conditionId,
    asset_id: settings.tokenIds[taker.token],
    side: taker.side,
    size: sizeText(trade.quantity),
    fee_rate_bps: '0',
    price: priceText(trade.price),
    status: `${prefix}${trade.stage}`,
    match_time: String(secondsOf(trade.matchedAt)),
    match_time_nano: `${trade.matchedAt}000`,
    last_update: String(secondsOf(trade.updatedAt)),
    outcome: settings.outcomes[taker.token],
    bucket_index: trade.bucket,
    owner: keyId,
    maker_address: isTaker || mine === undefined ? taker.wallet.address : mine.order.wallet.address,
    transaction_hash: trade.transactionHash,
    err_msg: trade.errorMessage,
    trader_side: isTaker ? 'TAKER' : 'MAKER',
    maker_orders: trade.makers.map(makerShape),
  }
}

/** Returns a trade as the user stream tells it. */
export function tradeMessage(trade: FakeTrade, keyId: string) {
  return {
    event_type: 'trade',
    type: 'TRADE',
    ...tradeShape(trade, keyId, ''),
    trade_owner: keyId,
    timestamp: String(secondsOf(trade.updatedAt)),
  }
}

/** Says whether an API key has a part in a trade. */
export function isPartyOf(trade: FakeTrade, keyId: string): boolean {
  return trade.taker.keyId === keyId || trade.makers.some((maker) => maker.order.keyId === keyId)
}
