/*
 * Keys, balances, heartbeats, notifications, rewards. L1 requests carry headers that a key signs,
 * which may take a while: they are made beforehand and given in.
 */
import { commaSeparated, endpoint } from '@arbees/transport'
import { z } from 'zod'
import {
  ApiKeyAnswer,
  ApiKeysAnswer,
  BalanceAllowance,
  BalanceAllowanceUpdate,
  BuilderFees,
  ClosedOnly,
  Heartbeat,
  Notifications,
  Ok,
  OrderScoring,
  OrdersScoring,
  Rebates,
  UserRewardMarketsPage,
  UserRewardPercentages,
  UserRewardsPage,
  UserRewardsTotal,
} from '../schema/account.ts'
import type { L1Headers } from '../sign/clob-auth.ts'
import type { SignatureType } from '../sign/order.ts'
import { one } from './charge.ts'
import type { ClobPageInput } from './page.ts'
import { nextClobPage } from './page.ts'

const privateRead = { method: 'GET', access: 'private', auth: 'L2', retry: 'reads' } as const

type L1Input = { readonly headers: L1Headers }

/** Creates the API key of a signer and nonce; refused when there is one. */
export const createApiKey = endpoint({
  method: 'POST',
  path: '/auth/api-key',
  access: 'public',
  auth: 'L1',
  cost: one('clob.api-key'),
  retry: 'never',
  request: ({ headers }: L1Input) => ({ headers }),
  output: ApiKeyAnswer,
})

/** Gets the API key of a signer and nonce again. */
export const deriveApiKey = endpoint({
  method: 'GET',
  path: '/auth/derive-api-key',
  access: 'public',
  auth: 'L1',
  cost: one('clob.api-key'),
  retry: 'reads',
  request: ({ headers }: L1Input) => ({ headers }),
  output: ApiKeyAnswer,
})

/** Lists the ids of the signer's API keys. */
export const getApiKeys = endpoint({
  ...privateRead,
  path: '/auth/api-keys',
  cost: one('clob.api-key'),
  output: ApiKeysAnswer,
})

/** Deletes the API key that signs this request. */
export const deleteApiKey = endpoint({
  method: 'DELETE',
  path: '/auth/api-key',
  access: 'private',
  auth: 'L2',
  cost: one('clob.api-key'),
  retry: 'never',
  output: Ok,
})

/** Says whether the account may only close positions. */
export const getClosedOnly = endpoint({
  ...privateRead,
  path: '/auth/ban-status/closed-only',
  cost: one('clob.api-key'),
  output: ClosedOnly,
})

/** Which balance is meant. */
export type BalanceInput = {
  readonly assetType: 'COLLATERAL' | 'CONDITIONAL' | 'CONDITIONAL-V2'
  /** For the conditional assets. */
  readonly tokenId?: string
  readonly signatureType: SignatureType
}

const byAsset = ({ assetType, tokenId, signatureType }: BalanceInput) => ({
  query: { asset_type: assetType, token_id: tokenId, signature_type: signatureType },
})

/** Gets a balance and what the exchanges may spend of it, in base units, from the venue's cache. */
export const getBalanceAllowance = endpoint({
  ...privateRead,
  path: '/balance-allowance',
  cost: one('clob.balance'),
  request: byAsset,
  output: BalanceAllowance,
})

/** Makes the venue read a balance and its allowances from the chain again. */
export const updateBalanceAllowance = endpoint({
  ...privateRead,
  path: '/balance-allowance/update',
  cost: one('clob.balance-update'),
  request: byAsset,
  output: BalanceAllowanceUpdate,
})

/**
 * Says that the client is alive. From the first beat on, all orders of the API key are canceled when
 * none has come for ten seconds; the first id is empty, each answer gives the next.
 */
export const postHeartbeat = endpoint({
  method: 'POST',
  path: '/v1/heartbeats',
  access: 'private',
  auth: 'L2',
  cost: one('clob'),
  retry: 'unprocessed',
  request: ({ heartbeatId }: { readonly heartbeatId: string }) => ({ body: { heartbeat_id: heartbeatId } }),
  output: Heartbeat,
})

