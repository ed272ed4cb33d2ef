/*
 * The public reads: exchange, series, events, markets, books, trades.
 */

import { instantText } from '../instant-text.ts'
import { invalidQuery, notFound } from './answers.ts'
import type { KalshiCall } from './call.ts'
import { instantQuery, integerQuery, limitQuery, listQuery, marketNamed, pageOf } from './call.ts'
import { eventRow, levelRows, marketRow, seriesRow, tradeRow } from './rows.ts'
import type { KalshiMarket, KalshiStatus, KalshiTrade } from './world.ts'
import { SHARDS } from './world.ts'

/** GET /exchange/status */
export function exchangeStatus(call: KalshiCall) {
  const state = {
    exchange_active: call.world.isExchangeActive,
    trading_active: call.world.isTradingActive && call.world.isExchangeActive,
    intra_exchange_transfers_active: true,
  }
  return {
    ...state,
    exchange_index_statuses: SHARDS.map(({ index, description }) => ({ exchange_index: index, description, ...state })),
  }
}

/** GET /exchange/schedule: open around the clock but for Thursday's pause. */
export function exchangeSchedule() {
  const whole = [{ open_time: '00:00', close_time: '23:59' }]
  const thursday = [
    { open_time: '00:00', close_time: '03:00' },
    { open_time: '05:00', close_time: '23:59' },
  ]
  const week = { monday: whole, tuesday: whole, wednesday: whole, thursday, friday: whole, saturday: whole }
  return {
    schedule: {
      standard_hours: [
        { start_time: '2026-01-01T05:00:00Z', end_time: '2030-01-01T05:00:00Z', ...week, sunday: whole },
      ],
      maintenance_windows: [],
    },
  }
}

/** GET /exchange/user_data_timestamp */
export function userDataTimestamp(call: KalshiCall) {
  return { as_of_time: instantText(call.now) }
}

const FILTERS: Readonly<Record<string, readonly KalshiStatus[]>> = {
  unopened: ['initialized'],
  open: ['active'],
  paused: ['inactive'],
  closed: ['closed', 'determined'],
  settled: ['finalized'],
}

function statusFilter(call: KalshiCall): (market: KalshiMarket) => boolean {
  const word = call.query.get('status')
  if (word === null || word === '') return () => true
  const statuses = FILTERS[word]
  if (statuses === undefined) throw invalidQuery(call.operation, 'Status', 'oneof')
  return (market) => statuses.includes(market.status)
}

/** GET /markets */
export function listMarkets(call: KalshiCall) {
  const { world, query } = call
  const tickers = listQuery(call, 'tickers')
  const eventTicker = query.get('event_ticker') || undefined
  const seriesTicker = query.get('series_ticker') || undefined
  const hasStatus = statusFilter(call)
  const closesFrom = instantQuery(call, 'min_close_ts', 'MinCloseTs') ?? 0
  const closesTo = instantQuery(call, 'max_close_ts', 'MaxCloseTs') ?? Number.MAX_SAFE_INTEGER
  const found = [...world.markets.values()].filter(
    (market) =>
      (tickers === undefined || tickers.includes(market.ticker)) &&
      (eventTicker === undefined || market.event.ticker === eventTicker) &&
      (seriesTicker === undefined || market.event.series.ticker === seriesTicker) &&
      market.closesAt >= closesFrom &&
      market.closesAt <= closesTo &&
      hasStatus(market),
  )
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 1_000), (market) => market.ticker)
  return { markets: rows.map(marketRow), cursor }
}

/** GET /markets/{ticker} */
export function readMarket(call: KalshiCall) {
  return { market: marketRow(marketNamed(call.world, call.path['ticker'])) }
}

/** Returns a market's book as REST sends it. */
function bookRow(market: KalshiMarket, depth: number) {
  return {
    yes_dollars: levelRows(market.book.bids, false, depth),
    no_dollars: levelRows(market.book.asks, true, depth),
  }
}

