import type { ApiKey } from '../credentials.ts'
import type { Address } from './address.ts'

/** The headers of a private request. */
export type L2Headers = {
  readonly POLY_ADDRESS: string
  readonly POLY_SIGNATURE: string
  readonly POLY_TIMESTAMP: string
  readonly POLY_API_KEY: string
  readonly POLY_PASSPHRASE: string
}

/**
 * Returns the L2 headers of one request.
 *
 * @param address The key's own address: the EOA, also when a wallet holds the funds.
 * @param seconds Seconds since 1970.
 * @param path The path alone: the query is not signed.
 * @param body The exact text that is sent.
 */
export function l2Headers(
  apiKey: ApiKey,
  address: Address,
  seconds: number,
  method: string,
  path: string,
  body?: string,
): L2Headers {
  return {
    POLY_ADDRESS: address,
    POLY_SIGNATURE: apiKey.sign(seconds, method, path, body),
    POLY_TIMESTAMP: String(seconds),
    POLY_API_KEY: apiKey.id,
    POLY_PASSPHRASE: apiKey.reveal().passphrase,
  }
}
