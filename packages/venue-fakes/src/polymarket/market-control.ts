/** What happens to markets from outside: listed, paused, closed, resolved, and with another tick. */
import type { Money } from '@arbees/core'
import { addMoney, invariant, NO_MONEY } from '@arbees/core'
import type { Tick } from '@arbees/polymarket-client'
import type { ExchangeState } from './exchange-state.ts'
import type { FakeMarket, FakeMarketSettings, TokenIndex } from './fake-market.ts'
import { createFakeMarket } from './fake-market.ts'
import type { Wallet } from './ledger.ts'
import { redeem } from './ledger.ts'
import { withdrawOrder } from './matching.ts'

/** Lists a market. */
export function listMarket(state: ExchangeState, settings: FakeMarketSettings): FakeMarket {
  invariant(!state.markets.has(settings.conditionId), `a condition has one market, found ${settings.conditionId} again`)
  const market = createFakeMarket(settings, String(500_001 + state.markets.size))
  state.markets.set(settings.conditionId, market)
  for (const token of [0, 1] as const) {
    const id = settings.tokenIds[token]
    invariant(!state.byToken.has(id), `a token belongs to one market, found ${id} again`)
    state.byToken.set(id, { market, token })
  }
  state.emit([{ type: 'listed', market }])
  return market
}

/** Returns the market of a condition. @throws InvariantError when there is none. */
export function marketOf(state: ExchangeState, conditionId: string): FakeMarket {
  const market = state.markets.get(conditionId)
  invariant(market !== undefined, `a market is listed, found none of ${conditionId}`)
  return market
}

/** Gives a market another tick. Orders that rest stay; what comes is checked against the new one. */
export function changeTick(state: ExchangeState, market: FakeMarket, tick: Tick): void {
  if (tick === market.tick) return
  const before = market.tick
  market.tick = tick
  state.emit([{ type: 'tick', market, before }])
}

function withdrawAll(state: ExchangeState, market: FakeMarket, status: 'CANCELED' | 'CANCELED_MARKET_RESOLVED'): void {
  for (const orders of [...state.open.values()]) {
    for (const order of [...orders]) if (order.market === market) withdrawOrder(state, order, status)
  }
}

/** Stops taking orders; what rests stays. */
export function pauseMarket(market: FakeMarket): void {
  if (market.status === 'open') market.status = 'paused'
}

/** Takes orders again. */
export function resumeMarket(market: FakeMarket): void {
  if (market.status === 'paused') market.status = 'open'
}

/** Closes a market for good and cancels what rests. */
export function closeMarket(state: ExchangeState, market: FakeMarket): void {
  if (market.status === 'resolved') return
  market.status = 'closed'
  withdrawAll(state, market, 'CANCELED')
}

/** Says what a market came to. Tokens stay where they are until they are redeemed. */
export function resolveMarket(state: ExchangeState, market: FakeMarket, outcome: TokenIndex | 'void'): void {
  if (market.status === 'resolved') return
  market.status = 'resolved'
  market.outcome = outcome
  withdrawAll(state, market, 'CANCELED_MARKET_RESOLVED')
  state.emit([{ type: 'resolved', market }])
}

/** Pays a wallet for its tokens of a resolved market and returns what it got. */
export function redeemTokens(state: ExchangeState, market: FakeMarket, wallet: Wallet): Money {
  const { outcome, settings } = market
  invariant(outcome !== undefined, `only a resolved market pays, found ${settings.slug}`)
  let paid = NO_MONEY
  for (const token of [0, 1] as const) {
    const payout = outcome === 'void' ? 500_000 : outcome === token ? 1_000_000 : 0
    paid = addMoney(paid, redeem(state.ledger, wallet, settings.tokenIds[token], payout))
  }
  return paid
}
