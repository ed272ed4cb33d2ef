/* Keys made for one test run. They open nothing. */
import type { KeyObject } from 'node:crypto'
import { constants, generateKeyPairSync, verify } from 'node:crypto'

export const KEY_ID = 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed25519 = generateKeyPairSync('ed25519')

export const RSA_PKCS1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string
export const RSA_PKCS8 = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
export const RSA_PUBLIC = rsa.publicKey
export const ED25519_PKCS8 = ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
export const ED25519_PUBLIC = ed25519.publicKey

/** Says whether a base64 signature is that of `text`, as Kalshi checks it. */
export function isSignedBy(publicKey: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64')
  if (publicKey.asymmetricKeyType === 'ed25519') return verify(null, Buffer.from(text), publicKey, bytes)
  const options = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return verify('sha256', Buffer.from(text), options, bytes)
}
