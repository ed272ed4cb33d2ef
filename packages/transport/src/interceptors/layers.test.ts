import type { Http, HttpRequest } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { composeHttp } from '../compose.ts'
import { logHttp } from './log.ts'
import type { RecordedExchange } from './record.ts'
import { recordHttp } from './record.ts'

const CANARY = 'canary-91aa'

const request: HttpRequest = {
  method: 'POST',
  url: `https://venue.test/orders?key=${CANARY}`,
  headers: { 'x-signature': CANARY, 'content-type': 'application/json' },
  body: `{"owner":"${CANARY}","n":1}`,
  timeoutMicros: seconds(1),
}

function scene(http: Http) {
  const clock = createFakeClock()
  const lines: unknown[] = []
  const exchanges: RecordedExchange[] = []
  const log = (level: string, message: string, fields: unknown) => void lines.push([level, message, fields])
  const layered = composeHttp(
    async (sent) => {
      await clock.advance(1_500)
      return http(sent)
    },
    logHttp({ clock, log }),
    recordHttp({
      clock,
      write: (exchange) => void exchanges.push(exchange),
      redactBody: (body) => body.replaceAll(CANARY, 'hidden'),
    }),
  )
  return { layered, lines, exchanges }
}

describe('http layers', () => {
  test('one line per request, with what it took and without its secrets', async () => {
    const { layered, lines } = scene(async () => ({ status: 201, headers: { 'set-cookie': CANARY }, body: 'four' }))
    await layered(request)
    expect(lines).toEqual([
      [
        'debug',
        'http answered',
        { method: 'POST', url: 'https://venue.test/orders', status: 201, micros: 1_500, characters: 4 },
      ],
    ])
  })

  test('a failure is logged by its code and thrown on', async () => {
    const error = new VenueError('connect.failed', { url: 'https://venue.test' })
    const { layered, lines, exchanges } = scene(() => Promise.reject(error))
    await expect(layered(request)).rejects.toBe(error)
    expect(lines).toMatchObject([['warn', 'http failed', { code: 'connect.failed' }]])
    expect(exchanges).toMatchObject([{ error: 'connect.failed', micros: 1_500 }])
    expect(JSON.stringify(lines)).not.toContain(CANARY)
  })

  test('an exchange is recorded with its harmless headers only', async () => {
    const { layered, exchanges } = scene(async () => ({
      status: 429,
      headers: { 'retry-after': '3', 'set-cookie': CANARY },
      body: `"${CANARY}"`,
    }))
    await layered(request)
    const [exchange] = exchanges
    expect(exchange).toMatchObject({
      request: {
        method: 'POST',
        headers: { 'x-signature': '[redacted]', 'content-type': 'application/json' },
        body: '{"owner":"hidden","n":1}',
      },
      response: { status: 429, headers: { 'retry-after': '3', 'set-cookie': '[redacted]' }, body: '"hidden"' },
    })
    expect(JSON.stringify({ ...exchange, request: { ...exchange?.request, url: '' } })).not.toContain(CANARY)
  })
})
