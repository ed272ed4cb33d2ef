/** Markets as the CLOB prints them. Prices and sizes are JSON numbers here, as they are there. */

import { midpointText } from './book-shape.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'

const TICK_ONE = 10_000
const MICRO_ONE = 1_000_000

/** Returns whether orders are taken now. */
export function acceptsOrders(market: FakeMarket): boolean {
  return market.status === 'open'
}

/** Returns whether a market is over. */
export function isClosed(market: FakeMarket): boolean {
  return market.status === 'closed' || market.status === 'resolved'
}

/** Returns a token's last known price as a number for display: its payout, its midpoint, its last trade. */
export function shownPrice(market: FakeMarket, token: TokenIndex): number {
  if (market.outcome !== undefined) return market.outcome === 'void' ? 0.5 : market.outcome === token ? 1 : 0
  const midpoint = midpointText(market, token)
  if (midpoint !== undefined) return Number(midpoint)
  if (market.lastTrade === undefined) return 0.5
  const { price } = market.lastTrade
  return (token === 0 ? price : TICK_ONE - price) / TICK_ONE
}

function tokenShapes(market: FakeMarket) {
  const { tokenIds, outcomes } = market.settings
  return ([0, 1] as const).map((token) => ({
    token_id: tokenIds[token],
    outcome: outcomes[token],
    price: shownPrice(market, token),
    winner: market.outcome === token,
  }))
}

const REWARDS = { rates: null, min_size: 0, max_spread: 0 }

/** Returns a market as GET /simplified-markets prints it. */
export function simplifiedMarketShape(market: FakeMarket) {
  return {
    condition_id: market.settings.conditionId,
    rewards: REWARDS,
    tokens: tokenShapes(market),
    active: true,
    closed: isClosed(market),
    archived: false,
    accepting_orders: acceptsOrders(market),
  }
}

/** Returns a 32-byte id that belongs to a market besides its condition: question and neg-risk ids. */
export function questionIdOf(market: FakeMarket): string {
  return `0x${market.settings.conditionId.slice(2).split('').reverse().join('')}`
}

/** Returns a market as GET /markets/{condition} prints it. */
export function clobMarketShape(market: FakeMarket) {
  const { settings } = market
  return {
    enable_order_book: true,
    active: true,
    closed: isClosed(market),
    archived: false,
    accepting_orders: acceptsOrders(market),
    accepting_order_timestamp: null,
    minimum_order_size: settings.quantityMin / MICRO_ONE,
    minimum_tick_size: market.tick / TICK_ONE,
    condition_id: settings.conditionId,
    question_id: questionIdOf(market),
    question: settings.question,
    description: settings.description,
    market_slug: settings.slug,
    end_date_iso: settings.endDate,
    game_start_time: settings.gameStartTime ?? null,
    seconds_delay: settings.secondsDelay,
    fpmm: '',
    maker_base_fee: 0,
    taker_base_fee: settings.fees.rateMillionths === 0 ? 0 : 1000,
    notifications_enabled: false,
    neg_risk: settings.isNegRisk,
    neg_risk_market_id: settings.isNegRisk ? questionIdOf(market) : '',
    neg_risk_request_id: '',
    icon: '',
    image: '',
    rewards: REWARDS,
    is_50_50_outcome: market.outcome === 'void',
    tokens: tokenShapes(market),
    tags: [...settings.tags],
  }
}

/** Returns a market as GET /clob-markets/{condition} prints it: members that are zero or false are left out. */
export function marketInfoShape(market: FakeMarket) {
  const { settings } = market
  const { fees } = settings
  const tokens = ([0, 1] as const).map((token) => ({ t: settings.tokenIds[token], o: settings.outcomes[token] }))
  const base = fees.rateMillionths === 0 ? {} : { mbf: 1000, tbf: 1000 }
  return {
    gst: settings.gameStartTime ?? null,
    r: {},
    t: tokens,
    mos: settings.quantityMin / MICRO_ONE,
    mts: market.tick / TICK_ONE,
    ...base,
    ...(settings.isNegRisk ? { nr: true } : {}),
    fd: { r: fees.rateMillionths / MICRO_ONE, e: fees.exponent, to: fees.isTakerOnly },
    oas: 0,
  }
}
