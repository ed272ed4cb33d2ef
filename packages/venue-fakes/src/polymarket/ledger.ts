/*
 * Who holds what. Balances are those of the chain: they move when a match is mined, not when it is
 * made. Between the two the amounts given stand as locked, and the venue's balance check counts them:
 * money matched but not mined cannot be spent again, and tokens bought cannot be sold yet.
 */
import type { Money, Quantity } from '@arbees/core'
import { addMoney, addQuantity, invariant, mulDiv, NO_MONEY, NO_QUANTITY, subtractMoney } from '@arbees/core'
import type { Address, SignatureType } from '@arbees/polymarket-client'

/** A wallet that trades. Changed in place by the functions of this file only. */
export type Wallet = {
  readonly address: Address
  /** The key that signs for it. */
  readonly owner: Address
  readonly signatureType: SignatureType
  cash: Money
  /** Matched, not mined: given away already as far as new orders are concerned. */
  lockedCash: Money
  readonly tokens: Map<string, Quantity>
  readonly lockedTokens: Map<string, Quantity>
  /** What open buys may still spend, and open sales still give. */
  cashOnOrder: Money
  readonly tokensOnOrder: Map<string, Quantity>
  /** Whether the exchanges may move its money and tokens. */
  isApproved: boolean
}

/** All wallets, what the exchange holds as backing of tokens, and the fees taken. */
export type Ledger = {
  readonly wallets: Map<string, Wallet>
  /** Money that backs pairs of tokens. */
  backing: Money
  fees: Money
  /** All that ever came in from outside. */
  deposited: Money
}

/** Returns a ledger without wallets. */
export function createLedger(): Ledger {
  return { wallets: new Map(), backing: NO_MONEY, fees: NO_MONEY, deposited: NO_MONEY }
}

/**
 * Opens a wallet that holds nothing.
 *
 * @throws InvariantError when the address has one.
 */
export function openWallet(ledger: Ledger, address: Address, owner: Address, signatureType: SignatureType): Wallet {
  invariant(!ledger.wallets.has(address), `an address has one wallet, found ${address} again`)
  const wallet: Wallet = {
    address,
    owner,
    signatureType,
    cash: NO_MONEY,
    lockedCash: NO_MONEY,
    tokens: new Map(),
    lockedTokens: new Map(),
    cashOnOrder: NO_MONEY,
    tokensOnOrder: new Map(),
    isApproved: true,
  }
  ledger.wallets.set(address, wallet)
  return wallet
}

/** Returns what a wallet holds of a token. */
export function tokensOf(wallet: Wallet, token: string): Quantity {
  return wallet.tokens.get(token) ?? NO_QUANTITY
}

/** Returns what of a wallet's token is matched and waits to be mined. */
export function lockedTokensOf(wallet: Wallet, token: string): Quantity {
  return wallet.lockedTokens.get(token) ?? NO_QUANTITY
}

/** Returns what of a wallet's token neither rests in an order nor waits to be mined. */
export function freeTokensOf(wallet: Wallet, token: string): Quantity {
  const onOrder = wallet.tokensOnOrder.get(token) ?? NO_QUANTITY
  return (tokensOf(wallet, token) - lockedTokensOf(wallet, token) - onOrder) as Quantity
}

/** Brings money in from outside. */
export function deposit(ledger: Ledger, wallet: Wallet, amount: Money): void {
  wallet.cash = addMoney(wallet.cash, amount)
  ledger.deposited = addMoney(ledger.deposited, amount)
}

/** Changes what a wallet holds of a token. */
export function changeTokens(wallet: Wallet, token: string, change: Quantity): void {
  const after = addQuantity(tokensOf(wallet, token), change)
  invariant(after >= 0, `a wallet holds at least no tokens, found ${after} of ${token} at ${wallet.address}`)
  wallet.tokens.set(token, after)
}

