/** The CLOB's public half: books, prices and markets. */
import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'
import { bestOf, bookShape, lastPriceText, midpointText, priceText, spreadText } from './book-shape.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { clobMarketShape, marketInfoShape, shownPrice, simplifiedMarketShape } from './market-shape.ts'
import { isFields, readJson } from './order-payload.ts'
import { pageAnswer } from './page.ts'

type Place = { readonly market: FakeMarket; readonly token: TokenIndex }
type Query = URLSearchParams
type One = (state: ExchangeState, place: Place, query: Query, now: Micros) => PolymarketAnswer

const NO_BOOK = () => errorAnswer(404, 'No orderbook exists for the requested token id')
const MARKETS_PAGE = 1000
const TRADES_PAGE = 100
const BOOKS_MAX = 500

function placeOf(state: ExchangeState, tokenId: string | null): Place | PolymarketAnswer {
  if (tokenId === null || !/^[0-9]{1,78}$/.test(tokenId)) return errorAnswer(400, 'Invalid token id')
  return state.byToken.get(tokenId) ?? NO_BOOK()
}

function isAnswer(value: Place | PolymarketAnswer): value is PolymarketAnswer {
  return 'status' in value
}

/** BUY asks for the best bid, SELL for the best ask: what the other side would give. */
function sidePrice({ market, token }: Place, side: unknown): string | undefined {
  const best = bestOf(market, token, side === 'BUY' ? 'bid' : 'ask')
  return best === undefined ? undefined : priceText(best)
}

const price: One = (_state, place, query) => {
  const side = query.get('side')
  if (side !== 'BUY' && side !== 'SELL') return errorAnswer(400, 'Invalid side')
  return jsonAnswer({ price: sidePrice(place, side) ?? '0' })
}

const midpoint: One = (_state, { market, token }) => {
  const mid = midpointText(market, token)
  return mid === undefined ? NO_BOOK() : jsonAnswer({ mid })
}

const spread: One = (_state, { market, token }) => {
  const found = spreadText(market, token)
  return found === undefined ? NO_BOOK() : jsonAnswer({ spread: found })
}

function lastTrade(market: FakeMarket, token: TokenIndex) {
  const found = lastPriceText(market, token)
  return found === '' ? { price: '0.5', side: '' } : { price: found, side: market.lastTrade?.side ?? '' }
}

const BY_TOKEN: Readonly<Record<string, One>> = {
  '/book': (_state, { market, token }, _query, now) => jsonAnswer(bookShape(market, token, now)),
  '/price': price,
  '/midpoint': midpoint,
  '/spread': spread,
  '/last-trade-price': (_state, { market, token }) => jsonAnswer(lastTrade(market, token)),
  '/tick-size': (_state, { market }) => jsonAnswer({ minimum_tick_size: market.tick / 10_000 }),
  '/neg-risk': (_state, { market }) => jsonAnswer({ neg_risk: market.settings.isNegRisk }),
  '/fee-rate': (_state, { market }) => jsonAnswer({ base_fee: market.settings.fees.rateMillionths === 0 ? 0 : 1000 }),
}

type Many = (
  place: Place,
  item: Readonly<Record<string, unknown>>,
  now: Micros,
) => readonly [string, unknown] | undefined

const keyed =
  (read: (place: Place) => string | undefined): Many =>
  (place) => {
    const found = read(place)
    return found === undefined ? undefined : [place.market.settings.tokenIds[place.token], found]
  }

const BY_TOKENS: Readonly<Record<string, { readonly isList: boolean; readonly read: Many }>> = {
  '/books': { isList: true, read: ({ market, token }, _item, now) => ['', bookShape(market, token, now)] },
  '/midpoints': { isList: false, read: keyed(({ market, token }) => midpointText(market, token)) },
  '/spreads': { isList: false, read: keyed(({ market, token }) => spreadText(market, token)) },
  '/last-trades-prices': {
    isList: true,
    read: ({ market, token }) => ['', { token_id: market.settings.tokenIds[token], ...lastTrade(market, token) }],
  },
}

