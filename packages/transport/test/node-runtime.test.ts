import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng, isVenueError, millis, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { bind } from '../src/bind.ts'
import type { CallContext } from '../src/call.ts'
import { createCircuitBreaker } from '../src/circuit-breaker.ts'
import { compose } from '../src/compose.ts'
import { createLimiter } from '../src/interceptors/limit.ts'
import { rateLimitBackoff } from '../src/interceptors/rate-limit-backoff.ts'
import { retryReads } from '../src/interceptors/retry.ts'
import { nodeRuntime } from '../src/node-runtime.ts'
import { statusError } from '../src/status-error.ts'
import { atEnd, httpServer } from './loopback.ts'
import { readEndpoint, writeEndpoint } from './requests.ts'

describe('node runtime', () => {
  test('a seed makes chance repeat; without one it does not', () => {
    const draw = (seed?: number) => {
      const { rng } = nodeRuntime(seed === undefined ? {} : { seed })
      return [rng.next(), rng.next(), rng.next()].join()
    }
    expect(draw(5)).toBe(draw(5))
    expect(draw()).not.toBe(draw())
  })

  test('is whole: time, chance, HTTP, files and lines', async () => {
    const lines: string[] = []
    const abort = new AbortController()
    atEnd(() => abort.abort())
    const { url } = await httpServer((response) => response.end('{}'))
    const runtime = nodeRuntime({ signal: abort.signal, log: (_level, message) => void lines.push(message) })
    const answer = await runtime.http({ method: 'GET', url, headers: {}, timeoutMicros: seconds(5) })
    expect(answer.status).toBe(200)
    const folder = mkdtempSync(join(tmpdir(), 'arbees-runtime-'))
    atEnd(() => rmSync(folder, { recursive: true }))
    const file = runtime.disk.openAppend(join(folder, 'a'))
    file.append(new Uint8Array([1, 2, 3]))
    await file.sync()
    file.close()
    expect(runtime.disk.read(join(folder, 'a'))).toHaveLength(3)
    runtime.log('info', 'said')
    expect(lines).toEqual(['said'])
    expect(Object.isFrozen(runtime)).toBe(true)
  })
})

describe('the whole road of a request', () => {
  async function scene(answer: Parameters<typeof httpServer>[0]) {
    const { url, seen } = await httpServer(answer)
    const abort = new AbortController()
    atEnd(() => abort.abort())
    const lines: string[] = []
    const { clock, http } = nodeRuntime({ signal: abort.signal })
    const log = (_level: string, message: string) => void lines.push(message)
    const breaker = createCircuitBreaker({ venue: 'kalshi', clock, log })
    const limiter = createLimiter({ venue: 'kalshi', clock, buckets: {} })
    const context: CallContext = {
      dialect: {
        venue: 'kalshi',
        baseUrl: url,
        toError: (response, request) => statusError('kalshi', response, request),
      },
      http,
      clock,
      timeoutMicros: millis(300),
      intercept: compose(
        retryReads({
          clock,
          rng: createRng(1),
          backoff: { firstMicros: millis(1), capMicros: millis(1), jitterPercent: 0 },
        }),
        rateLimitBackoff({ venue: 'kalshi', venueName: 'Kalshi', clock, log, scheduleMillis: [1, 2, 4, 8, 16] }),
        limiter.intercept,
        breaker.intercept,
      ),
    }
    return { ...bind(context, { readEndpoint, writeEndpoint }), seen, lines, breaker }
  }

  test('an order whose answer is cut, late, broken or a 5xx is sent once', async () => {
    const failures: readonly Parameters<typeof httpServer>[0][] = [
      (_response, { socket }) => socket.destroy(),
      () => undefined,
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(200).end('<html>'),
    ]
    for (const answer of failures) {
      const { writeEndpoint: createOrder, seen } = await scene(answer)
      const error = await createOrder().catch((caught: unknown) => caught)
      expect(isVenueError(error)).toBe(true)
      await new Promise((done) => setTimeout(done, 20))
      expect(seen).toHaveLength(1)
    }
  })

  test('a read is tried again', async () => {
    let count = 0
    const { readEndpoint: read, seen } = await scene((response) => {
      count += 1
      response.writeHead(count < 3 ? 503 : 200).end('{"done":true}')
    })
    expect(await read()).toEqual({ done: true })
    expect(seen).toHaveLength(3)
  })

  test('three 429s and a success: the order goes, the breaker has not moved', async () => {
    let count = 0
    const {
      writeEndpoint: createOrder,
      lines,
      breaker,
    } = await scene((response) => {
      count += 1
      response.writeHead(count < 4 ? 429 : 200).end('{"error":"too many requests"}')
    })
    await createOrder()
    expect(count).toBe(4)
    expect(breaker.state()).toMatchObject({ status: 'closed', failures: 0 })
    expect(lines).toEqual(
      [1, 2, 4].map((wait, index) => `Kalshi rate limit hit, backing off ${wait}ms (retry ${index + 1}/5)`),
    )
  })

  test('five 500s open the breaker, and then nothing reaches the server', async () => {
    const { writeEndpoint: createOrder, seen, lines } = await scene((response) => response.writeHead(500).end())
    for (let count = 0; count < 5; count++) await createOrder().catch(() => undefined)
    await expect(createOrder()).rejects.toMatchObject({ code: 'circuit.open' })
    expect(seen).toHaveLength(5)
    expect(lines).toEqual(['Circuit breaker open'])
  })

  test('what its owner checks right before the sending can hold it back', async () => {
    const { writeEndpoint: createOrder, seen } = await scene((response) => response.end('{}'))
    const beforeSend = () => {
      throw new Error('halted')
    }
    await expect(createOrder({}, { beforeSend })).rejects.toThrow('halted')
    expect(seen).toEqual([])
  })
})
