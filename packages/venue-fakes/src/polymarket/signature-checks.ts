import type { Contracts, OrderSigner } from '@arbees/polymarket-client'
import { createKeccak, createOrderSigner, toEnvironment } from '@arbees/polymarket-client'
import type { ReadAddress } from './addresses.ts'
import { createAddressReader } from './addresses.ts'
import type { Recovery } from './signature-recovery.ts'
import { createRecovery } from './signature-recovery.ts'

/** What hashes orders and recovers who signed them, on one chain. It holds nothing of any fake. */
export type SignatureChecks = {
  readonly chainId: 137 | 80002
  readonly contracts: Contracts
  readonly signer: OrderSigner
  readonly recovery: Recovery
  readonly readAddress: ReadAddress
}

/**
 * Returns the checks of a chain. Making them takes ten times as long as the rest of a fake, so whoever makes many
 * fakes in one process makes these once.
 *
 * @example
 * const checks = createSignatureChecks()
 * const fakes = seeds.map((seed) => fakePolymarket({ ...optionsOf(seed), checks }))
 */
export function createSignatureChecks(chainId: 137 | 80002 = 137): SignatureChecks {
  const environment = toEnvironment({ hosts: {}, chainId })
  const readAddress = createAddressReader()
  const keccak = createKeccak()
  return Object.freeze({
    chainId,
    contracts: environment.contracts,
    signer: createOrderSigner(environment, keccak),
    recovery: createRecovery(readAddress, keccak),
    readAddress,
  })
}
