import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Http, HttpRequest, HttpResponse } from '@arbees/core'
import { millis, seconds } from '@arbees/core'
import { HttpResponse as MockResponse, http as mock } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchHttp } from '../src/fetch-http.ts'
import { undiciHttp } from '../src/undici-http.ts'
import { atEnd, deadUrl, httpServer, tcpServer } from './loopback.ts'

const get = (url: string, change: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMicros: seconds(5),
  ...change,
})
const post = (url: string, change: Partial<HttpRequest> = {}) =>
  get(url, { method: 'POST', body: '{"n":1}', ...change })

const failure = (answer: Promise<HttpResponse>) => answer.then(() => undefined).catch((error: unknown) => error)

function undici(options: Parameters<typeof undiciHttp>[0] = {}): Http {
  const abort = new AbortController()
  atEnd(() => abort.abort())
  return undiciHttp({ signal: abort.signal, ...options })
}

describe.each<[string, (limit?: number) => Http]>([
  ['undici', (limit) => undici(limit === undefined ? {} : { responseBytesMax: limit })],
  ['fetch', (limit) => fetchHttp(limit === undefined ? {} : { responseBytesMax: limit })],
])('http over %s', (_name, create) => {
  test('sends exactly what it is given, and gives what is answered, whatever the status', async () => {
    const { url, seen } = await httpServer((response) => {
      response.writeHead(503, { 'X-Venue': 'Ünder', 'content-type': 'text/plain' }).end('später ✓')
    })
    const answer = await create()(post(`${url}/orders?a=1,2`, { headers: { 'x-key': 'k' } }))
    expect(answer).toMatchObject({ status: 503, body: 'später ✓', headers: { 'content-type': 'text/plain' } })
    expect(Object.keys(answer.headers)).toContain('x-venue')
    expect(seen[0]).toMatchObject({ body: '{"n":1}', request: { method: 'POST', url: '/orders?a=1,2' } })
    expect(seen[0]?.request.headers).toMatchObject({ 'x-key': 'k', 'content-length': '7' })
  })

  test.each([
    ['gzip', gzipSync('{"a":"ä"}')],
    ['br', brotliCompressSync('{"a":"ä"}')],
  ])('reads %s', async (encoding, body) => {
    const { url } = await httpServer((response) => response.setHeader('content-encoding', encoding).end(body))
    expect((await create()(get(url))).body).toBe('{"a":"ä"}')
  })

  test('nobody listens: nothing left', async () => {
    const url = await deadUrl()
    expect(await failure(create()(post(`${url}/orders?secret=1`)))).toMatchObject({
      code: 'connect.failed',
      context: { url: `${url}/orders`, detail: expect.any(String) },
    })
  })

  test('cut after the body was read: the bytes have left', async () => {
    const { url, seen } = await httpServer((_response, { socket }) => socket.destroy())
    expect(await failure(create()(post(`${url}/orders`)))).toMatchObject({
      code: 'request.interrupted',
      context: { method: 'POST', path: '/orders', sentBytes: true },
    })
    expect(seen).toHaveLength(1)
  })

  test('cut as soon as it connected: the bytes may have left', async () => {
    let connections = 0
    const { url } = await tcpServer((socket) => {
      connections += 1
      socket.once('data', () => socket.resetAndDestroy())
    })
    expect(await failure(create()(post(url)))).toMatchObject({
      code: 'request.interrupted',
      context: { sentBytes: true },
    })
    expect(connections).toBe(1)
  })

  test('half an answer is no answer', async () => {
    const { url } = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"order":'))
    })
    expect(await failure(create()(post(url)))).toMatchObject({
      code: 'request.interrupted',
      context: { sentBytes: true },
    })
  })

  test('an answer that never comes, or never ends, times out', async () => {
    const { url } = await httpServer((response, { request }) => {
      if (request.url !== '/trickle') return
      response.write('{')
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    })
    for (const path of ['/silent', '/trickle']) {
      const begun = performance.now()
      expect(await failure(create()(post(url + path, { timeoutMicros: millis(80) })))).toMatchObject({
        code: 'request.timeout',
        context: { path, sentBytes: true, timeoutMicros: 80_000 },
      })
      expect(performance.now() - begun).toBeLessThan(2_000)
    }
  })

  test('an answer that is too large is refused, also when it is small on the wire', async () => {
    const { url } = await httpServer((response, { request }) => {
      if (request.url === '/plain') response.end('x'.repeat(200_000))
      else response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(5_000_000)))
    })
    for (const path of ['/plain', '/bomb']) {
      expect(await failure(create(100_000)(get(url + path)))).toMatchObject({ code: 'payload.malformed' })
    }
  })

  test('the caller gives up: before sending nothing left, later the bytes have', async () => {
    const { url, seen } = await httpServer(() => undefined)
    const early = await failure(create()(post(url, { signal: AbortSignal.abort() })))
    expect(early).toMatchObject({ code: 'request.interrupted', context: { sentBytes: false } })
    const abort = new AbortController()
    const late = failure(create()(post(url, { signal: abort.signal })))
    while (seen.length === 0) await new Promise((done) => setTimeout(done, 2))
    abort.abort()
    expect(await late).toMatchObject({ code: 'request.interrupted', context: { sentBytes: true } })
    expect(seen).toHaveLength(1)
  })

  test('a redirect is an answer: nothing is sent on', async () => {
    const { url, seen } = await httpServer((response) => response.writeHead(307, { location: '/elsewhere' }).end())
    expect((await create()(post(url))).status).toBe(307)
    expect(seen).toHaveLength(1)
  })
})

