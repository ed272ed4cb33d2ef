/** Gamma: what markets there are, for reading; no prices to trade on. */
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { jsonAnswer } from './answer.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { FakeMarket } from './fake-market.ts'
import type { FakeEvent } from './gamma-shape.ts'
import { eventsOf, gammaEventShape, gammaMarketWithEvents, tagShape } from './gamma-shape.ts'
import { isClosed } from './market-shape.ts'

const NOT_FOUND = () => jsonAnswer({ type: 'not found error', error: 'id not found' }, 404)
const INVALID = (error: string) => jsonAnswer({ type: 'validation error', error }, 422)

function all(query: URLSearchParams, name: string): readonly string[] {
  return [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((value) => value.split(','))
}

function isIn(query: URLSearchParams, name: string, values: readonly string[]): boolean {
  const wanted = all(query, name)
  return wanted.length === 0 || values.some((value) => wanted.includes(value))
}

/** `closed` is false where nobody says; asking for one market by name is not asking for open ones. */
function isWanted(query: URLSearchParams, found: boolean, isNamed: boolean): boolean {
  const closed = query.get('closed')
  if (closed === null) return isNamed || !found
  return closed === String(found)
}

function marketsWanted(state: ExchangeState, query: URLSearchParams): readonly FakeMarket[] {
  const isNamed = ['id', 'slug', 'clob_token_ids', 'condition_ids'].some((name) => all(query, name).length > 0)
  return [...state.markets.values()].filter((market) => {
    const { settings } = market
    return (
      isIn(query, 'id', [market.id]) &&
      isIn(query, 'slug', [settings.slug]) &&
      isIn(query, 'clob_token_ids', settings.tokenIds) &&
      isIn(query, 'condition_ids', [settings.conditionId]) &&
      isIn(
        query,
        'tag_id',
        settings.tags.map((tag) => tagShape(tag).id),
      ) &&
      isIn(query, 'game_id', settings.gameId === undefined ? [] : [String(settings.gameId)]) &&
      isIn(query, 'sports_market_types', [settings.sportsMarketType ?? '']) &&
      isWanted(query, isClosed(market), isNamed)
    )
  })
}

function eventsWanted(events: readonly FakeEvent[], query: URLSearchParams): readonly FakeEvent[] {
  const isNamed = ['id', 'slug'].some((name) => all(query, name).length > 0)
  return events.filter((event) => {
    const tags = event.markets.flatMap((market) => market.settings.tags).map(tagShape)
    const games = event.markets.flatMap(({ settings }) =>
      settings.gameId === undefined ? [] : [String(settings.gameId)],
    )
    return (
      isIn(query, 'id', [event.id]) &&
      isIn(query, 'slug', [event.slug]) &&
      isIn(
        query,
        'tag_id',
        tags.map((tag) => tag.id),
      ) &&
      isIn(
        query,
        'tag_slug',
        tags.map((tag) => tag.slug),
      ) &&
      isIn(query, 'game_id', games) &&
      isWanted(query, event.markets.every(isClosed), isNamed)
    )
  })
}

function limitOf(query: URLSearchParams, most: number): number | undefined {
  const text = query.get('limit')
  if (text === null) return 20
  return /^[0-9]{1,6}$/.test(text) && Number(text) > 0 ? Math.min(Number(text), most) : undefined
}

type Items = readonly { readonly id: string }[]

/** A page by keys: the cursor names the last item of the page before. */
function keysetPage(name: 'markets' | 'events', items: Items, query: URLSearchParams, most: number): PolymarketAnswer {
  if (query.has('offset')) return INVALID('offset is not supported on keyset endpoints')
  const limit = limitOf(query, most)
  if (limit === undefined) return INVALID('limit must be a positive number')
  const cursor = query.get('after_cursor')
  const after = cursor === null ? undefined : Buffer.from(cursor, 'base64').toString('utf8')
  const start = after === undefined ? 0 : items.findIndex(({ id }) => JSON.stringify({ id: Number(id) }) === after) + 1
  if (after !== undefined && start === 0) return INVALID('invalid cursor')
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  const hasMore = start + limit < items.length && last !== undefined
  const next = hasMore ? { next_cursor: Buffer.from(JSON.stringify({ id: Number(last.id) })).toString('base64') } : {}
  return jsonAnswer({ [name]: page, ...next })
}

function offsetPage(items: Items, query: URLSearchParams): PolymarketAnswer {
  const limit = limitOf(query, 500)
  const offset = Number(query.get('offset') ?? '0')
  if (limit === undefined || !Number.isInteger(offset) || offset < 0) return INVALID('limit and offset must be numbers')
  return jsonAnswer(items.slice(offset, offset + limit))
}

function single(items: Items, isWantedOne: (item: { readonly id: string; readonly slug?: string }) => boolean) {
  const found = items.find(isWantedOne)
  return found === undefined ? NOT_FOUND() : jsonAnswer(found)
}

function search(events: readonly FakeEvent[], query: URLSearchParams): PolymarketAnswer {
  const text = (query.get('q') ?? '').toLowerCase()
  const found = events.filter(({ title }) => title.toLowerCase().includes(text)).map(gammaEventShape)
  return jsonAnswer({
    events: found,
    tags: null,
    profiles: null,
    pagination: { hasMore: false, totalResults: found.length },
  })
}

function answerList(state: ExchangeState, head: string, tail: readonly string[], query: URLSearchParams) {
  const events = eventsOf(state.markets.values())
  const isMarkets = head === 'markets'
  const shapes = (isWhole: boolean): Items =>
    isMarkets
      ? (isWhole ? [...state.markets.values()] : marketsWanted(state, query)).map((one) =>
          gammaMarketWithEvents(one, events),
        )
      : (isWhole ? events : eventsWanted(events, query)).map(gammaEventShape)
  const [first, second] = tail
  if (first === undefined) return offsetPage(shapes(false), query)
  if (first === 'keyset')
    return keysetPage(isMarkets ? 'markets' : 'events', shapes(false), query, isMarkets ? 100 : 500)
  if (first === 'slug') return single(shapes(true), (one) => one.slug === second)
  if (second === 'tags') {
    const found = shapes(true).find((one) => one.id === first) as { readonly tags?: unknown } | undefined
    return found === undefined ? NOT_FOUND() : jsonAnswer(found.tags)
  }
  return single(shapes(true), (one) => one.id === first)
}

/** Returns Gamma's answer to a request. */
export function answerGamma(state: ExchangeState, request: PolymarketRequest): PolymarketAnswer {
  if (request.method !== 'GET') return NOT_FOUND()
  const query = new URLSearchParams(request.query)
  const [head = '', ...tail] = request.path.split('/').slice(1)
  const tags = [...new Set([...state.markets.values()].flatMap((market) => market.settings.tags))].map(tagShape)
  switch (head) {
    case 'status':
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'OK' }
    case 'markets':
    case 'events':
      return answerList(state, head, tail, query)
    case 'tags':
      return tail.length === 0
        ? jsonAnswer(tags)
        : single(tags, (one) => tail.includes(one.id) || tail.includes(one.slug ?? ''))
    case 'series':
    case 'sports':
    case 'teams':
      return jsonAnswer([])
    case 'public-search':
      return search(eventsOf(state.markets.values()), query)
    default:
      return NOT_FOUND()
  }
}
