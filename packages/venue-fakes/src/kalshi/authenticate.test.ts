import { generateKeyPairSync } from 'node:crypto'
import { seconds } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { fakeKalshi } from './fake-kalshi.ts'

const AT_MILLIS = 1_796_493_600_000
const PATH = '/trade-api/v2/portfolio/balance'

test('a signature that its maker vouches for is right without a check, and no other is', () => {
  const { publicKey } = generateKeyPairSync('ed25519')
  const fake = fakeKalshi({
    runtime: { clock: createVirtualClock(seconds(AT_MILLIS / 1_000)) },
    markets: [],
    members: [
      {
        keyId: 'key',
        keyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
        verified: new Set([`${AT_MILLIS}GET${PATH} vouched`]),
      },
    ],
    paceMicros: null,
  })
  const statusOf = (signature: string, timestamp = AT_MILLIS) => {
    const reply = fake.venue.request({
      method: 'GET',
      url: PATH,
      headers: {
        'kalshi-access-key': 'key',
        'kalshi-access-signature': signature,
        'kalshi-access-timestamp': String(timestamp),
      },
      body: '',
    })
    return reply.type === 'answer' ? reply.status : reply.type
  }
  expect(statusOf('vouched')).toBe(200)
  expect(statusOf('other')).toBe(401)
  expect(statusOf('vouched', AT_MILLIS + 1)).toBe(401)
})
