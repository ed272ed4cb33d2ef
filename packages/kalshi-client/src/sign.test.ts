import { toMicros } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { ED25519_PKCS8, ED25519_PUBLIC, isSignedBy, KEY_ID } from '../test/keys.ts'
import { createKalshiCredentials } from './credentials.ts'
import { signingText, signRequest } from './sign.ts'

describe('the signature of a request', () => {
  it('covers milliseconds, method and path, and not the query', () => {
    expect(signingText(1795359600001, 'get', '/trade-api/v2/portfolio/orders?limit=5')).toBe(
      '1795359600001GET/trade-api/v2/portfolio/orders',
    )
  })

  it('stands in three headers', () => {
    const credentials = createKalshiCredentials({ keyId: KEY_ID, privateKey: ED25519_PKCS8 })
    const headers = signRequest(credentials, toMicros(1_795_359_600_009_999), 'GET', '/trade-api/ws/v2')
    expect(headers['KALSHI-ACCESS-KEY']).toBe(KEY_ID)
    expect(headers['KALSHI-ACCESS-TIMESTAMP']).toBe('1795359600009')
    const text = '1795359600009GET/trade-api/ws/v2'
    expect(isSignedBy(ED25519_PUBLIC, text, headers['KALSHI-ACCESS-SIGNATURE'])).toBe(true)
  })
})