/** GET /markets/{ticker}/orderbook */
export function readBook(call: KalshiCall) {
  const depth = integerQuery(call, 'depth', 'Depth') ?? 0
  if (depth < 0) throw invalidQuery(call.operation, 'Depth', 'gte')
  if (depth > 100) throw invalidQuery(call.operation, 'Depth', 'lte')
  return { orderbook_fp: bookRow(marketNamed(call.world, call.path['ticker']), depth) }
}

/** GET /markets/orderbooks */
export function readBooks(call: KalshiCall) {
  const tickers = call.query.getAll('tickers')
  if (tickers.length === 0) throw invalidQuery(call.operation, 'Tickers', 'required')
  if (tickers.length > 100) throw invalidQuery(call.operation, 'Tickers', 'lte')
  const orderbooks = tickers.flatMap((ticker) => {
    const market = call.world.markets.get(ticker)
    return market === undefined ? [] : [{ ticker, orderbook_fp: bookRow(market, 0) }]
  })
  return { orderbooks }
}

/** GET /markets/trades, the newest first. */
export function listTrades(call: KalshiCall) {
  const ticker = call.query.get('ticker') || undefined
  const from = instantQuery(call, 'min_ts', 'MinTs') ?? 0
  const to = instantQuery(call, 'max_ts', 'MaxTs') ?? Number.MAX_SAFE_INTEGER
  const found: KalshiTrade[] = []
  const wanted = call.world.trades
  for (let index = wanted.length - 1; index >= 0; index--) {
    const trade = wanted[index] as KalshiTrade
    if ((ticker === undefined || trade.market.ticker === ticker) && trade.at >= from && trade.at <= to)
      found.push(trade)
  }
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 1_000), (trade) => trade.id)
  return { trades: rows.map(tradeRow), cursor }
}

/** GET /events */
export function listEvents(call: KalshiCall) {
  const { world, query } = call
  const seriesTicker = query.get('series_ticker') || undefined
  const tickers = listQuery(call, 'tickers')
  const hasStatus = statusFilter(call)
  const found = [...world.events.values()].filter(
    (event) =>
      (seriesTicker === undefined || event.series.ticker === seriesTicker) &&
      (tickers === undefined || tickers.includes(event.ticker)) &&
      event.markets.some(hasStatus),
  )
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 200, 200), (event) => event.ticker)
  const isNested = query.get('with_nested_markets') === 'true'
  const events = rows.map((event) =>
    isNested ? { ...eventRow(event), markets: event.markets.map(marketRow) } : eventRow(event),
  )
  return { events, milestones: [], cursor }
}

/** GET /events/{event_ticker} */
export function readEvent(call: KalshiCall) {
  const event = call.world.events.get(call.path['ticker'] ?? '')
  if (event === undefined) throw notFound()
  const markets = event.markets.map(marketRow)
  const isNested = call.query.get('with_nested_markets') === 'true'
  return { event: isNested ? { ...eventRow(event), markets } : eventRow(event), markets }
}

/** GET /series */
export function listSeries(call: KalshiCall) {
  const category = call.query.get('category') || undefined
  const series = [...call.world.series.values()].filter((one) => category === undefined || one.category === category)
  return { series: series.map(seriesRow) }
}

/** GET /series/{series_ticker} */
export function readSeries(call: KalshiCall) {
  const series = call.world.series.get(call.path['ticker'] ?? '')
  if (series === undefined) throw notFound()
  return { series: seriesRow(series) }
}

/** GET /series/fee_changes */
export function listSeriesFeeChanges() {
  return { series_fee_change_arr: [] }
}

/** GET /events/fee_changes */
export function listEventFeeChanges() {
  return { event_fee_changes: [], cursor: '' }
}

/** GET /historical/cutoff: all the history there is stays on the live paths. */
export function historicalCutoff() {
  const never = '2020-01-01T00:00:00Z'
  return { market_settled_ts: never, trades_created_ts: never, orders_updated_ts: never }
}
