/*
 * Markets and events as Gamma prints them: camelCase, and lists as JSON text inside strings.
 */
import { formatDecimal } from '@arbees/core'
import { bestOf, midpointText } from './book-shape.ts'
import type { FakeMarket } from './fake-market.ts'
import { acceptsOrders, isClosed, questionIdOf, shownPrice } from './market-shape.ts'

const TICK_ONE = 10_000
const MICRO_ONE = 1_000_000

/** An event and its markets. */
export type FakeEvent = {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly markets: readonly FakeMarket[]
}

/** Returns the events that markets belong to, in the order in which their first markets were listed. */
export function eventsOf(markets: Iterable<FakeMarket>): readonly FakeEvent[] {
  const bySlug = new Map<string, { id: string; slug: string; title: string; markets: FakeMarket[] }>()
  for (const market of markets) {
    const { slug, title } = market.settings.event
    const known = bySlug.get(slug)
    if (known === undefined) bySlug.set(slug, { id: `9${market.id}`, slug, title, markets: [market] })
    else known.markets.push(market)
  }
  return [...bySlug.values()]
}

/** Returns a tag of a name: its id follows from the name. */
export function tagShape(name: string) {
  let id = 100_000
  for (const letter of name) id = (id * 31 + letter.charCodeAt(0)) % 900_000
  return { id: String(id + 100_000), label: name, slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') }
}

function feeShape(market: FakeMarket) {
  const { rateMillionths, exponent, isTakerOnly } = market.settings.fees
  if (rateMillionths === 0) return { feesEnabled: false }
  const feeSchedule = { rate: rateMillionths / MICRO_ONE, exponent, takerOnly: isTakerOnly, rebateRate: 0 }
  return { feesEnabled: true, feeType: 'fees', feeSchedule }
}

function priceShape(market: FakeMarket) {
  const [bid, ask] = [bestOf(market, 0, 'bid'), bestOf(market, 0, 'ask')]
  const last = market.lastTrade?.price
  return {
    bestBid: (bid ?? 0) / TICK_ONE,
    bestAsk: (ask ?? TICK_ONE) / TICK_ONE,
    spread: ((ask ?? TICK_ONE) - (bid ?? 0)) / TICK_ONE,
    ...(last === undefined ? {} : { lastTradePrice: last / TICK_ONE }),
  }
}

function outcomePrices(market: FakeMarket): string {
  const { outcome } = market
  if (outcome !== undefined) return JSON.stringify(([0, 1] as const).map((token) => String(shownPrice(market, token))))
  const prices = ([0, 1] as const).map((token) => midpointText(market, token) ?? String(shownPrice(market, token)))
  return JSON.stringify(prices)
}

/** Returns a market as GET /markets prints it, without its events. */
export function gammaMarketShape(market: FakeMarket) {
  const { settings } = market
  const volume = formatDecimal(market.volumeMicros, 6, 0)
  const isV2 = settings.protocol === 'v2'
  return {
    id: market.id,
    question: settings.question,
    conditionId: settings.conditionId,
    slug: settings.slug,
    resolutionSource: '',
    endDate: settings.endDate,
    endDateIso: settings.endDate.slice(0, 10),
    description: settings.description,
    outcomes: JSON.stringify(settings.outcomes),
    outcomePrices: outcomePrices(market),
    volume,
    volumeNum: Number(volume),
    liquidity: '0',
    liquidityNum: 0,
    active: true,
    closed: isClosed(market),
    archived: false,
    restricted: true,
    questionID: questionIdOf(market),
    enableOrderBook: true,
    orderPriceMinTickSize: market.tick / TICK_ONE,
    orderMinSize: settings.quantityMin / MICRO_ONE,
    // Markets of the second protocol name their tokens in a real array, the first in JSON text.
    ...(isV2 ? { positionIds: [...settings.tokenIds] } : { clobTokenIds: JSON.stringify(settings.tokenIds) }),
    version: settings.protocol,
    acceptingOrders: acceptsOrders(market),
    negRisk: settings.isNegRisk,
    ...(settings.isNegRisk ? { negRiskMarketID: questionIdOf(market) } : {}),
    secondsDelay: settings.secondsDelay,
    ...(settings.gameStartTime === undefined ? {} : { gameStartTime: settings.gameStartTime }),
    ...(settings.gameId === undefined ? {} : { gameId: String(settings.gameId) }),
    ...(settings.sportsMarketType === undefined ? {} : { sportsMarketType: settings.sportsMarketType }),
    ...feeShape(market),
    ...priceShape(market),
    ...(market.status === 'resolved' ? { umaResolutionStatus: 'resolved' } : {}),
  }
}

function eventHead({ id, slug, title, markets }: FakeEvent) {
  const [first] = markets
  return {
    id,
    ticker: slug,
    slug,
    title,
    description: first?.settings.description ?? '',
    endDate: first?.settings.endDate,
    active: true,
    closed: markets.every(isClosed),
    archived: false,
    restricted: true,
    enableOrderBook: true,
    negRisk: first?.settings.isNegRisk ?? false,
    enableNegRisk: first?.settings.isNegRisk ?? false,
    version: first?.settings.protocol ?? 'v1',
    ...(first?.settings.gameId === undefined ? {} : { gameId: first.settings.gameId }),
  }
}

/** Returns an event as GET /events prints it, with its markets. */
export function gammaEventShape(event: FakeEvent) {
  const tags = [...new Set(event.markets.flatMap((market) => market.settings.tags))].map(tagShape)
  return { ...eventHead(event), markets: event.markets.map(gammaMarketShape), tags }
}

/** Returns a market with the heads of the events it belongs to. */
export function gammaMarketWithEvents(market: FakeMarket, events: readonly FakeEvent[]) {
  const mine = events.filter((event) => event.markets.includes(market)).map(eventHead)
  return { ...gammaMarketShape(market), events: mine, tags: market.settings.tags.map(tagShape) }
}
