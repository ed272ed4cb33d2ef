/*
 * The data API's first version: what wallets hold and did, for everybody to read. Numbers are JSON
 * numbers there, so they are here; nobody should trade on them.
 */
import type { Money, Quantity } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import { readAddress } from './addresses.ts'
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { jsonAnswer } from './answer.ts'
import type { ExchangeState, FakeOrder, FakeTrade } from './exchange-state.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { otherToken } from './fake-market.ts'
import type { Wallet } from './ledger.ts'
import { tokensOf, totalTokens } from './ledger.ts'
import { shownPrice } from './market-shape.ts'

const MICRO_ONE = 1_000_000
const TICK_ONE = 10_000

/** One wallet's part of one trade. */
type Part = {
  readonly trade: FakeTrade
  readonly order: FakeOrder
  readonly quantity: Quantity
  readonly price: number
  readonly isTaker: boolean
}

function partsOf(trade: FakeTrade): readonly Part[] {
  const taker: Part = { trade, order: trade.taker, quantity: trade.quantity, price: trade.price, isTaker: true }
  return [taker, ...trade.makers.map((maker) => ({ trade, ...maker, isTaker: false }))]
}

/** What only trades on chain show: the data API knows nothing of what is merely matched. */
function isOnChain({ stage }: FakeTrade): boolean {
  return stage === 'MINED' || stage === 'CONFIRMED'
}

function about(market: FakeMarket, token: TokenIndex) {
  const { settings } = market
  return {
    conditionId: settings.conditionId,
    title: settings.question,
    slug: settings.slug,
    icon: '',
    eventSlug: settings.event.slug,
    outcome: settings.outcomes[token],
    outcomeIndex: token,
  }
}

function tradeRow({ trade, order, quantity, price }: Part) {
  return {
    proxyWallet: order.wallet.address.toLowerCase(),
    side: order.side,
    asset: order.market.settings.tokenIds[order.token],
    ...about(order.market, order.token),
    size: quantity / MICRO_ONE,
    price: price / TICK_ONE,
    timestamp: Math.floor(trade.updatedAt / ONE_SECOND),
    name: '',
    pseudonym: '',
    bio: '',
    profileImage: '',
    profileImageOptimized: '',
    transactionHash: trade.transactionHash,
  }
}

function activityRow(part: Part) {
  const row = tradeRow(part)
  return { ...row, type: 'TRADE', usdcSize: Math.round(row.size * row.price * MICRO_ONE) / MICRO_ONE, isCombo: false }
}

/** What a wallet bought of a token and for how much, from its trades. */
function boughtOf(
  state: ExchangeState,
  wallet: Wallet,
  market: FakeMarket,
  token: TokenIndex,
): readonly [Quantity, Money] {
  let [quantity, money] = [0, 0]
  for (const trade of state.trades) {
    if (trade.market !== market || !isOnChain(trade)) continue
    for (const part of partsOf(trade)) {
      if (part.order.wallet !== wallet || part.order.token !== token || part.order.side !== 'BUY') continue
      quantity += part.quantity
      money += Math.round((part.quantity * part.price) / TICK_ONE)
    }
  }
  return [quantity as Quantity, money as Money]
}

function positionRow(state: ExchangeState, wallet: Wallet, market: FakeMarket, token: TokenIndex) {
  const { settings } = market
  const size = tokensOf(wallet, settings.tokenIds[token]) / MICRO_ONE
  const [quantity, money] = boughtOf(state, wallet, market, token)
  const avgPrice = quantity === 0 ? 0 : money / quantity
  const curPrice = shownPrice(market, token)
  const other = otherToken(token)
  const isPair = tokensOf(wallet, settings.tokenIds[other]) > 0
  return {
    proxyWallet: wallet.address.toLowerCase(),
    asset: settings.tokenIds[token],
    size,
    avgPrice,
    initialValue: size * avgPrice,
    currentValue: size * curPrice,
    cashPnl: size * (curPrice - avgPrice),
    percentPnl: avgPrice === 0 ? 0 : (curPrice / avgPrice - 1) * 100,
    totalBought: quantity / MICRO_ONE,
    realizedPnl: 0,
    percentRealizedPnl: 0,
    curPrice,
    redeemable: market.status === 'resolved',
    mergeable: isPair,
    ...about(market, token),
    oppositeOutcome: settings.outcomes[other],
    oppositeAsset: settings.tokenIds[other],
    endDate: settings.endDate,
    negativeRisk: settings.isNegRisk,
  }
}

