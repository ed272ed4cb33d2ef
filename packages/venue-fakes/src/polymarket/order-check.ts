/*
 * Whether an order was really made by whom it says, for this exchange: the order's hash is computed
 * again and its signer recovered, as the contract would.
 */
import type { Address, Hex, OrderDigest, OrderSigner, OrderVersion } from '@arbees/polymarket-client'
import { toHex } from '@arbees/polymarket-client'
import type { KeyRecord } from './api-keys.ts'
import type { FakeMarket } from './fake-market.ts'
import type { Ledger, Wallet } from './ledger.ts'
import type { OrderPayload } from './order-payload.ts'
import type { Recovery } from './signature-recovery.ts'
import { depositWalletDigest, signatureBytes, unwrapSignature } from './signature-recovery.ts'

/** What the check needs to know. */
export type OrderCheckSettings = {
  readonly chainId: number
  readonly signer: OrderSigner
  readonly recovery: Recovery
  readonly ledger: Ledger
}

/** An order that is what it says, or the venue's words for why not. */
export type OrderCheck =
  | { readonly type: 'proved'; readonly id: Hex; readonly wallet: Wallet }
  | { readonly type: 'refused'; readonly error: string }

function refuse(error: string): OrderCheck {
  return { type: 'refused', error }
}

function recovered(payload: OrderPayload, hashes: OrderDigest, settings: OrderCheckSettings): Address | undefined {
  const { struct } = payload
  const bytes = signatureBytes(payload.signature)
  if (bytes === undefined) return undefined
  if (struct.signatureType !== 3) return settings.recovery.addressOf(hashes.digest, bytes)
  const inner = unwrapSignature(bytes, hashes)
  if (inner === undefined) return undefined
  return settings.recovery.addressOf(depositWalletDigest(hashes, struct.maker, settings.chainId), inner)
}

/** The wallet that gives, if it may trade at all with this kind of signature and signer. */
function walletOf(payload: OrderPayload, record: KeyRecord, ledger: Ledger): Wallet | string {
  const { maker, signer, signatureType } = payload.struct
  const wallet = ledger.wallets.get(maker)
  if (wallet === undefined || wallet.signatureType !== signatureType) {
    return 'maker address not allowed, please use the deposit wallet flow'
  }
  const expectedSigner = signatureType === 3 ? wallet.address : wallet.owner
  const isBound = signer === expectedSigner && wallet.owner === record.address
  return isBound ? wallet : 'the order signer address has to be the address of the API KEY'
}

/** Returns the order's id and wallet when its owner, signer, domain and signature are right. */
export function checkOrder(
  payload: OrderPayload,
  record: KeyRecord,
  market: FakeMarket,
  settings: OrderCheckSettings,
): OrderCheck {
  if (payload.owner !== record.key.id) return refuse('the order owner has to be the owner of the API KEY')
  const wallet = walletOf(payload, record, settings.ledger)
  if (typeof wallet === 'string') return refuse(wallet)
  const version: OrderVersion = market.settings.protocol === 'v2' ? 3 : 2
  const isRightFor = (one: OrderVersion, isNegRisk: boolean): Hex | undefined => {
    const hashes = settings.signer.digest(payload.struct, one, isNegRisk)
    return recovered(payload, hashes, settings) === wallet.owner ? toHex(hashes.digest) : undefined
  }
  const id = isRightFor(version, market.settings.isNegRisk)
  if (id !== undefined) return { type: 'proved', id, wallet }
  // Signed well, for the other version of the exchange: the one mistake that has a name of its own.
  const isOther = isRightFor(version === 2 ? 3 : 2, market.settings.isNegRisk) !== undefined
  return refuse(isOther ? 'order_version_mismatch' : 'invalid signature')
}
