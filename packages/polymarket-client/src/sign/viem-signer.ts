import { VenueError } from '@arbees/core'
import { toAddress } from './address.ts'
import type { Hex } from './hex.ts'
import { fromHex } from './hex.ts'
import type { Signer } from './signer.ts'

/** What of a viem account is used: local accounts have it, JSON-RPC accounts have no `sign`. */
export type ViemAccount = {
  readonly address: Hex
  readonly sign?: ((parameters: { readonly hash: Hex }) => Promise<Hex>) | undefined
}

/**
 * Returns a signer that asks a viem account: `privateKeyToAccount`, a mnemonic, a custom account.
 *
 * @throws VenueError `config.invalid` when the account cannot sign a digest.
 * @example
 * const signer = signerOfViemAccount(privateKeyToAccount(key))
 */
export function signerOfViemAccount(account: ViemAccount): Signer {
  const { address, sign } = account
  if (sign === undefined) {
    const issue = 'account: expected one that can sign a hash (a local account), found one without sign()'
    throw new VenueError('config.invalid', { issues: [issue] })
  }
  return Object.freeze({
    address: toAddress(address),
    signDigest: async (digest: Uint8Array) => {
      const hash: Hex = `0x${Buffer.from(digest).toString('hex')}`
      return fromHex(await sign({ hash }))
    },
  })
}
