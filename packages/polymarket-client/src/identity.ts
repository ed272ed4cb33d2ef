import { VenueError } from '@arbees/core'
import type { ApiCredentials } from './credentials.ts'
import { createApiKey } from './credentials.ts'
import type { OrderParty } from './order-builder.ts'
import type { Address } from './sign/address.ts'
import { toAddress } from './sign/address.ts'
import type { Hex } from './sign/hex.ts'
import type { SignatureType } from './sign/order.ts'
import { ZERO_BYTES32 } from './sign/order.ts'
import type { Signer } from './sign/signer.ts'
import { walletAddresses } from './sign/wallet-address.ts'

/** Who a client acts for; every part is optional, and each allows more. */
export type IdentityOptions = {
  /** The owner's key: needed for orders and for making API keys. */
  readonly signer?: Signer
  /** The API key: needed for everything private. */
  readonly credentials?: ApiCredentials
  /**
   * How the wallet that holds the funds is bound to the key: 0 the key's own address, 1 proxy, 2 Safe,
   * 3 deposit wallet, which every new account has.
   * @default 0 without a funder
   */
  readonly signatureType?: SignatureType
  /** The wallet that holds the funds. @default for types 0 to 2 what follows from the key; type 3 must name it */
  readonly funder?: string
  /** A builder's code, 32 bytes: signed into every order. @default none */
  readonly builderCode?: Hex
}

/** Who a client acts for, checked. */
export type Identity = {
  readonly signer: Signer | undefined
  readonly apiKey: ReturnType<typeof createApiKey> | undefined
  readonly signatureType: SignatureType
  /** The wallet; undefined without a signer. */
  readonly funder: Address | undefined
  readonly builder: Hex
}

function funderOf(options: IdentityOptions, signatureType: SignatureType, issues: string[]): Address | undefined {
  const { signer, funder } = options
  if (funder !== undefined) {
    try {
      return toAddress(funder)
    } catch (error) {
      issues.push(`funder: ${(error as Error).message}`)
      return undefined
    }
  }
  if (signer === undefined || signatureType === 0) return signer?.address
  const wallets = walletAddresses(signer.address)
  if (signatureType === 1) return wallets.proxy
  if (signatureType === 2) return wallets.safe
  issues.push(
    `funder: signature type 3 needs the deposit wallet's address; by this key it is ${wallets.depositWallet}, ` +
      `or ${wallets.depositWalletV1} for a wallet of the first kind`,
  )
  return undefined
}

/**
 * Returns who a client acts for.
 *
 * @throws VenueError `config.invalid` with everything that is wrong, all at once.
 */
export function toIdentity(options: IdentityOptions): Identity {
  const { signer, credentials, builderCode = ZERO_BYTES32 } = options
  const issues: string[] = []
  if (options.funder !== undefined && options.signatureType === undefined) {
    issues.push('signatureType: expected 0 to 3 beside a funder, found none')
  }
  const signatureType = options.signatureType ?? 0
  const funder = funderOf(options, signatureType, issues)
  if (signatureType === 0 && signer !== undefined && funder !== undefined && funder !== signer.address) {
    issues.push(`funder: with signature type 0 it is the key's own address ${signer.address}, found ${funder}`)
  }
  if (!/^0x[0-9a-fA-F]{64}$/.test(builderCode)) issues.push('builderCode: expected 0x and 64 hexadecimal digits')
  if (issues.length > 0) throw new VenueError('config.invalid', { issues })
  return {
    signer,
    apiKey: credentials === undefined ? undefined : createApiKey(credentials),
    signatureType,
    funder,
    builder: builderCode,
  }
}

/**
 * Returns who orders.
 *
 * @throws VenueError `auth.missing` without a signer or an API key.
 */
export function partyOf({ signer, apiKey, signatureType, funder, builder }: Identity): OrderParty {
  const missing = (what: string) => new VenueError('auth.missing', { venue: 'polymarket', what })
  if (signer === undefined || funder === undefined) throw missing('a signer, to sign orders')
  if (apiKey === undefined) throw missing('credentials, to post orders')
  return { signer, apiKey, signatureType, funder, builder }
}
