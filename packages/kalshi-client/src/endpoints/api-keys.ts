import { endpoint } from '@arbees/transport'
import { z } from 'zod'
import { apiKeysAnswer, createApiKeyAnswer, generateApiKeyAnswer } from '../schema/account.ts'
import { READ } from './costs.ts'

type NewKey = {
  readonly name: string
  /** `write` needs `read`. */
  readonly scopes?: readonly string[]
  /** Locks the key to one subaccount. */
  readonly subaccount?: number
}

const restOf = ({ scopes, subaccount }: NewKey) => ({
  ...(scopes === undefined ? {} : { scopes }),
  ...(subaccount === undefined ? {} : { subaccount }),
})

/** Gives the account's keys, without their secrets. */
export const getApiKeys = endpoint({
  method: 'GET',
  path: '/api_keys',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: apiKeysAnswer,
})

/** Registers a public key of one's own (Premier tier or market makers). */
export const createApiKey = endpoint({
  method: 'POST',
  path: '/api_keys',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: NewKey & { readonly publicKey: string }) => ({
    body: { name: input.name, public_key: input.publicKey, ...restOf(input) },
  }),
  output: createApiKeyAnswer,
})

/** Has the exchange make a key; its private half is in this answer and never again. */
export const generateApiKey = endpoint({
  method: 'POST',
  path: '/api_keys/generate',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: NewKey & { readonly keyType?: 'rsa' | 'ed25519' }) => ({
    body: { name: input.name, ...(input.keyType === undefined ? {} : { key_type: input.keyType }), ...restOf(input) },
  }),
  output: generateApiKeyAnswer,
})

/** Revokes a key. */
export const deleteApiKey = endpoint({
  method: 'DELETE',
  path: '/api_keys/{api_key_id}',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: { readonly apiKeyId: string }) => ({ path: { api_key_id: input.apiKeyId } }),
  output: z.unknown(),
})
