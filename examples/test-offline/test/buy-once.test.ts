/*
 * One strategy, three ways to test it offline. Nothing here leaves the machine, and no key is real.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { Runtime } from '@arbees/core'
import { seconds, toMarketId, toPrice, toQuantity } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import { createVirtualRuntime } from '@arbees/testkit'
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import type { FakeKalshi } from '@arbees/venue-fakes'
import { fakeConnect, fakeHttp, fakeKalshi, startVenues } from '@arbees/venue-fakes'
import { fakeHandlers } from '@arbees/venue-fakes/msw'
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'
import { buyOnce } from '../src/buy-once.ts'

const TICKER = 'KXHIGHNY-26NOV22-B53.5'
const MARKET = toMarketId('kalshi', TICKER)
const HOST = 'https://external-api.kalshi.com'

const pair = generateKeyPairSync('ed25519')
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const keyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string

const WISH = { market: MARKET, limit: toPrice(4_400), quantity: toQuantity(10_000_000) }

/** A Kalshi where somebody offers seven contracts at $0.44. */
function kalshiWithOffer(runtime: Pick<Runtime, 'clock'>): FakeKalshi {
  const kalshi = fakeKalshi({
    runtime,
    markets: [{ ticker: TICKER, fair: null }],
    members: [{ keyId: 'key', keyPem }],
    paceMicros: null,
  })
  kalshi.show(TICKER, [], [{ price: toPrice(4_400), quantity: toQuantity(7_000_000) }])
  return kalshi
}

function venueOn(runtime: Runtime) {
  const credentials = createKalshiCredentials({ keyId: 'key', privateKey })
  return kalshiVenue(createKalshiClient({ environment: 'production', credentials, runtime }))
}

test('in process, in virtual time: the answer is lost, and the strategy still knows what it holds', async () => {
  const base = createVirtualRuntime({ seed: 1 })
  const { clock } = base
  const kalshi = kalshiWithOffer({ clock })
  const venue = venueOn({
    ...base,
    http: fakeHttp([{ origin: HOST, venue: kalshi.venue }], clock),
    connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue }], clock),
  })
  kalshi.faults.inject({ fault: 'connection.cut-after', match: 'POST /portfolio/events/orders' })
  const bought = buyOnce(venue, clock, WISH)
  await clock.run((clock.now() + seconds(60)) as ReturnType<typeof clock.now>)
  expect(await bought).toEqual({ quantity: 7_000_000, isCertain: true })
  expect(kalshi.world.orders.size).toBe(1)
  kalshi.end()
})

test('under msw: the client believes that it speaks to the exchange', async () => {
  const end = new AbortController()
  const runtime = nodeRuntime({ http: fetchHttp(), signal: end.signal })
  const kalshi = kalshiWithOffer(runtime)
  const server = setupServer(...fakeHandlers(HOST, kalshi.venue, runtime.clock))
  server.listen()
  expect(await buyOnce(venueOn(runtime), runtime.clock, WISH)).toEqual({ quantity: 7_000_000, isCertain: true })
  server.close()
  kalshi.end()
  end.abort()
})

test('on real sockets: the servers that `arbees venues` starts, other traders and all', async () => {
  const end = new AbortController()
  const runtime = nodeRuntime({ signal: end.signal })
  const venues = await startVenues({ runtime, seed: 7, paceMicros: null })
  const { rest, ws, keyId, privateKeyPem, tickers } = venues.line.kalshi
  const credentials = createKalshiCredentials({ keyId, privateKey: privateKeyPem })
  const venue = kalshiVenue(createKalshiClient({ environment: { rest, ws }, credentials, runtime }))
  const wish = { market: toMarketId('kalshi', tickers[0] as string), limit: toPrice(9_900), quantity: WISH.quantity }
  expect(await buyOnce(venue, runtime.clock, wish)).toEqual({ quantity: 10_000_000, isCertain: true })
  const { holdings } = await venue.snapshot()
  expect(holdings).toEqual([{ market: wish.market, outcome: 'yes', quantity: 10_000_000 }])
  await venues.close()
  end.abort()
})
