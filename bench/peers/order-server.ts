/* A server that answers every request with one order, in a process of its own, so that its work is not counted. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const BODY = JSON.stringify({ order_id: 'o-1', fill_count: '10.00', remaining_count: '0.00', ts_ms: 1_795_359_600_164 })

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': BODY.length })
    response.end(BODY)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