function positionsOf(state: ExchangeState, wallet: Wallet | undefined, query: URLSearchParams) {
  if (wallet === undefined) return []
  const threshold = Number(query.get('sizeThreshold') ?? '1')
  const wanted = query.get('market')?.split(',')
  const rows: ReturnType<typeof positionRow>[] = []
  for (const market of state.markets.values()) {
    if (wanted !== undefined && !wanted.includes(market.settings.conditionId)) continue
    for (const token of [0, 1] as const) {
      const row = positionRow(state, wallet, market, token)
      if (row.size > 0 && row.size >= threshold) rows.push(row)
    }
  }
  return rows
}

function slice(rows: readonly unknown[], query: URLSearchParams, most: number): PolymarketAnswer {
  const limit = Math.min(Number(query.get('limit') ?? '100'), most)
  const offset = Number(query.get('offset') ?? '0')
  if (!Number.isInteger(limit) || !Number.isInteger(offset) || limit < 0 || offset < 0) {
    return jsonAnswer({ error: 'invalid limit or offset' }, 400)
  }
  return jsonAnswer(rows.slice(offset, offset + limit))
}

function tradesAnswer(state: ExchangeState, query: URLSearchParams, wallet: Wallet | undefined): PolymarketAnswer {
  const isTakerOnly = query.get('takerOnly') !== 'false'
  const wanted = query.get('market')?.split(',')
  const parts = state.trades
    .filter(isOnChain)
    .flatMap(partsOf)
    .filter((part) => {
      const { order } = part
      const isUser = !query.has('user') || order.wallet === wallet
      const isMarket = wanted === undefined || wanted.includes(order.market.settings.conditionId)
      return isUser && isMarket && (part.isTaker || !isTakerOnly)
    })
    .reverse()
  return slice(parts.map(tradeRow), query, 10_000)
}

function activityAnswer(state: ExchangeState, query: URLSearchParams, wallet: Wallet | undefined): PolymarketAnswer {
  const parts = state.trades.filter(isOnChain).flatMap(partsOf)
  return slice(
    parts
      .filter((part) => part.order.wallet === wallet)
      .reverse()
      .map(activityRow),
    query,
    500,
  )
}

/** Every pair of tokens is a dollar of open interest. */
function openInterest(state: ExchangeState, query: URLSearchParams) {
  const wanted = query.get('market')?.split(',') ?? [...state.markets.keys()]
  return wanted.flatMap((market) => {
    const tokenId = state.markets.get(market)?.settings.tokenIds[0]
    return tokenId === undefined ? [] : [{ market, value: totalTokens(state.ledger, tokenId) / MICRO_ONE }]
  })
}

/** Returns the data API's answer to a request. */
export function answerData(state: ExchangeState, request: PolymarketRequest): PolymarketAnswer {
  const { method, path } = request
  const query = new URLSearchParams(request.query)
  const needsUser = ['/positions', '/closed-positions', '/activity', '/value', '/traded'].includes(path)
  if (method === 'GET' && needsUser && !query.has('user')) {
    return jsonAnswer({ error: "required query param 'user' not provided" }, 400)
  }
  const user = query.get('user') ?? ''
  const address = readAddress(user)
  const wallet = address === undefined ? undefined : state.ledger.wallets.get(address)
  switch (method === 'GET' ? path : '') {
    case '/positions':
      return slice(positionsOf(state, wallet, query), query, 500)
    case '/closed-positions':
      return jsonAnswer([])
    case '/trades':
      return tradesAnswer(state, query, wallet)
    case '/activity':
      return activityAnswer(state, query, wallet)
    case '/value': {
      const value = positionsOf(state, wallet, new URLSearchParams()).reduce((sum, row) => sum + row.currentValue, 0)
      return jsonAnswer([{ user, value }])
    }
    case '/oi':
      return jsonAnswer(openInterest(state, query))
    case '/traded': {
      const traded = new Set(
        state.trades
          .filter((trade) => partsOf(trade).some(({ order }) => order.wallet === wallet))
          .map(({ market }) => market),
      )
      return jsonAnswer({ user, traded: traded.size })
    }
    default:
      return jsonAnswer({ error: 'not found' }, 404)
  }
}
