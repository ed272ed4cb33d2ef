import { describe, expect, it } from 'vitest'
import { addressesOf } from './environment.ts'

describe('an environment', () => {
  it('is one of Kalshi’s own by name', () => {
    expect(addressesOf('production').rest).toBe('https://external-api.kalshi.com/trade-api/v2')
    expect(addressesOf('demo').ws).toBe('wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2')
  })

  it('is any pair of addresses of the right kind', () => {
    const own = { rest: 'http://127.0.0.1:8080/trade-api/v2/', ws: 'ws://127.0.0.1:8080/trade-api/ws/v2' }
    expect(addressesOf(own).rest).toBe('http://127.0.0.1:8080/trade-api/v2')
    expect(() => addressesOf({ ...own, ws: own.rest })).toThrow(/ws\(s\) URL/)
    expect(() => addressesOf({ ...own, rest: '' })).toThrow(/http\(s\) URL/)
  })
})
