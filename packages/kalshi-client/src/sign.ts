/*
 * What Kalshi verifies: the time, the method and the path, and nothing else. The query, the host and
 * the body are not signed, so one set of headers fits every request of one method and path.
 */
import type { Micros } from '@arbees/core'
import type { KalshiCredentials } from './credentials.ts'

/** The three headers of a signed request. */
export type SignedHeaders = {
  readonly 'KALSHI-ACCESS-KEY': string
  readonly 'KALSHI-ACCESS-TIMESTAMP': string
  readonly 'KALSHI-ACCESS-SIGNATURE': string
}

/**
 * Returns the text that is signed: milliseconds, method, path.
 *
 * @param path From the root (`/trade-api/v2/…`), percent-encoded as sent; a query is left out.
 * @example
 * signingText(1795359600000, 'GET', '/trade-api/v2/portfolio/balance')
 * // '1795359600000GET/trade-api/v2/portfolio/balance'
 */
export function signingText(timestampMillis: number, method: string, path: string): string {
  const mark = path.search(/[?#]/)
  return `${timestampMillis}${method.toUpperCase()}${mark === -1 ? path : path.slice(0, mark)}`
}

/** Returns the headers that sign one request as of `at`. */
export function signRequest(credentials: KalshiCredentials, at: Micros, method: string, path: string): SignedHeaders {
  const timestampMillis = Math.floor(at / 1_000)
  return {
    'KALSHI-ACCESS-KEY': credentials.keyId(),
    'KALSHI-ACCESS-TIMESTAMP': String(timestampMillis),
    'KALSHI-ACCESS-SIGNATURE': credentials.sign(signingText(timestampMillis, method, path)),
  }
}
