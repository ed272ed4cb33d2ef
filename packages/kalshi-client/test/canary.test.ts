/* No key, key id or signature in any error, log line or inspection, whatever goes wrong on the way. */
import { inspect } from 'node:util'
import type { ClientOrderId, IocOrder, MarketId, Price, Quantity } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { logHttp } from '@arbees/transport'
import { expect, it } from 'vitest'
import { createKalshiCredentials } from '../src/credentials.ts'
import { createKalshiStream } from '../src/kalshi-stream.ts'
import { kalshiVenue } from '../src/venue.ts'
import { RSA_PKCS8 } from './keys.ts'
import type { Reply } from './world.ts'
import { createTestClient, createWorld, START, startServer, through } from './world.ts'

const CANARY = 'canary-0001-the-key-id'
const REPLIES: readonly Reply[] = [
  { status: 401, body: { error: { code: 'authentication_error', message: 'x', details: 'NOT_FOUND' } } },
  { status: 400, body: { error: { code: 'invalid_price', message: 'x' } } },
  { status: 503, body: '<html></html>' },
  { status: 201, body: '<html></html>' },
  { status: 429, body: { error: 'too many requests' } },
  'cut',
  'silence',
]

function shownOf(value: unknown): string {
  const parts = [inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value) ?? '', String(value)]
  for (let error = value; error instanceof Error; error = error.cause) parts.push(error.message, String(error.stack))
  return parts.join('\n')
}

it('a canary key is seen by the server alone', async () => {
  const server = await startServer((_seen, index) => REPLIES[index % REPLIES.length] as Reply)
  try {
    const clock = createVirtualClock(START)
    const { runtime, lines } = createWorld(clock)
    const http = logHttp({ clock, log: runtime.log })(runtime.http)
    const client = createTestClient(
      server.rest,
      { ...runtime, http },
      {
        credentials: createKalshiCredentials({ keyId: CANARY, privateKey: RSA_PKCS8 }),
        timeoutMillis: 100,
        signAhead: { maxAgeMillis: 2_000 },
        breaker: { failuresMax: 1_000 },
      },
    )
    const venue = kalshiVenue(client)
    const outcomes: unknown[] = []
    for (let count = 0; count < REPLIES.length * 2; count++) {
      const order: IocOrder = {
        id: `arb${count}` as ClientOrderId,
        market: 'kalshi:KX' as MarketId,
        action: 'buy',
        outcome: 'yes',
        limit: 5600 as Price,
        quantity: 1_000_000 as Quantity,
      }
      outcomes.push(await through(clock, venue.submit(order)))
      outcomes.push(
        await through(
          clock,
          client.portfolio.getBalance().catch((error: unknown) => error),
        ),
      )
    }
    const end = new AbortController()
    const stream = createKalshiStream(client, { signal: end.signal })
    // A few handshakes, each refused in another way.
    for (let step = 0; step < 40; step++) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      await clock.step()
    }
    end.abort()
    outcomes.push(stream, await through(clock, stream.ended))
    const signatures = server.seen.map(({ headers }) => String(headers['kalshi-access-signature']))
    expect(server.seen.some(({ headers }) => headers['kalshi-access-key'] === CANARY)).toBe(true)
    const shown = [client, venue, lines, ...outcomes].map(shownOf).join('\n')
    expect(shown).not.toContain(CANARY)
    for (const line of RSA_PKCS8.split('\n').slice(1, -2)) expect(shown).not.toContain(line)
    for (const signature of signatures) expect(shown).not.toContain(signature)
    expect(lines.length).toBeGreaterThan(10)
  } finally {
    await server.close()
  }
}, 60_000)
