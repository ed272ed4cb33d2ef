import { expect, test } from 'vitest'
import { pairsOf, parseSettings } from '../src/settings.ts'

const WHOLE = {
  folder: '/tmp/trader',
  durability: 'machine',
  cash: { kalshi: 1_000_000, polymarket: 1_000_000 },
  contractsMax: 10,
  edgeMin: 10_000,
  mayUnwind: true,
  settleMillis: 5_000,
  pairs: [{ name: 'final', ticker: 'KXFINAL-26', token: '123', polarity: 'same' }],
  kalshi: { rest: 'http://127.0.0.1:1/v2', ws: 'ws://127.0.0.1:1/ws', keyId: 'key', privateKeyPem: 'pem' },
  polymarket: {
    hosts: {
      clob: 'http://127.0.0.1:2',
      gamma: 'http://127.0.0.1:3',
      data: 'http://127.0.0.1:4',
      site: 'http://127.0.0.1:5',
      marketStream: 'ws://127.0.0.1:2/ws/market',
      userStream: 'ws://127.0.0.1:2/ws/user',
    },
    privateKey: '0xab',
    apiKey: { key: 'k', secret: 's', passphrase: 'p' },
  },
}

test('settings name their pairs as the engine takes them', () => {
  expect(pairsOf(parseSettings(JSON.stringify(WHOLE)))).toEqual([
    { name: 'final', a: 'kalshi:KXFINAL-26', b: 'polymarket:123', polarity: 'same' },
  ])
})

test('settings that are not whole are refused with the place, and without the secrets', () => {
  const broken = { ...WHOLE, edgeMin: 0.5, polymarket: { ...WHOLE.polymarket, privateKey: 'not a key' } }
  const parse = () => parseSettings(JSON.stringify(broken))
  expect(parse).toThrow(/edgeMin/)
  expect(parse).toThrow(/polymarket.privateKey/)
  expect(parse).not.toThrow(/not a key/)
  expect(() => parseSettings('{')).toThrow('expected the settings as JSON')
})
