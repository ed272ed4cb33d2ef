/** What the market stream says of each thing that happened, as text that all its listeners share. */
import type { Micros, Price } from '@arbees/core'
import { toQuantity } from '@arbees/core'
import type { FaultPlan } from '../faults.ts'
import { bestOf, bookHash, bookShape, lastPriceText, millisText, priceText, sizeText } from './book-shape.ts'
import type { ExchangeEvent, FakeTrade } from './exchange-state.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { mirrorPrice } from './fake-market.ts'
import { plain } from './order-amounts-check.ts'

/** A message and who wants it. */
export type MarketMessage = {
  readonly kind: string
  readonly text: string
  /** Sent to whoever listens to one of these; to all, where it is empty. */
  readonly tokenIds: readonly string[]
  /** Whether only those who asked for custom features get it. */
  readonly isCustom: boolean
}

const CROSSED_QUANTITY = toQuantity(10_000_000)
const TOKENS: readonly TokenIndex[] = [0, 1]
const bestText = (price: Price | undefined, otherwise: string) => (price === undefined ? otherwise : priceText(price))

/** Returns a book as the stream gives it: with the tick, without the minimum. */
export function bookMessage(market: FakeMarket, token: TokenIndex, now: Micros) {
  const { market: condition, asset_id, timestamp, hash, bids, asks, tick_size } = bookShape(market, token, now)
  const last = lastPriceText(market, token)
  const more = last === '' ? {} : { last_trade_price: last }
  return { event_type: 'book', market: condition, asset_id, timestamp, hash, bids, asks, tick_size, ...more }
}

type Change = (ExchangeEvent & { readonly type: 'levels' })['changes'][number]

function priceChange(market: FakeMarket, changes: readonly Change[], now: Micros): MarketMessage {
  const { conditionId, tokenIds } = market.settings
  const heads = TOKENS.map((token) => ({
    hash: bookHash(market, token, now),
    best_bid: bestText(bestOf(market, token, 'bid'), '0'),
    best_ask: bestText(bestOf(market, token, 'ask'), '1'),
  }))
  const list = changes.flatMap(({ side, price, quantity }) =>
    TOKENS.map((token) => ({
      asset_id: tokenIds[token],
      price: priceText(mirrorPrice(token, price)),
      size: sizeText(quantity),
      side: (side === 'bid') === (token === 0) ? 'BUY' : 'SELL',
      ...heads[token],
    })),
  )
  const body = { event_type: 'price_change', market: conditionId, price_changes: list, timestamp: millisText(now) }
  return { kind: 'market/price_change', text: JSON.stringify(body), tokenIds, isCustom: false }
}

function lastTradePrice(trade: FakeTrade, now: Micros): MarketMessage {
  const { market, taker } = trade
  const tokenId = market.settings.tokenIds[taker.token]
  const body = {
    event_type: 'last_trade_price',
    market: market.settings.conditionId,
    asset_id: tokenId,
    price: priceText(trade.price),
    size: sizeText(trade.quantity),
    fee_rate_bps: '0',
    side: taker.side,
    timestamp: millisText(now),
  }
  return { kind: 'market/last_trade_price', text: JSON.stringify(body), tokenIds: [tokenId], isCustom: false }
}

function bookMessages(market: FakeMarket, now: Micros): readonly MarketMessage[] {
  return TOKENS.map((token) => ({
    kind: 'market/book',
    text: JSON.stringify(bookMessage(market, token, now)),
    tokenIds: [market.settings.tokenIds[token]],
    isCustom: false,
  }))
}

function tickMessages(market: FakeMarket, before: number, now: Micros): readonly MarketMessage[] {
  const { conditionId, tokenIds } = market.settings
  return tokenIds.map((tokenId) => ({
    kind: 'market/tick_size_change',
    text: JSON.stringify({
      event_type: 'tick_size_change',
      market: conditionId,
      asset_id: tokenId,
      old_tick_size: plain(before, 4),
      new_tick_size: plain(market.tick, 4),
      timestamp: millisText(now),
    }),
    tokenIds: [tokenId],
    isCustom: false,
  }))
}

