/*
 * The keys of the one account on each venue, made once in a process: making them is slow, and no
 * decision reads a signature.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { FeeTable } from '@arbees/arb-engine'
import type { KalshiCredentials } from '@arbees/kalshi-client'
import { createKalshiCredentials } from '@arbees/kalshi-client'
import type { ApiCredentials, Keccak, Signer } from '@arbees/polymarket-client'
import { createKeccak, createPrivateKeySigner } from '@arbees/polymarket-client'
import type { SignatureChecks } from '@arbees/venue-fakes'
import { createSignatureChecks } from '@arbees/venue-fakes'

/** What signs in a simulation. */
export type SimulationKeys = {
  readonly kalshi: KalshiCredentials
  readonly kalshiKeyId: string
  readonly kalshiPublicPem: string
  readonly kalshiPrivatePem: string
  /** The signatures that `kalshi` has made of late: the fake need not verify those, which is slow. */
  readonly kalshiVerified: Set<string>
  readonly polymarketPrivate: `0x${string}`
  readonly signer: Signer
  /** One for all runs of a process: each has WebAssembly memory of its own. */
  readonly keccak: Keccak
  /** What the fake Polymarket holds signatures to: slow to make as well. */
  readonly checks: SignatureChecks
  readonly apiKey: ApiCredentials
  /** Tables of fees by the schedule's name: slow to make, and the same in every run. */
  readonly spendFees: Map<string, FeeTable>
  readonly feeTables: Map<string, FeeTable>
}

const KALSHI_KEY_ID = 'simulation'
/** An Ed25519 seed in the frame of PKCS #8: publicly known, as everything here is. */
const KALSHI_PRIVATE_DER = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)])
/** A publicly known key that nobody may fund. */
const POLYMARKET_PRIVATE = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** So many signatures are remembered: far more than are ever on their way. */
const SIGNATURES_MAX = 1_024

/** Returns credentials that put each signature they make into `made`. */
function remembering(credentials: KalshiCredentials, made: Set<string>): KalshiCredentials {
  return Object.freeze({
    ...credentials,
    sign: (text: string) => {
      const signature = credentials.sign(text)
      if (made.size >= SIGNATURES_MAX) made.clear()
      made.add(`${text} ${signature}`)
      return signature
    },
  })
}

/** Makes the keys: the same in every run, on every machine. */
export function createKeys(): SimulationKeys {
  const key = createPrivateKey({ key: KALSHI_PRIVATE_DER, format: 'der', type: 'pkcs8' })
  const kalshiPrivatePem = key.export({ type: 'pkcs8', format: 'pem' }) as string
  const kalshiVerified = new Set<string>()
  const kalshi = createKalshiCredentials({ keyId: KALSHI_KEY_ID, privateKey: kalshiPrivatePem })
  return {
    kalshi: remembering(kalshi, kalshiVerified),
    kalshiKeyId: KALSHI_KEY_ID,
    kalshiPublicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string,
    kalshiPrivatePem,
    kalshiVerified,
    polymarketPrivate: POLYMARKET_PRIVATE,
    signer: createPrivateKeySigner(POLYMARKET_PRIVATE),
    keccak: createKeccak(),
    checks: createSignatureChecks(),
    apiKey: {
      key: '00000000-0000-4000-8000-000000000001',
      secret: `${'A'.repeat(43)}=`,
      passphrase: 'passphrase',
    },
    spendFees: new Map(),
    feeTables: new Map(),
  }
}
