import type { Quantity } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { formatCount } from '../number-format.ts'
import { freeAnswer } from '../schema/discovery.ts'
import { createGroupAnswer, groupAnswer, groupsAnswer } from '../schema/order-group.ts'
import { READ, WRITE } from './costs.ts'

type OneGroup = {
  readonly orderGroupId: string
  /** @default 0, the primary one */
  readonly subaccount?: number
  /** @default 0 */
  readonly exchangeIndex?: number
}

const routeOf = (input: OneGroup) => ({
  path: { order_group_id: input.orderGroupId },
  query: { subaccount: input.subaccount, exchange_index: input.exchangeIndex },
})

/** Makes a group: when its orders fill more than the limit within 15 s, all are canceled until a reset. */
export const createOrderGroup = endpoint({
  method: 'POST',
  path: '/portfolio/order_groups/create',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: {
    readonly contractsLimit: Quantity
    readonly subaccount?: number
    readonly exchangeIndex?: number
  }) => ({
    body: {
      contracts_limit_fp: formatCount(input.contractsLimit),
      subaccount: input.subaccount,
      exchange_index: input.exchangeIndex,
    },
  }),
  output: createGroupAnswer,
})

/** Gives all groups. */
export const getOrderGroups = endpoint({
  method: 'GET',
  path: '/portfolio/order_groups',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly subaccount?: number }) => ({ query: { subaccount: input.subaccount } }),
  output: groupsAnswer,
})

/** Gives one group with its orders. */
export const getOrderGroup = endpoint({
  method: 'GET',
  path: '/portfolio/order_groups/{order_group_id}',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: OneGroup) => routeOf(input),
  output: groupAnswer,
})

/** Lets a triggered group trade again. */
export const resetOrderGroup = endpoint({
  method: 'PUT',
  path: '/portfolio/order_groups/{order_group_id}/reset',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneGroup) => ({ ...routeOf(input), body: {} }),
  output: freeAnswer,
})

/** Cancels a group's orders and takes no new ones until a reset. */
export const triggerOrderGroup = endpoint({
  method: 'PUT',
  path: '/portfolio/order_groups/{order_group_id}/trigger',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneGroup) => ({ ...routeOf(input), body: {} }),
  output: freeAnswer,
})

/** Sets a group's limit. */
export const limitOrderGroup = endpoint({
  method: 'PUT',
  path: '/portfolio/order_groups/{order_group_id}/limit',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneGroup & { readonly contractsLimit: Quantity }) => ({
    ...routeOf(input),
    body: { contracts_limit_fp: formatCount(input.contractsLimit) },
  }),
  output: freeAnswer,
})

/** Deletes a group and cancels its orders. */
export const deleteOrderGroup = endpoint({
  method: 'DELETE',
  path: '/portfolio/order_groups/{order_group_id}',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneGroup) => routeOf(input),
  output: freeAnswer,
})
