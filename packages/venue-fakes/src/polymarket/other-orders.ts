/*
 * The other traders of a market, as wallets of the same ledger. They speak in the book's terms; each
 * of their orders becomes one for a token: a sale where they hold it, else a buy of the other token,
 * so that pairs are minted and merged without anybody asking for it.
 */
import { hash } from 'node:crypto'
import type { Money, Quantity } from '@arbees/core'
import { mulDiv, PRICE_ONE, toMoney } from '@arbees/core'
import { toAddress } from '@arbees/polymarket-client'
import type { OrderEntry, TraderAction } from '@arbees/testkit'
import type { ExchangeState, FakeOrder } from './exchange-state.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { mirrorPrice } from './fake-market.ts'
import { isMarketable } from './fill-plan.ts'
import type { Wallet } from './ledger.ts'
import { deposit, freeTokensOf, openWallet } from './ledger.ts'
import { enterOrder, withdrawOrder } from './matching.ts'

/** What each other trader begins with. */
const FUNDS = toMoney(100_000_000 * 1_000_000)

/** Returns the wallet of a trader by name, funded when it is new. */
export function walletOfTrader(state: ExchangeState, name: string): Wallet {
  const known = state.traders.get(name)
  if (known !== undefined) return known
  const address = toAddress(`0x${hash('sha256', `trader/${name}`, 'hex').slice(0, 40)}`)
  const wallet = openWallet(state.ledger, address, address, 0)
  state.traders.set(name, wallet)
  deposit(state.ledger, wallet, FUNDS)
  return wallet
}

function orderOf(state: ExchangeState, market: FakeMarket, entry: OrderEntry): FakeOrder {
  const wallet = walletOfTrader(state, entry.owner)
  // A bid in the book sells the second token or buys the first; an ask the other way round.
  const soldToken: TokenIndex = entry.side === 'bid' ? 1 : 0
  const isSale = freeTokensOf(wallet, market.settings.tokenIds[soldToken]) >= entry.quantity
  const token: TokenIndex = isSale ? soldToken : entry.side === 'bid' ? 0 : 1
  const limit = mirrorPrice(token, entry.limit)
  return {
    id: entry.id,
    keyId: '',
    wallet,
    market,
    token,
    side: isSale ? 'SELL' : 'BUY',
    type: entry.lifetime === 'gtc' ? 'GTC' : entry.lifetime === 'ioc' ? 'FAK' : 'FOK',
    limit,
    original: entry.quantity,
    money: mulDiv(limit, entry.quantity, PRICE_ONE, 'ceil') as Money,
    isPostOnly: entry.isPostOnly === true,
    expiration: 0,
    createdAt: state.runtime.clock.now(),
    matched: 0 as Quantity,
    reserved: 0,
    status: 'LIVE',
    cancelReason: '',
    trades: [],
  }
}

/** Does what another trader does. Actions on a market that takes no orders do nothing. */
export function actAsTrader(state: ExchangeState, market: FakeMarket, action: TraderAction): void {
  if (action.type === 'cancel') {
    const order = state.orders.get(action.id)
    if (order !== undefined) withdrawOrder(state, order)
    return
  }
  const { entry } = action
  if (market.status !== 'open' || state.orders.has(entry.id)) return
  const order = orderOf(state, market, entry)
  const takes = isMarketable(market, order.token, order.side, order.limit)
  if (takes ? entry.isPostOnly === true : entry.lifetime !== 'gtc') return
  state.orders.set(order.id, order)
  enterOrder(state, order, entry.quantity, entry.lifetime === 'gtc' ? 'gtc' : 'ioc')
}
