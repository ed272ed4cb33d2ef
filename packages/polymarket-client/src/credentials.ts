import type { KeyObject } from 'node:crypto'
import { createHmac, createSecretKey } from 'node:crypto'
import { VenueError } from '@arbees/core'

/** An API key as Polymarket gives it: from `POST /auth/api-key` or derived. */
export type ApiCredentials = {
  /** The key's UUID; also the `owner` of orders. */
  readonly key: string
  /** Base64 or base64url, padded or not. */
  readonly secret: string
  readonly passphrase: string
}

/** An API key that can be used but not read: the secret is in no property, error or inspection. */
export type ApiKey = {
  readonly id: string
  /** Returns the base64url HMAC (padding kept) of a request: its seconds, method, path without query, and body. */
  readonly sign: (seconds: number, method: string, path: string, body?: string) => string
  /** Returns what must be sent as it is: in the passphrase header, and in the user stream's first frame. */
  readonly reveal: () => ApiCredentials
}

function secretBytes(secret: string): Buffer {
  const normal = secret.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  const isBase64 = /^[A-Za-z0-9+/]+$/.test(normal) && normal.length % 4 !== 1
  return isBase64 ? Buffer.from(normal, 'base64') : Buffer.alloc(0)
}

function issuesOf({ key, secret, passphrase }: ApiCredentials): string[] {
  const issues: string[] = []
  if (!/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(key)) issues.push('key: expected a UUID')
  if (secretBytes(secret).length === 0) issues.push('secret: expected base64 or base64url text')
  if (passphrase === '') issues.push('passphrase: expected text, found none')
  return issues
}

function hmacOf(key: KeyObject, message: string): string {
  // 32 bytes are always 43 characters and one of padding, which Polymarket wants kept.
  return `${createHmac('sha256', key).update(message).digest('base64url')}=`
}

/**
 * Returns an API key of its three parts, checked once.
 *
 * @throws VenueError `config.invalid` that names each part that is wrong, and never repeats one.
 */
export function createApiKey(credentials: ApiCredentials): ApiKey {
  const issues = issuesOf(credentials)
  if (issues.length > 0) throw new VenueError('config.invalid', { issues })
  const secret = createSecretKey(secretBytes(credentials.secret))
  return Object.freeze({
    id: credentials.key,
    sign: (seconds: number, method: string, path: string, body = '') =>
      hmacOf(secret, `${seconds}${method}${path}${body}`),
    reveal: () => credentials,
  })
}
