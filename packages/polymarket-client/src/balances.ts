/*
 * What an account has, and what of it new orders may use. The venue's balance is the wallet's on the
 * chain: orders that rest and trades that matched but have not settled still stand in it.
 */
import type { Clock, Money } from '@arbees/core'
import {
  addMoney,
  costRoundedUp,
  NO_MONEY,
  seconds,
  subtractMoney,
  toMoney,
  toQuantity,
  VenueError,
} from '@arbees/core'
import type { CallContext } from '@arbees/transport'
import { call, items, nameOf } from '@arbees/transport'
import { getBalanceAllowance } from './endpoints/account.ts'
import { getPositions } from './endpoints/data.ts'
import { getOrders } from './endpoints/orders.ts'
import { getTrades } from './endpoints/trades.ts'
import type { Environment } from './environment.ts'
import type { Identity } from './identity.ts'
import type { OpenOrder } from './schema/order.ts'
import type { Trade } from './schema/trade.ts'
import type { Address } from './sign/address.ts'
import type { PolymarketMarket } from './to-core.ts'
import type { WalletCall } from './wallet-calls.ts'
import { approveMoneyCall, approveTokensCall } from './wallet-calls.ts'

/** Money of an account. */
export type Balances = {
  /** pUSD in the wallet, by the venue's word. */
  readonly wallet: Money
  /** What new orders may use: the wallet less the next two. */
  readonly free: Money
  /** What resting buys may still cost. */
  readonly reserved: Money
  /** What buys matched for, but have not settled for; the takers' fees that come on top are not in it. */
  readonly matchedLock: Money
  /** What resolved positions would pay if they were redeemed; by the Data API, so some seconds old. */
  readonly unredeemed: Money
}

/** An approval that trading needs and the wallet has not given. */
export type MissingApproval = {
  readonly asset: 'pUSD' | 'conditional tokens'
  readonly spender: Address
  /** What to do, in words. */
  readonly sentence: string
  /** The call that does it, to be sent by the wallet. */
  readonly call: WalletCall
}

/** Reads balances and approvals. */
export type AccountReader = {
  readonly balances: () => Promise<Balances>
  /** Returns which approvals a market needs that are missing: none when it can be bought and sold. */
  readonly missingApprovals: (market: PolymarketMarket) => Promise<readonly MissingApproval[]>
  /** Makes the venue read the chain again, after a deposit or an approval. */
  readonly openOrders: () => Promise<readonly OpenOrder[]>
  /** Trades that matched and have neither settled nor failed. */
  readonly unsettledTrades: () => Promise<readonly Trade[]>
}

const UNSETTLED_WINDOW_SECONDS = 3_600
const FINAL: ReadonlySet<string> = new Set(['CONFIRMED', 'FAILED'])

const orderWalk = { paging: getOrders.paging!, where: nameOf(getOrders) }
const tradeWalk = { paging: getTrades.paging!, where: nameOf(getTrades) }
const positionWalk = { paging: getPositions.paging!, where: nameOf(getPositions) }

async function collect<Item>(walk: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of walk) all.push(item)
  return all
}

/** Returns what an order that rests may still cost. */
export function reservedBy(order: OpenOrder): Money {
  if (order.side !== 'BUY') return NO_MONEY
  return costRoundedUp(order.price, toQuantity(Math.max(0, order.original_size - order.size_matched)))
}

/** Returns what a trade of ours will take from the wallet when it settles. */
export function lockedBy(trade: Trade, owner: string): Money {
  if (trade.trader_side === 'MAKER') {
    const own = trade.maker_orders.filter((one) => one.owner === owner && one.side === 'BUY')
    return own.reduce((sum, one) => addMoney(sum, costRoundedUp(one.price, one.matched_amount)), NO_MONEY)
  }
  return trade.side === 'BUY' ? costRoundedUp(trade.price, trade.size) : NO_MONEY
}