/** Gives a wallet tokens, and the other token of each pair to `other`, out of money from outside. */
export function endow(
  ledger: Ledger,
  wallet: Wallet,
  token: string,
  other: Wallet,
  pair: string,
  quantity: Quantity,
): void {
  const amount = quantity as number as Money
  ledger.backing = addMoney(ledger.backing, amount)
  ledger.deposited = addMoney(ledger.deposited, amount)
  changeTokens(wallet, token, quantity)
  changeTokens(other, pair, quantity)
}

/** What one party gives and gets in one match. */
export type Transfer = {
  readonly wallet: Wallet
  readonly token: string
  /** Tokens that arrive; negative when they leave. */
  readonly tokens: Quantity
  /** Money that arrives before the fee; negative when it leaves. */
  readonly cash: Money
  readonly fee: Money
}

function lockChange({ wallet, token, tokens, cash, fee }: Transfer, sign: 1 | -1): void {
  // The fee of a sale comes out of its proceeds, so there is nothing to lock for it.
  const given = cash < 0 ? -cash + fee : 0
  wallet.lockedCash = addMoney(wallet.lockedCash, (sign * given) as Money)
  if (tokens < 0) {
    wallet.lockedTokens.set(token, addQuantity(lockedTokensOf(wallet, token), (sign * -tokens) as Quantity))
  }
}

/** Locks what a party gives: its orders matched. */
export function lockTransfer(transfer: Transfer): void {
  lockChange(transfer, 1)
}

/** Takes the lock away: the match was mined or has failed. */
export function unlockTransfer(transfer: Transfer): void {
  lockChange(transfer, -1)
}

/** Carries out transfers of one match on chain. What tokens no wallet gave were minted, and the other way round. */
export function mineTransfers(ledger: Ledger, transfers: readonly Transfer[]): void {
  let cash = 0
  for (const { wallet, token, tokens, cash: change, fee } of transfers) {
    changeTokens(wallet, token, tokens)
    wallet.cash = subtractMoney(addMoney(wallet.cash, change), fee)
    ledger.fees = addMoney(ledger.fees, fee)
    cash += change
  }
  // A mint takes in more money than it gives out, a merge less: the difference backs the pairs.
  ledger.backing = subtractMoney(ledger.backing, cash as Money)
  invariant(ledger.backing >= 0, `pairs are backed, found ${ledger.backing}`)
}

/** Returns all money in the ledger: equal to what was deposited, always. */
export function totalCash(ledger: Ledger): Money {
  let total = addMoney(ledger.backing, ledger.fees)
  for (const wallet of ledger.wallets.values()) total = addMoney(total, wallet.cash)
  return total
}

/** Returns how much of a token all wallets hold. */
export function totalTokens(ledger: Ledger, token: string): Quantity {
  let total = NO_QUANTITY
  for (const wallet of ledger.wallets.values()) total = addQuantity(total, tokensOf(wallet, token))
  return total
}

/**
 * Turns a wallet's money into pairs of tokens (a positive quantity), or pairs into money.
 *
 * @throws InvariantError when the wallet has not that much.
 */
export function splitPairs(
  ledger: Ledger,
  wallet: Wallet,
  tokens: readonly [string, string],
  quantity: Quantity,
): void {
  const amount = quantity as number as Money
  invariant(wallet.cash - wallet.lockedCash >= amount, `a split spends free money, found ${wallet.cash}`)
  for (const token of tokens) changeTokens(wallet, token, quantity)
  wallet.cash = subtractMoney(wallet.cash, amount)
  ledger.backing = addMoney(ledger.backing, amount)
}

/** Pays out a wallet's tokens of a resolved market at `payout` micro-dollars a contract and returns what was paid. */
export function redeem(ledger: Ledger, wallet: Wallet, token: string, payoutMillionths: number): Money {
  const quantity = tokensOf(wallet, token)
  const paid = mulDiv(quantity, payoutMillionths, 1_000_000, 'floor') as Money
  wallet.tokens.set(token, NO_QUANTITY)
  wallet.cash = addMoney(wallet.cash, paid)
  ledger.backing = subtractMoney(ledger.backing, paid)
  return paid
}
