import type { KeyObject } from 'node:crypto'
import { createPrivateKey, sign } from 'node:crypto'
import { VenueError } from '@arbees/core'

/** An API key of Polymarket US, as its site gives it. */
export type UsCredentials = {
  /** A UUID. */
  readonly keyId: string
  /** Base64 of 32 bytes, or of 64 with the public key behind them. */
  readonly secret: string
}

/** An API key of Polymarket US that can be used but not read. */
export type UsKey = {
  /** Returns the headers of a request; neither its query nor its body is signed. */
  readonly headers: (millis: number, method: string, path: string) => Readonly<Record<string, string>>
}

/** What stands before a seed in a PKCS#8 document of Ed25519. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const SEED_BYTES = 32

function keyOf(secret: string): KeyObject | undefined {
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(secret) ? Buffer.from(secret, 'base64') : Buffer.alloc(0)
  if (bytes.length !== SEED_BYTES && bytes.length !== 2 * SEED_BYTES) return undefined
  const key = Buffer.concat([PKCS8_HEAD, bytes.subarray(0, SEED_BYTES)])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

/**
 * Returns a key of its two parts, checked once.
 *
 * @throws VenueError `config.invalid` that names each part that is wrong, and never repeats one.
 */
export function createUsKey({ keyId, secret }: UsCredentials): UsKey {
  const key = keyOf(secret)
  const issues: string[] = []
  if (keyId === '') issues.push('keyId: expected text, found none')
  if (key === undefined) issues.push('secret: expected base64 of 32 or 64 bytes')
  if (issues.length > 0 || key === undefined) throw new VenueError('config.invalid', { issues })
  return Object.freeze({
    headers: (millis: number, method: string, path: string) => ({
      'X-PM-Access-Key': keyId,
      'X-PM-Timestamp': String(millis),
      'X-PM-Signature': sign(null, Buffer.from(`${millis}${method}${path}`), key).toString('base64'),
    }),
  })
}