/** Creates the reader of one account. */
export function createAccountReader(parts: {
  readonly environment: Environment
  readonly identity: Identity
  readonly clob: CallContext
  readonly data: CallContext
  readonly clock: Clock
}): AccountReader {
  const { environment, identity, clob, data, clock } = parts
  const { signatureType, funder, apiKey } = identity

  const openOrders = (): Promise<readonly OpenOrder[]> =>
    collect(items({ ...orderWalk, fetch: (input) => call(clob, getOrders, input), input: {} }))

  const unsettledTrades = async (): Promise<readonly Trade[]> => {
    const after = Math.floor(clock.now() / seconds(1)) - UNSETTLED_WINDOW_SECONDS
    const trades = await collect(
      items({ ...tradeWalk, fetch: (input) => call(clob, getTrades, input), input: { after } }),
    )
    return trades.filter((trade) => !FINAL.has(trade.status))
  }

  const unredeemed = async (): Promise<Money> => {
    if (funder === undefined) return NO_MONEY
    const input = { user: funder, redeemable: true, sizeThreshold: 0, limit: 500 }
    const positions = await collect(items({ ...positionWalk, fetch: (page) => call(data, getPositions, page), input }))
    return positions.reduce((sum, position) => addMoney(sum, position.currentValue ?? NO_MONEY), NO_MONEY)
  }

  const balances = async (): Promise<Balances> => {
    const [collateral, orders, trades, pays] = await Promise.all([
      call(clob, getBalanceAllowance, { assetType: 'COLLATERAL', signatureType }),
      openOrders(),
      unsettledTrades(),
      unredeemed(),
    ])
    const wallet = toMoney(collateral.balance)
    const reserved = orders.reduce((sum, order) => addMoney(sum, reservedBy(order)), NO_MONEY)
    const owner = apiKey?.id ?? ''
    const matchedLock = trades.reduce((sum, trade) => addMoney(sum, lockedBy(trade, owner)), NO_MONEY)
    const free = subtractMoney(subtractMoney(wallet, reserved), matchedLock)
    return { wallet, free: free < 0 ? NO_MONEY : free, reserved, matchedLock, unredeemed: pays }
  }

  const missingApprovals = async (market: PolymarketMarket): Promise<readonly MissingApproval[]> => {
    if (market.protocol !== 'v1') {
      const detail = 'the approvals of protocol v2 are not known here'
      throw new VenueError('market.unsupported', { venue: 'polymarket', market: market.slug, detail })
    }
    const { contracts } = environment
    const spender = market.isNegRisk ? contracts.negRiskExchange : contracts.exchange
    const tokenId = market.tokens[0]
    const [money, tokens] = await Promise.all([
      call(clob, getBalanceAllowance, { assetType: 'COLLATERAL', signatureType }),
      call(clob, getBalanceAllowance, { assetType: 'CONDITIONAL', tokenId, signatureType }),
    ])
    const missing: MissingApproval[] = []
    const name = market.isNegRisk ? 'the neg-risk exchange' : 'the exchange'
    if (!allows(money.allowances, spender, money.balance)) {
      const sentence = `approve pUSD for ${name} ${spender}, then have the venue read it again (account.updateBalanceAllowance)`
      missing.push({ asset: 'pUSD', spender, sentence, call: approveMoneyCall(environment, spender) })
    }
    if (!allows(tokens.allowances, spender, 0)) {
      const sentence = `approve all conditional tokens for ${name} ${spender}, then have the venue read it again`
      missing.push({ asset: 'conditional tokens', spender, sentence, call: approveTokensCall(environment, spender) })
    }
    return missing
  }

  return Object.freeze({ balances, missingApprovals, openOrders, unsettledTrades })
}

/** Says whether a spender may spend something, and at least the balance; addresses differ in their case. */
function allows(
  allowances: Readonly<Record<string, string>> | null | undefined,
  spender: Address,
  balance: number,
): boolean {
  const found = Object.entries(allowances ?? {}).find(([address]) => address.toLowerCase() === spender.toLowerCase())
  const allowance = BigInt(found?.[1] ?? '0')
  return allowance > 0n && allowance >= BigInt(balance)
}
