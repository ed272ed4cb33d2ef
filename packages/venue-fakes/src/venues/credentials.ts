/*
 * Keys for the fakes. They open nothing anywhere else.
 */
import { createHash, generateKeyPairSync } from 'node:crypto'

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A Kalshi key that only the fake knows. */
export type KalshiTestKey = { readonly keyId: string; readonly privateKeyPem: string; readonly publicKeyPem: string }

/**
 * Returns a key pair whose id comes out of the seed. The pair itself is new each time: RSA keys
 * cannot be made from a seed, and Kalshi's own client signs with nothing else.
 */
export function kalshiTestKey(seed: number | string): KalshiTestKey {
  const hex = digest(`${seed}:kalshi-key`)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    keyId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  }
}

/** Returns the private key of a Polymarket owner, the same for the same seed. */
export function polymarketTestKey(seed: number | string): `0x${string}` {
  return `0x${digest(`${seed}:polymarket-key`)}`
}

/** Returns the token of the control interface: as new as the key pair, so that no page elsewhere can guess it. */
export function controlTokenOf({ privateKeyPem }: KalshiTestKey): string {
  return digest(`control:${privateKeyPem}`).slice(0, 32)
}