function bestMessages(market: FakeMarket, now: Micros): readonly MarketMessage[] {
  const { conditionId, tokenIds } = market.settings
  return TOKENS.map((token) => {
    const [bid, ask] = [bestOf(market, token, 'bid'), bestOf(market, token, 'ask')]
    const body = {
      event_type: 'best_bid_ask',
      market: conditionId,
      asset_id: tokenIds[token],
      best_bid: bestText(bid, '0'),
      best_ask: bestText(ask, '1'),
      spread: plain((ask ?? 10_000) - (bid ?? 0), 4),
      timestamp: millisText(now),
    }
    return { kind: 'market/best_bid_ask', text: JSON.stringify(body), tokenIds: [tokenIds[token]], isCustom: true }
  })
}

function listedMessage(market: FakeMarket, now: Micros): MarketMessage {
  const { settings } = market
  const body = {
    event_type: 'new_market',
    id: market.id,
    question: settings.question,
    market: settings.conditionId,
    slug: settings.slug,
    description: settings.description,
    assets_ids: settings.tokenIds,
    outcomes: settings.outcomes,
    event_message: {
      id: market.id,
      ticker: settings.event.slug,
      slug: settings.event.slug,
      title: settings.event.title,
    },
    timestamp: millisText(now),
    tags: settings.tags,
    condition_id: settings.conditionId,
    active: true,
    clob_token_ids: settings.tokenIds,
    sports_market_type: settings.sportsMarketType ?? '',
    line: '',
    game_start_time: settings.gameStartTime ?? '',
    order_price_min_tick_size: plain(market.tick, 4),
    group_item_title: '',
  }
  return { kind: 'market/new_market', text: JSON.stringify(body), tokenIds: [], isCustom: true }
}

function resolvedMessage(market: FakeMarket, now: Micros): MarketMessage {
  const { settings, outcome } = market
  const winner = outcome === 'void' || outcome === undefined ? undefined : outcome
  const body = {
    event_type: 'market_resolved',
    id: market.id,
    market: settings.conditionId,
    assets_ids: settings.tokenIds,
    winning_asset_id: winner === undefined ? '' : settings.tokenIds[winner],
    winning_outcome: winner === undefined ? '' : settings.outcomes[winner],
    timestamp: millisText(now),
    tags: settings.tags,
  }
  return {
    kind: 'market/market_resolved',
    text: JSON.stringify(body),
    tokenIds: [...settings.tokenIds],
    isCustom: true,
  }
}

/** A bid at the market's own best ask that is not in the book: what a corrupt feed shows. */
function crossedMessage(market: FakeMarket, now: Micros): readonly MarketMessage[] {
  const ask = bestOf(market, 0, 'ask')
  return ask === undefined ? [] : [priceChange(market, [{ side: 'bid', price: ask, quantity: CROSSED_QUANTITY }], now)]
}

/**
 * Returns what the market stream says of one thing that happened.
 *
 * @param isCustomWanted Whether anybody asked for custom features: best prices are not worth making for nobody.
 */
export function marketMessages(
  event: ExchangeEvent,
  now: Micros,
  faults: FaultPlan,
  isCustomWanted: boolean,
): readonly MarketMessage[] {
  switch (event.type) {
    case 'levels': {
      const { market, changes } = event
      const isCrossed = faults.strikes('stream.crossed', market.settings.conditionId) !== undefined
      const crossed = isCrossed ? crossedMessage(market, now) : []
      const best = isCustomWanted ? bestMessages(market, now) : []
      return [priceChange(market, changes, now), ...best, ...crossed]
    }
    case 'printed':
      return [lastTradePrice(event.trade, now)]
    case 'book':
      return bookMessages(event.market, now)
    case 'tick':
      return tickMessages(event.market, event.before, now)
    case 'listed':
      return [listedMessage(event.market, now)]
    case 'resolved':
      return [resolvedMessage(event.market, now)]
    default:
      // Orders and trades are told on the user stream.
      return []
  }
}
