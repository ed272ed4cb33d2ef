import { generateKeyPairSync } from 'node:crypto'
import { seconds, toMarketId, toMicros, toPrice, toQuantity } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import { createVirtualRuntime } from '@arbees/testkit'
import { fakeConnect, fakeHttp, fakeKalshi } from '@arbees/venue-fakes'
import { expect, test } from 'vitest'
import { readBook } from '../src/read-a-book.ts'

const TICKER = 'KXHIGHNY-26NOV22-B53.5'

test('reads a book of a fake exchange, in virtual time', async () => {
  const pair = generateKeyPairSync('ed25519')
  const keyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const base = createVirtualRuntime({ seed: 1 })
  const { clock } = base
  const kalshi = fakeKalshi({
    runtime: { clock },
    markets: [{ ticker: TICKER, title: 'Will it be 53 to 54 degrees?', fair: null }],
    members: [{ keyId: 'key', keyPem }],
    paceMicros: null,
  })
  kalshi.show(
    TICKER,
    [{ price: toPrice(4_200), quantity: toQuantity(30_000_000) }],
    [
      { price: toPrice(4_400), quantity: toQuantity(7_000_000) },
      { price: toPrice(4_500), quantity: toQuantity(12_500_000) },
    ],
  )
  const feed = kalshiVenue(
    createKalshiClient({
      environment: 'production',
      credentials: createKalshiCredentials({ keyId: 'key', privateKey }),
      runtime: {
        ...base,
        http: fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], clock),
        connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue }], clock),
      },
    }),
  )
  const read = readBook(feed, toMarketId('kalshi', TICKER))
  await clock.run(toMicros(clock.now() + seconds(5)))
  expect(await read).toEqual([
    'Will it be 53 to 54 degrees?',
    '0.4500 × 12.50',
    '0.4400 × 7.00',
    '———',
    '0.4200 × 30.00',
  ])
  kalshi.end()
})
