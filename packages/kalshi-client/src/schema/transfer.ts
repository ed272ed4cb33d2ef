import { z } from 'zod'
import { cents, flag, integer, maybe, money, pageOf, seconds, text } from './scalars.ts'
import { maybeWord, wire, word } from './wire.ts'

/** The answer to making a subaccount. */
export const createSubaccountAnswer = wire({ subaccount_number: integer })

/** The answer that holds the money of each subaccount on each shard. */
export const subaccountBalancesAnswer = wire({
  subaccount_balances: pageOf(
    wire({ subaccount_number: integer, exchange_index: maybe(integer), balance: money, updated_ts: maybe(seconds) }),
  ),
})

/** The answer that holds a page of transfers between subaccounts. */
export const subaccountTransfersAnswer = z.object({
  transfers: pageOf(
    wire({
      transfer_id: text,
      from_subaccount: integer,
      to_subaccount: integer,
      amount_cents: cents,
      created_ts: seconds,
      exchange_index: maybe(integer),
    }),
  ),
  cursor: maybe(text),
})

/** The answer that says which subaccounts net their positions. */
export const subaccountNettingAnswer = wire({
  netting_configs: pageOf(wire({ subaccount_number: integer, enabled: flag, exchange_index: maybe(integer) })),
})

/** The answer to a transfer between shards: it is carried out later. */
export const shardTransferAnswer = wire({ transfer_id: text })

const shardTransfer = wire({
  transfer_id: text,
  source: word('transfer source', ['event_contract', 'margined']),
  destination: word('transfer destination', ['event_contract', 'margined']),
  source_exchange_shard: maybe(integer),
  destination_exchange_shard: maybe(integer),
  source_subaccount: maybe(integer),
  destination_subaccount: maybe(integer),
  amount: money,
  status: word('transfer status', ['pending', 'complete', 'failed']),
  created_ts: seconds,
})

/** The answer that holds one transfer between shards. */
export const shardTransferReport = z.object({ transfer: shardTransfer })
/** The answer that holds a page of transfers between shards. */
export const shardTransfersAnswer = z.object({ transfers: pageOf(shardTransfer), cursor: maybe(text) })

/** How the exchange keeps money spread over the shards. */
export const targetAllocation = wire({
  allocations: pageOf(wire({ exchange_index: integer, percent: integer })),
  resting_margin_reservation: maybeWord('allocation reservation', ['sum', 'max']),
})
