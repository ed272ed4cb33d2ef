import type { Address } from './address.ts'

/**
 * Who signs: a key in this process, a hardware wallet, a remote service. A port: it sees digests
 * only, and no key is ever read from it.
 */
export type Signer = {
  /** The address of the key. */
  readonly address: Address
  /** Returns r, s and v (27 or 28) of a 32-byte digest, 65 bytes; s in the lower half of the curve's order. */
  readonly signDigest: (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>
}
