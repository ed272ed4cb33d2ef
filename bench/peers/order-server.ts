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
const ANSWERS: Readonly<Record<string, string>> = {
  '/trade-api/v2/account/limits': JSON.stringify({ usage_tier: 'prestige', read: BUDGET, write: BUDGET, grants: [] }),
  '/trade-api/v2/account/endpoint_costs': JSON.stringify({ default_cost: 10, endpoint_costs: [] }),
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