function answerPrices(state: ExchangeState, items: readonly unknown[]): PolymarketAnswer {
  const prices: Record<string, Record<string, string>> = {}
  for (const item of items) {
    if (!isFields(item)) return errorAnswer(400, 'Invalid payload')
    const { token_id: tokenId, side } = item as { token_id?: unknown; side?: unknown }
    if (side !== 'BUY' && side !== 'SELL') return errorAnswer(400, 'Invalid side')
    const place = typeof tokenId === 'string' ? state.byToken.get(tokenId) : undefined
    const found = place === undefined ? undefined : sidePrice(place, side)
    if (typeof tokenId === 'string' && found !== undefined) prices[tokenId] = { ...prices[tokenId], [side]: found }
  }
  return jsonAnswer(prices)
}

function answerMany(state: ExchangeState, request: PolymarketRequest, now: Micros): PolymarketAnswer {
  const items = readJson(request.body)
  if (!Array.isArray(items)) return errorAnswer(400, 'Invalid payload')
  if (items.length > BOOKS_MAX) return errorAnswer(400, 'Payload exceeds the limit')
  if (request.path === '/prices') return answerPrices(state, items)
  const many = BY_TOKENS[request.path]
  if (many === undefined) return errorAnswer(404, 'not found')
  const found: (readonly [string, unknown])[] = []
  for (const item of items) {
    const tokenId = isFields(item) ? item['token_id'] : undefined
    const place = typeof tokenId === 'string' ? state.byToken.get(tokenId) : undefined
    const entry = place === undefined ? undefined : many.read(place, item, now)
    if (entry !== undefined) found.push(entry)
  }
  return jsonAnswer(many.isList ? found.map(([, value]) => value) : Object.fromEntries(found))
}

/** One point a minute would need a history; the fake knows the present and says so with one point. */
function history(state: ExchangeState, query: Query, now: Micros): PolymarketAnswer {
  const place = state.byToken.get(query.get('market') ?? '')
  if (place === undefined) return errorAnswer(400, 'Invalid market')
  return jsonAnswer({ history: [{ t: Math.floor(now / ONE_SECOND), p: shownPrice(place.market, place.token) }] })
}

function answerMarkets(state: ExchangeState, path: string, query: Query): PolymarketAnswer | undefined {
  const markets = [...state.markets.values()]
  const cursor = query.get('next_cursor')
  if (path === '/markets') return pageAnswer(markets.map(clobMarketShape), cursor, MARKETS_PAGE)
  if (path === '/simplified-markets') return pageAnswer(markets.map(simplifiedMarketShape), cursor, MARKETS_PAGE)
  // No market of the fake pays rewards, and sampling lists those that do.
  if (path === '/sampling-markets' || path === '/sampling-simplified-markets')
    return pageAnswer([], cursor, MARKETS_PAGE)
  if (path === '/builder/trades' || path === '/rewards/markets/current') return pageAnswer([], cursor, TRADES_PAGE)
  if (path === '/rebates/current') return jsonAnswer([])
  const [, head, id = ''] = path.split('/')
  if (head === 'markets' || head === 'clob-markets') {
    const market = state.markets.get(id)
    if (market === undefined) return errorAnswer(404, 'market not found')
    return jsonAnswer(head === 'markets' ? clobMarketShape(market) : marketInfoShape(market))
  }
  if (head === 'markets-by-token') {
    const place = state.byToken.get(id)
    if (place === undefined) return errorAnswer(404, 'market not found')
    const { conditionId, tokenIds } = place.market.settings
    return jsonAnswer({ condition_id: conditionId, primary_token_id: tokenIds[0], secondary_token_id: tokenIds[1] })
  }
  return undefined
}

/** Returns the answer of a public route of the CLOB; undefined when the path is none. */
export function answerMarketData(
  state: ExchangeState,
  request: PolymarketRequest,
  now: Micros,
): PolymarketAnswer | undefined {
  const { method, path } = request
  if (method === 'POST') return path === '/prices' || path in BY_TOKENS ? answerMany(state, request, now) : undefined
  if (method !== 'GET') return undefined
  if (path === '/ok') return jsonAnswer('OK')
  if (path === '/time') return jsonAnswer(Math.floor(now / ONE_SECOND))
  if (path === '/version') return jsonAnswer({ version: 2 })
  const query = new URLSearchParams(request.query)
  const [, head = '', id] = path.split('/')
  const one = BY_TOKEN[`/${head}`]
  if (one !== undefined) {
    const place = placeOf(state, id ?? query.get('token_id'))
    return isAnswer(place) ? place : one(state, place, query, now)
  }
  if (path === '/prices-history') return history(state, query, now)
  return answerMarkets(state, path, query)
}
