import { constants, sign } from 'node:crypto'
import type { Disk } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { Secret } from '@arbees/transport'
import { isSecret } from '@arbees/transport'
import type { KeyAlgorithm } from './private-key.ts'
import { parsePrivateKey } from './private-key.ts'

/** A checked key that signs. Printing it, logging it or turning it into JSON shows neither key nor key id. */
export type KalshiCredentials = {
  readonly algorithm: KeyAlgorithm
  /** Returns the key's id, as Kalshi shows it. */
  readonly keyId: () => string
  /** Returns the signature of a text, in padded base64. */
  readonly sign: (text: string) => string
}

/** What `createKalshiCredentials` takes: the key's id and its PEM text. */
export type KalshiKeyPair = { readonly keyId: string; readonly privateKey: string | Secret }

const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const SALT_BYTES = 32

function keyIdIssue(keyId: string): string | undefined {
  if (keyId === '') return 'keyId: expected the id of the key, found nothing'
  if (keyId.includes('-----')) return 'keyId: expected the id of the key, found a PEM text: the two are swapped'
  if (!/^[\x21-\x7e]{1,128}$/.test(keyId)) return 'keyId: expected up to 128 printable characters without a space'
  return undefined
}

/**
 * Returns credentials out of a key id and a PEM text: RSA (PKCS#1 or PKCS#8) or Ed25519 (PKCS#8), its
 * newlines real, escaped as `\n`, or lost. Ed25519 signs in an eighth of the time: prefer it.
 *
 * @throws VenueError `config.invalid` that says what is wrong, without showing any of the key.
 * @example
 * const credentials = createKalshiCredentials({ keyId, privateKey: readFileSync('kalshi.pem', 'utf8') })
 */
export function createKalshiCredentials(pair: KalshiKeyPair): KalshiCredentials {
  const { keyId } = pair
  const privateKey: string = isSecret(pair.privateKey) ? pair.privateKey.reveal() : pair.privateKey
  const parsed = parsePrivateKey(privateKey)
  const issues: string[] = []
  const wrongId = keyIdIssue(keyId)
  if (wrongId !== undefined) issues.push(wrongId)
  if (parsed.key === undefined) issues.push(`privateKey: ${parsed.issue}`)
  if (parsed.key === undefined || issues.length > 0) throw new VenueError('config.invalid', { issues })

  const { key, algorithm } = parsed
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
  const signature =
    algorithm === 'ed25519'
      ? (text: string) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64')
      : (text: string) => sign('sha256', Buffer.from(text, 'utf8'), options).toString('base64')

  const shown = () => `KalshiCredentials(${algorithm})`
  const credentials = { algorithm, keyId: () => keyId, sign: signature, toString: shown, toJSON: shown }
  Object.defineProperty(credentials, INSPECT, { value: shown })
  return Object.freeze(credentials)
}

/** Where to find credentials in a set of variables, as a deployment reads them from its environment. */
export type CredentialVariables = Readonly<Record<string, string | undefined>>

function fromFile(path: string, name: string, disk: Pick<Disk, 'read'>): string {
  let bytes: Uint8Array | undefined
  try {
    bytes = disk.read(path)
  } catch (cause) {
    const code = (cause as { readonly code?: unknown }).code
    const reason = typeof code === 'string' ? code : 'unreadable'
    throw new VenueError('config.invalid', { issues: [`${name}: expected a readable file, found ${reason}`] })
  }
  if (bytes === undefined) {
    throw new VenueError('config.invalid', { issues: [`${name}: expected a file, found none at the path`] })
  }
  return new TextDecoder().decode(bytes)
}

/**
 * Returns the credentials that variables name, or undefined when they name none: `KALSHI_API_KEY` with
 * `KALSHI_PRIVATE_KEY` (the PEM text, or a path) or `KALSHI_PRIVATE_KEY_PATH`. The prefix is `KALSHI`
 * unless another is given (`KALSHI_DEMO`). The variables are an argument: nothing here reads the environment.
 *
 * @throws VenueError `config.invalid` when one half is missing or a key cannot be read.
 * @example
 * const credentials = readKalshiCredentials(process.env, runtime.disk)
 */
export function readKalshiCredentials(
  variables: CredentialVariables,
  disk: Pick<Disk, 'read'>,
  prefix = 'KALSHI',
): KalshiCredentials | undefined {
  const names = { id: `${prefix}_API_KEY`, key: `${prefix}_PRIVATE_KEY`, path: `${prefix}_PRIVATE_KEY_PATH` }
  const keyId = variables[names.id]?.trim() ?? ''
  const inline = variables[names.key]?.trim() ?? ''
  const path = variables[names.path]?.trim() ?? ''
  if (keyId === '' && inline === '' && path === '') return undefined
  const issues: string[] = []
  if (keyId === '') issues.push(`${names.id}: expected the id of the key, found nothing`)
  if (inline === '' && path === '') {
    issues.push(`${names.key} or ${names.path}: expected a private key or its path, found neither`)
  }
  if (issues.length > 0) throw new VenueError('config.invalid', { issues })
  const isPath = inline !== '' && !inline.includes('-----') && !/\\n|\n/.test(inline)
  const privateKey =
    inline === '' ? fromFile(path, names.path, disk) : isPath ? fromFile(inline, names.key, disk) : inline
  return createKalshiCredentials({ keyId, privateKey })
}