describe('http over undici', () => {
  test('keeps its connections', async () => {
    const { url, seen } = await httpServer((response) => response.end('{}'))
    const http = undici()
    for (let count = 0; count < 20; count++) await http(post(url))
    // A request begun in the very tick of the last answer finds its connection not yet free, and opens a second.
    expect(new Set(seen.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2)
  })

  test('a request given up while it waited for a connection never leaves', async () => {
    const held: (() => void)[] = []
    const { url, seen } = await httpServer((response) => void held.push(() => response.end('{}')))
    const http = undici({ connectionsMax: 1 })
    const first = http(post(url, { body: 'first' }))
    expect(await failure(http(post(url, { body: 'late', timeoutMicros: millis(40) })))).toMatchObject({
      code: 'request.timeout',
      context: { sentBytes: false },
    })
    while (held.length === 0) await new Promise((done) => setTimeout(done, 2))
    held.shift()?.()
    expect((await first).status).toBe(200)
    const third = http(post(url, { body: 'third' }))
    while (held.length === 0) await new Promise((done) => setTimeout(done, 2))
    held.shift()?.()
    await third
    expect(seen.map(({ body }) => body)).toEqual(['first', 'third'])
  })

  test('a body that does not decompress is malformed', async () => {
    const { url } = await httpServer((response) => response.setHeader('content-encoding', 'gzip').end('not gzip'))
    expect(await failure(undici()(get(url)))).toMatchObject({ code: 'payload.malformed' })
    const odd = await httpServer((response) => response.setHeader('content-encoding', 'lzma').end('?'))
    expect(await failure(undici()(get(odd.url)))).toMatchObject({ code: 'payload.malformed' })
  })

  test('a header that cannot be sent is the program’s fault, and its value is not told', async () => {
    const { url } = await httpServer((response) => response.end())
    const error = await failure(undici()(get(url, { headers: { 'x-key': 'canary\nvalue' } })))
    expect(error).toMatchObject({ name: 'InvariantError' })
    expect(String(error)).not.toContain('canary')
  })

  test('no request is answered by the bytes of another', async () => {
    const { url } = await httpServer((response, { body }) => {
      setTimeout(() => response.end(body), Math.random() * 5)
    })
    const http = undici({ connectionsMax: 4 })
    const bodies = Array.from({ length: 200 }, (_, index) => `body ${index}`)
    const answers = await Promise.all(bodies.map((body) => http(post(url, { body }))))
    expect(answers.map(({ body }) => body)).toEqual(bodies)
  })
})

describe('http over fetch under a mock server', () => {
  const server = setupServer(
    mock.get('https://venue.test/markets', () => MockResponse.json({ markets: [] })),
    mock.get('https://venue.test/broken', () => MockResponse.error()),
  )
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
  afterAll(() => server.close())

  test('mocked answers are seen', async () => {
    expect(await fetchHttp()(get('https://venue.test/markets'))).toMatchObject({ status: 200, body: '{"markets":[]}' })
  })

  test('a network error without a known cause counts as sent', async () => {
    expect(await failure(fetchHttp()(get('https://venue.test/broken')))).toMatchObject({
      code: 'request.interrupted',
      context: { sentBytes: true },
    })
  })
})
