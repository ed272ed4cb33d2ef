/*
 * A server that answers every order with one answer, in a process of its own, so that its work is not
 * counted. Its limits are far above what anybody sends: what is measured is the road, not the waiting.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const BUDGET = { refill_rate: 10_000_000, bucket_capacity: 10_000_000 }
const ORDER = JSON.stringify({
  order_id: 'o-1',
  fill_count: '10.00',
  remaining_count: '0.00',
  ts_ms: 1_795_359_600_164,
})
const MARKET = {
  ticker: 'KXNBAGAME-26NOV22LALBOS-T1.5',
  event_ticker: 'KXNBAGAME-26NOV22LALBOS',
  market_type: 'binary',
  status: 'active',
  open_time: '2026-11-01T00:00:00Z',
  close_time: '2026-12-01T00:00:00Z',
  yes_bid_dollars: '0.5500',
  yes_ask_dollars: '0.5600',
  no_bid_dollars: '0.4400',
  no_ask_dollars: '0.4500',
  last_price_dollars: '0.5500',
  volume_fp: '0.00',
  open_interest_fp: '0.00',
  price_ranges: [{ start: '0.0000', end: '1.0000', step: '0.0100' }],
  exchange_index: 0,
}
const ANSWERS: Readonly<Record<string, string>> = {
  '/trade-api/v2/account/limits': JSON.stringify({ usage_tier: 'prestige', read: BUDGET, write: BUDGET, grants: [] }),
  '/trade-api/v2/account/endpoint_costs': JSON.stringify({ default_cost: 10, endpoint_costs: [] }),
  [`/trade-api/v2/markets/${MARKET.ticker}`]: JSON.stringify({ market: MARKET }),
}

const server = createServer((request, response) => {
  const body = ANSWERS[request.url ?? ''] ?? ORDER
  request.resume()
  request.on('end', () => {
    response.writeHead(request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
      'content-length': body.length,
    })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
