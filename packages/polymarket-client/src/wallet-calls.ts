/*
 * What a wallet must do on the chain, as unsigned calls: approve, split, merge, redeem. Nothing is
 * sent here; whoever holds the wallet (a key with gas, a Safe, the venue's relayer) sends them.
 * Markets of protocol v1 alone: the router of protocol v2 is not documented enough.
 */
import type { Quantity } from '@arbees/core'
import { invariant, VenueError } from '@arbees/core'
import type { Contracts, Environment } from './environment.ts'
import { addressWord, arrayWords, bytes32Word, uintWord, WORD } from './sign/abi.ts'
import type { Address } from './sign/address.ts'
import { hashText } from './sign/eip712.ts'
import type { Hex } from './sign/hex.ts'
import { concatBytes, toHex } from './sign/hex.ts'
import { ZERO_BYTES32 } from './sign/order.ts'
import type { PolymarketMarket } from './to-core.ts'

/** A call to a contract, to be sent by a wallet. */
export type WalletCall = {
  readonly to: Address
  readonly data: Hex
  readonly value: 0n
  /** What it does, in words. */
  readonly purpose: string
}

/** Sends a call from the wallet and resolves with the transaction's hash. The user's own. */
export type SendWalletCall = (call: WalletCall) => Promise<Hex>

/** The two outcomes of a condition, as index sets. */
const PARTITION = arrayWords([uintWord(1), uintWord(2)])
const MAX_UINT256 = (1n << 256n) - 1n

function encode(signature: string, ...words: readonly Uint8Array[]): Hex {
  return toHex(concatBytes(hashText(signature).subarray(0, 4), ...words))
}

function adapterOf(contracts: Contracts, market: PolymarketMarket): Address {
  if (market.protocol !== 'v1') {
    const detail = `expected a market of protocol v1, found ${market.protocol}: its router is not known here`
    throw new VenueError('market.unsupported', { venue: 'polymarket', market: market.slug, detail })
  }
  return market.isNegRisk ? contracts.negRiskCollateralAdapter : contracts.collateralAdapter
}

function conditionWord({ conditionId }: PolymarketMarket): Uint8Array {
  return bytes32Word(conditionId as Hex)
}

function amountWord(quantity: Quantity): Uint8Array {
  invariant(quantity > 0, `an amount of contracts is positive, found ${quantity}`)
  // One micro-contract is one base unit, of the tokens and of the money behind them.
  return uintWord(quantity)
}

/** Returns the call that turns money into as many pairs of contracts of both outcomes. */
export function splitCall({ contracts }: Environment, market: PolymarketMarket, quantity: Quantity): WalletCall {
  const data = encode(
    'splitPosition(address,bytes32,bytes32,uint256[],uint256)',
    addressWord(contracts.collateral),
    bytes32Word(ZERO_BYTES32),
    conditionWord(market),
    uintWord(5 * WORD),
    amountWord(quantity),
    PARTITION,
  )
  return {
    to: adapterOf(contracts, market),
    data,
    value: 0n,
    purpose: `split ${quantity} micro-dollars into ${market.slug}`,
  }
}

/** Returns the call that turns pairs of contracts of both outcomes back into money. */
export function mergeCall({ contracts }: Environment, market: PolymarketMarket, quantity: Quantity): WalletCall {
  const data = encode(
    'mergePositions(address,bytes32,bytes32,uint256[],uint256)',
    addressWord(contracts.collateral),
    bytes32Word(ZERO_BYTES32),
    conditionWord(market),
    uintWord(5 * WORD),
    amountWord(quantity),
    PARTITION,
  )
  return {
    to: adapterOf(contracts, market),
    data,
    value: 0n,
    purpose: `merge ${quantity} micro-contracts of ${market.slug}`,
  }
}

/** Returns the call that turns all contracts of a resolved market into what they pay. */
export function redeemCall({ contracts }: Environment, market: PolymarketMarket): WalletCall {
  const data = encode(
    'redeemPositions(address,bytes32,bytes32,uint256[])',
    addressWord(contracts.collateral),
    bytes32Word(ZERO_BYTES32),
    conditionWord(market),
    uintWord(4 * WORD),
    PARTITION,
  )
  return { to: adapterOf(contracts, market), data, value: 0n, purpose: `redeem ${market.slug}` }
}

/** Returns the call that lets a contract spend the wallet's pUSD. */
export function approveMoneyCall({ contracts }: Environment, spender: Address): WalletCall {
  const data = encode('approve(address,uint256)', addressWord(spender), uintWord(MAX_UINT256))
  return { to: contracts.collateral, data, value: 0n, purpose: `let ${spender} spend pUSD` }
}

/** Returns the call that lets a contract move the wallet's conditional tokens. */
export function approveTokensCall({ contracts }: Environment, operator: Address): WalletCall {
  const data = encode('setApprovalForAll(address,bool)', addressWord(operator), uintWord(1))
  return { to: contracts.conditionalTokens, data, value: 0n, purpose: `let ${operator} move conditional tokens` }
}
