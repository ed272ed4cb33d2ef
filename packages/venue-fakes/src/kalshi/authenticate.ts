/*
 * Kalshi's signature, checked for real: RSA-PSS with SHA-256 and a salt of 32 bytes, or Ed25519, over
 * timestamp, method and path. The query is not signed.
 */
import { constants, verify } from 'node:crypto'
import type { Micros } from '@arbees/core'
import { badCredentials, nested } from './answers.ts'
import type { KalshiKey, KalshiWorld } from './world.ts'

/** What is needed to judge a request. */
export type SignedRequest = {
  readonly method: string
  /** With or without a query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** How far a timestamp may be off. Five seconds are known to pass and thirty not to. */
export const CLOCK_WINDOW = 10_000_000 as Micros

const VERIFIED_MAX = 1_024

function isSignedBy(key: KalshiKey, message: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64')
  const data = Buffer.from(message, 'utf8')
  if (key.publicKey.asymmetricKeyType === 'ed25519') return verify(null, data, key.publicKey, bytes)
  const rsa = { key: key.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return verify('sha256', data, rsa, bytes)
}

/** Says whether a request brings credentials. */
export function isSigned(headers: Readonly<Record<string, string>>): boolean {
  return headers['kalshi-access-key'] !== undefined || headers['kalshi-access-signature'] !== undefined
}

/**
 * Returns the key that signed a request.
 *
 * @throws Refusal a 401 in Kalshi's words.
 */
export function authenticate(
  keys: ReadonlyMap<string, KalshiKey>,
  request: SignedRequest,
  now: Micros,
  window: Micros = CLOCK_WINDOW,
): KalshiKey {
  const { headers } = request
  const id = headers['kalshi-access-key']
  const signature = headers['kalshi-access-signature']
  const timestamp = headers['kalshi-access-timestamp']
  if (id === undefined) throw nested(401, 'key_is_missing_from_headers')
  if (signature === undefined) throw nested(401, 'signature_is_missing_from_headers')
  if (timestamp === undefined) throw nested(401, 'timestamp_is_missing_from_headers')
  const sentAt = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN
  if (!(Math.abs(sentAt - now) <= window)) throw nested(401, 'header_timestamp_expired')
  const key = keys.get(id)
  if (key === undefined) throw badCredentials('NOT_FOUND')
  const query = request.url.indexOf('?')
  const path = query === -1 ? request.url : request.url.slice(0, query)
  const message = `${timestamp}${request.method.toUpperCase()}${path}`
  // Clients that sign ahead send one signature with several requests: what was right once is right again.
  const seen = `${message} ${signature}`
  if (key.verified.has(seen)) return key
  if (!isSignedBy(key, message, signature)) throw badCredentials('INCORRECT_API_KEY_SIGNATURE')
  if (key.verified.size >= VERIFIED_MAX) key.verified.clear()
  key.verified.add(seen)
  return key
}

/** Returns how far the venue's clock is off, in microseconds: 0 but for a fault. */
export function skewOf(world: KalshiWorld, subject: string): number {
  return world.faults.strikes('clock.skew', subject)?.amountMicros ?? 0
}