/** Lists notifications. */
export const getNotifications = endpoint({
  ...privateRead,
  path: '/notifications',
  cost: one('clob.notifications'),
  request: ({ signatureType }: { readonly signatureType: SignatureType }) => ({
    query: { signature_type: signatureType },
  }),
  output: Notifications,
})

/** Marks notifications as seen. */
export const dropNotifications = endpoint({
  method: 'DELETE',
  path: '/notifications',
  access: 'private',
  auth: 'L2',
  cost: one('clob.notifications'),
  retry: 'unprocessed',
  request: ({ ids }: { readonly ids: readonly number[] }) => ({ query: { ids: commaSeparated(ids) } }),
  output: Ok,
})

/** Says whether an order earns liquidity rewards. */
export const getOrderScoring = endpoint({
  ...privateRead,
  path: '/order-scoring',
  cost: one('clob'),
  request: ({ orderId }: { readonly orderId: string }) => ({ query: { order_id: orderId } }),
  output: OrderScoring,
})

/** Says which orders earn liquidity rewards. */
export const getOrdersScoring = endpoint({
  method: 'POST',
  path: '/orders-scoring',
  access: 'private',
  auth: 'L2',
  cost: one('clob'),
  retry: 'reads',
  request: ({ orderIds }: { readonly orderIds: readonly string[] }) => ({ body: orderIds }),
  output: OrdersScoring,
})

type RewardsInput = { readonly date: string; readonly signatureType: SignatureType }

const byDate = ({ date, signatureType, nextCursor }: RewardsInput & ClobPageInput) => ({
  query: { date, signature_type: signatureType, next_cursor: nextCursor },
})

/** Lists what a day (`YYYY-MM-DD`) earned in liquidity rewards, by market. */
export const getUserRewards = endpoint({
  ...privateRead,
  path: '/rewards/user',
  cost: one('clob'),
  request: byDate,
  output: UserRewardsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Gets what a day earned in liquidity rewards, by asset. */
export const getUserRewardsTotal = endpoint({
  ...privateRead,
  path: '/rewards/user/total',
  cost: one('clob'),
  request: ({ date, signatureType }: RewardsInput) => ({ query: { date, signature_type: signatureType } }),
  output: UserRewardsTotal,
})

/** Gets the account's share of each market's rewards, in percent. */
export const getUserRewardPercentages = endpoint({
  ...privateRead,
  path: '/rewards/user/percentages',
  cost: one('clob'),
  request: ({ signatureType }: { readonly signatureType: SignatureType }) => ({
    query: { signature_type: signatureType },
  }),
  output: UserRewardPercentages,
})

/** Lists the markets of a day's rewards. */
export const getUserRewardMarkets = endpoint({
  ...privateRead,
  path: '/rewards/user/markets',
  cost: one('clob'),
  request: byDate,
  output: UserRewardMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists a maker's fee rebates of a day. */
export const getRebates = endpoint({
  method: 'GET',
  path: '/rebates/current',
  access: 'public',
  cost: one('clob'),
  retry: 'reads',
  request: ({ date, makerAddress }: { readonly date: string; readonly makerAddress: string }) => ({
    query: { date, maker_address: makerAddress },
  }),
  output: Rebates,
})

/** Gets a builder's fees. */
export const getBuilderFees = endpoint({
  method: 'GET',
  path: '/fees/builder-fees/{builderCode}',
  access: 'public',
  cost: one('clob'),
  retry: 'reads',
  request: ({ builderCode }: { readonly builderCode: string }) => ({ path: { builderCode } }),
  output: BuilderFees,
})

/** Creates a key that can read but not trade. */
export const createReadonlyApiKey = endpoint({
  method: 'POST',
  path: '/auth/readonly-api-key',
  access: 'private',
  auth: 'L2',
  cost: one('clob.api-key'),
  retry: 'never',
  output: z.object({ apiKey: z.string() }),
})
