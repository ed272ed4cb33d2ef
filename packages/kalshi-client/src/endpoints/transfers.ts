import type { Money } from '@arbees/core'
import { invariant } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { freeAnswer } from '../schema/discovery.ts'
import {
  createSubaccountAnswer,
  shardTransferAnswer,
  shardTransferReport,
  shardTransfersAnswer,
  subaccountBalancesAnswer,
  subaccountNettingAnswer,
  subaccountTransfersAnswer,
  targetAllocation,
} from '../schema/transfer.ts'
import { READ } from './costs.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

/** Returns money as a positive whole number of `unit` micro-dollars. */
function inUnits(amount: Money, unit: number, name: string): number {
  invariant(amount > 0 && amount % unit === 0, `a transfer is a positive number of whole ${name}, found ${amount}`)
  return amount / unit
}

/** Makes a subaccount (Advanced tier or above). */
export const createSubaccount = endpoint({
  method: 'POST',
  path: '/portfolio/subaccounts',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: { readonly exchangeIndex?: number }) => ({ body: { exchange_index: input.exchangeIndex } }),
  output: createSubaccountAnswer,
})

/** Gives the money of each subaccount on each shard. */
export const getSubaccountBalances = endpoint({
  method: 'GET',
  path: '/portfolio/subaccounts/balances',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: subaccountBalancesAnswer,
})

/** Moves money between subaccounts. The id makes it safe to ask twice: the second time is a 409. */
export const transferBetweenSubaccounts = endpoint({
  method: 'POST',
  path: '/portfolio/subaccounts/transfer',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: {
    /** A UUID. */
    readonly clientTransferId: string
    readonly fromSubaccount: number
    readonly toSubaccount: number
    /** Whole cents. */
    readonly amount: Money
    readonly exchangeIndex?: number
  }) => ({
    body: {
      client_transfer_id: input.clientTransferId,
      from_subaccount: input.fromSubaccount,
      to_subaccount: input.toSubaccount,
      amount_cents: inUnits(input.amount, 10_000, 'cents'),
      exchange_index: input.exchangeIndex,
    },
  }),
  output: freeAnswer,
})

/** Gives transfers between subaccounts by page. */
export const getSubaccountTransfers = endpoint({
  method: 'GET',
  path: '/portfolio/subaccounts/transfers',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput) => ({ query: { limit: input.limit, cursor: input.cursor } }),
  output: subaccountTransfersAnswer,
  paging: { items: (page) => page.transfers, next: nextByCursor },
})

/** Says which subaccounts net their positions. */
export const getSubaccountNetting = endpoint({
  method: 'GET',
  path: '/portfolio/subaccounts/netting',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: subaccountNettingAnswer,
})

/** Sets whether a subaccount nets its positions. */
export const setSubaccountNetting = endpoint({
  method: 'PUT',
  path: '/portfolio/subaccounts/netting',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: { readonly subaccountNumber: number; readonly isEnabled: boolean }) => ({
    body: { subaccount_number: input.subaccountNumber, enabled: input.isEnabled },
  }),
  output: freeAnswer,
})

/** Moves money between shards; it arrives later: read the balance of the destination. */
export const transferBetweenShards = endpoint({
  method: 'POST',
  path: '/portfolio/intra_exchange_instance_transfer',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: {
    readonly source: 'event_contract' | 'margined'
    readonly destination: 'event_contract' | 'margined'
    /** Whole hundredths of a cent. */
    readonly amount: Money
    readonly sourceExchangeShard?: number
    readonly destinationExchangeShard?: number
    readonly sourceSubaccount?: number
    readonly destinationSubaccount?: number
    /** A UUID; primary accounts only. */
    readonly clientTransferId?: string
  }) => ({
    body: {
      source: input.source,
      destination: input.destination,
      amount: inUnits(input.amount, 100, 'hundredths of a cent'),
      source_exchange_shard: input.sourceExchangeShard,
      destination_exchange_shard: input.destinationExchangeShard,
      source_subaccount: input.sourceSubaccount,
      destination_subaccount: input.destinationSubaccount,
      client_transfer_id: input.clientTransferId,
    },
  }),
  output: shardTransferAnswer,
})

/** Gives transfers between shards by page (at most 500). */
export const getShardTransfers = endpoint({
  method: 'GET',
  path: '/portfolio/intra_exchange_instance_transfers',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput) => ({ query: { limit: input.limit, cursor: input.cursor } }),
  output: shardTransfersAnswer,
  paging: { items: (page) => page.transfers, next: nextByCursor },
})

/** Gives one transfer between shards. */
export const getShardTransfer = endpoint({
  method: 'GET',
  path: '/portfolio/intra_exchange_instance_transfers/{transfer_id}',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly transferId: string }) => ({ path: { transfer_id: input.transferId } }),
  output: shardTransferReport,
})

/** Gives how the exchange keeps money spread over the shards. */
export const getTargetAllocation = endpoint({
  method: 'GET',
  path: '/portfolio/target_balance_allocation',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: targetAllocation,
})

/** Sets how the exchange keeps money spread over the shards, every 10 s; percentages sum to 100, none stops it. */
export const setTargetAllocation = endpoint({
  method: 'POST',
  path: '/portfolio/target_balance_allocation',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: {
    readonly allocations: readonly { readonly exchangeIndex: number; readonly percent: number }[]
  }) => {
    const total = input.allocations.reduce((sum, { percent }) => sum + percent, 0)
    invariant(input.allocations.length === 0 || total === 100, `allocations sum to 100 percent, found ${total}`)
    return {
      body: {
        allocations: input.allocations.map(({ exchangeIndex, percent }) => ({
          exchange_index: exchangeIndex,
          percent,
        })),
      },
    }
  },
  output: freeAnswer,
})
