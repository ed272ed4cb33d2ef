/*
 * API keys as the venue keeps them: one for each (address, nonce), always the same one, so that
 * whoever lost it derives it again.
 */
import { createHash } from 'node:crypto'
import type { Address, ApiCredentials, ApiKey } from '@arbees/polymarket-client'
import { createApiKey } from '@arbees/polymarket-client'

/** A key and whose it is. */
export type KeyRecord = { readonly address: Address; readonly nonce: number; readonly key: ApiKey; isDeleted: boolean }

/** The venue's keys. */
export type ApiKeys = {
  /** Returns the record of a key's id; undefined when there is none or it was deleted. */
  readonly find: (id: string) => KeyRecord | undefined
  /** Creates the key of an address and nonce; undefined when it exists. */
  readonly create: (address: Address, nonce: number) => KeyRecord | undefined
  /** Returns the key that was created for an address and nonce; undefined when none was. */
  readonly derive: (address: Address, nonce: number) => KeyRecord | undefined
  /** Registers a key whose parts are given: a test's own. */
  readonly register: (address: Address, credentials: ApiCredentials, nonce?: number) => KeyRecord
  readonly listOf: (address: Address) => readonly KeyRecord[]
  readonly remove: (record: KeyRecord) => void
}

function hexOf(seed: string, part: string): string {
  return createHash('sha256').update(`${seed}/${part}`).digest('hex')
}

/** Returns the credentials that `seed` gives to an address and nonce. */
export function credentialsOf(seed: string, address: Address, nonce: number): ApiCredentials {
  const root = `${seed}/${address}/${nonce}`
  const id = hexOf(root, 'key')
  return {
    key: `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}`,
    secret: `${Buffer.from(hexOf(root, 'secret'), 'hex').toString('base64url')}=`,
    passphrase: hexOf(root, 'passphrase'),
  }
}

/** Returns a store without keys; `seed` decides what each will be. */
export function createApiKeys(seed: string): ApiKeys {
  const byId = new Map<string, KeyRecord>()
  const byOwner = new Map<string, KeyRecord>()

  const find = (id: string) => {
    const record = byId.get(id)
    return record?.isDeleted === true ? undefined : record
  }
  const register = (address: Address, credentials: ApiCredentials, nonce = 0): KeyRecord => {
    const record: KeyRecord = { address, nonce, key: createApiKey(credentials), isDeleted: false }
    byId.set(record.key.id, record)
    byOwner.set(`${address}/${nonce}`, record)
    return record
  }
  const derive = (address: Address, nonce: number) => {
    const record = byOwner.get(`${address}/${nonce}`)
    return record?.isDeleted === true ? undefined : record
  }
  const create = (address: Address, nonce: number) =>
    derive(address, nonce) === undefined ? register(address, credentialsOf(seed, address, nonce), nonce) : undefined

  return Object.freeze({
    find,
    create,
    derive,
    register,
    listOf: (address: Address) => [...byId.values()].filter((one) => one.address === address && !one.isDeleted),
    remove: (record: KeyRecord) => {
      record.isDeleted = true
    },
  })
}
