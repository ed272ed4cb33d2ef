/*
 * Who asks. L1: a signature over a fixed statement proves a key's address. L2: an HMAC over time,
 * method, path (without the query) and the exact body proves an API key.
 */
import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { Address } from '@arbees/polymarket-client'
import { clobAuthDigest } from '@arbees/polymarket-client'
import type { ReadAddress } from './addresses.ts'
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { errorAnswer } from './answer.ts'
import type { ApiKeys, KeyRecord } from './api-keys.ts'
import type { Recovery } from './signature-recovery.ts'
import { signatureBytes } from './signature-recovery.ts'

/** What authentication needs to know. */
export type AuthSettings = {
  readonly chainId: number
  readonly keys: ApiKeys
  readonly recovery: Recovery
  readonly readAddress: ReadAddress
  /** How far a timestamp may be from the venue's clock. The venue does not document it. */
  readonly toleranceMicros: Micros
}

/** Who was proved, or the venue's refusal. */
export type L1Result =
  | { readonly type: 'proved'; readonly address: Address; readonly nonce: number }
  | { readonly type: 'refused'; readonly answer: PolymarketAnswer }

/** Which key was proved, or the venue's refusal. */
export type L2Result =
  | { readonly type: 'proved'; readonly record: KeyRecord }
  | { readonly type: 'refused'; readonly answer: PolymarketAnswer }

function readSeconds(text: string | undefined, now: Micros, settings: AuthSettings): number | undefined {
  if (text === undefined || !/^[0-9]{1,12}$/.test(text)) return undefined
  const seconds = Number(text)
  return Math.abs(seconds * ONE_SECOND - now) <= settings.toleranceMicros ? seconds : undefined
}

/** Returns the address that an L1 request proves to control. */
export function authenticateL1(request: PolymarketRequest, now: Micros, settings: AuthSettings): L1Result {
  const refused: L1Result = { type: 'refused', answer: errorAnswer(401, 'Invalid L1 Request headers') }
  const { headers } = request
  const address = settings.readAddress(headers['poly_address'])
  const seconds = readSeconds(headers['poly_timestamp'], now, settings)
  const nonce = headers['poly_nonce'] ?? '0'
  const signature = signatureBytes(headers['poly_signature'] ?? '')
  if (address === undefined || seconds === undefined || signature === undefined || !/^[0-9]{1,15}$/.test(nonce)) {
    return refused
  }
  const digest = clobAuthDigest(settings.chainId, address, seconds, Number(nonce))
  if (settings.recovery.addressOf(digest, signature) !== address) return refused
  return { type: 'proved', address, nonce: Number(nonce) }
}

/** Returns the API key that an L2 request proves to hold. */
export function authenticateL2(request: PolymarketRequest, now: Micros, settings: AuthSettings): L2Result {
  const refused: L2Result = { type: 'refused', answer: errorAnswer(401, 'Unauthorized/Invalid api key') }
  const { headers, method, path, body } = request
  const record = settings.keys.find(headers['poly_api_key'] ?? '')
  const seconds = readSeconds(headers['poly_timestamp'], now, settings)
  if (record === undefined || seconds === undefined) return refused
  const isHolder =
    settings.readAddress(headers['poly_address']) === record.address &&
    // Nothing here is worth the time that a comparison of secrets would tell.
    headers['poly_passphrase'] === record.key.reveal().passphrase &&
    headers['poly_signature'] === record.key.sign(seconds, method, path, body)
  return isHolder ? { type: 'proved', record } : refused
}
