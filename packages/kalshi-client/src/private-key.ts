/*
 * A private key out of the text people have: PEM from a file, from an environment variable with its
 * newlines escaped or lost, in any of the forms Kalshi or OpenSSL write. Checked once; what is wrong
 * is said without showing a character of the key.
 */
import type { KeyObject } from 'node:crypto'
import { createPrivateKey } from 'node:crypto'

/** How a key signs. Kalshi takes both; Ed25519 is an eighth of the work. */
export type KeyAlgorithm = 'rsa-pss-sha256' | 'ed25519'

/** A key that can sign, or what is wrong with the text it came from. */
export type ParsedKey =
  | { readonly key: KeyObject; readonly algorithm: KeyAlgorithm }
  | { readonly key?: undefined; readonly issue: string }

const MODULUS_BITS_MIN = 2_048
const EXPECTED = 'expected a PEM private key ("-----BEGIN PRIVATE KEY-----" or "-----BEGIN RSA PRIVATE KEY-----")'

/** What a PEM of another kind is, and what to do about it. */
const WRONG_LABELS: Readonly<Record<string, string>> = {
  'PUBLIC KEY': 'found the public half; the private half was shown once, when the key was made',
  'RSA PUBLIC KEY': 'found the public half; the private half was shown once, when the key was made',
  'ENCRYPTED PRIVATE KEY': 'found an encrypted key; decrypt it first (openssl pkey -in key.pem -out plain.pem)',
  'OPENSSH PRIVATE KEY': 'found an OpenSSH key; convert it first (ssh-keygen -p -m PKCS8 -f key)',
  'EC PRIVATE KEY': 'found an elliptic curve key; Kalshi takes RSA and Ed25519',
  CERTIFICATE: 'found a certificate',
}

function unquoted(text: string): string {
  const trimmed = text.trim()
  const quote = trimmed[0]
  return (quote === '"' || quote === "'") && trimmed.endsWith(quote) && trimmed.length > 1
    ? trimmed.slice(1, -1).trim()
    : trimmed
}

/** Returns the PEM as tools expect it: quotes off, escaped newlines real, lost newlines put back. */
function repaired(text: string): { readonly label: string; readonly pem: string } | { readonly issue: string } {
  const plain = unquoted(text).replace(/\\r/g, '').replace(/\\n/g, '\n')
  if (plain === '') return { issue: `${EXPECTED}, found nothing` }
  const begin = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(plain)
  if (begin === null) return { issue: `${EXPECTED}, found a text without a BEGIN line` }
  const label = begin[1] as string
  const end = plain.indexOf(`-----END ${label}-----`)
  if (end === -1) return { issue: `${EXPECTED}, found no END line for "${label}": the text is cut off` }
  const body = plain.slice(begin.index + begin[0].length, end)
  if (/Proc-Type|ENCRYPTED/.test(body)) return { issue: WRONG_LABELS['ENCRYPTED PRIVATE KEY'] as string }
  const base64 = body.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { issue: `${EXPECTED}, found a body that is not base64` }
  const lines = base64.match(/.{1,64}/g) as readonly string[]
  return { label, pem: `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n` }
}

/** Returns the key in a PEM text, or the reason it cannot sign for Kalshi. */
export function parsePrivateKey(text: string): ParsedKey {
  const found = repaired(text)
  if ('issue' in found) return found
  const wrong = WRONG_LABELS[found.label]
  if (wrong !== undefined) return { issue: `${EXPECTED}, ${wrong}` }
  let key: KeyObject
  try {
    key = createPrivateKey(found.pem)
  } catch {
    // The cause may quote the text; it is not passed on.
    return { issue: `${EXPECTED}, found a "${found.label}" whose content cannot be read as a key` }
  }
  const kind = key.asymmetricKeyType
  if (kind === 'ed25519') return { key, algorithm: 'ed25519' }
  if (kind !== 'rsa') return { issue: `expected an RSA or an Ed25519 key, found ${kind ?? 'another kind'}` }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < MODULUS_BITS_MIN) {
    return { issue: `expected an RSA key of at least ${MODULUS_BITS_MIN} bits, found ${bits}` }
  }
  return { key, algorithm: 'rsa-pss-sha256' }
}
