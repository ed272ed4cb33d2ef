import { flag, integer, listOf, maybe, pageOf, quantity, text } from './scalars.ts'
import { wire } from './wire.ts'

/** The answer to making a group. */
export const createGroupAnswer = wire({
  order_group_id: text,
  subaccount: maybe(integer),
  exchange_index: maybe(integer),
})

/** The answer that holds all groups; the key is absent when there is none. */
export const groupsAnswer = wire({
  order_groups: listOf(
    wire({
      id: text,
      contracts_limit_fp: maybe(quantity),
      is_auto_cancel_enabled: flag,
      exchange_index: maybe(integer),
    }),
  ),
})

/** The answer that holds one group with its orders' ids. */
export const groupAnswer = wire({
  is_auto_cancel_enabled: flag,
  contracts_limit_fp: maybe(quantity),
  orders: pageOf(text),
  exchange_index: maybe(integer),
})
