/*
 * Order groups: orders that end together when they fill more than a limit within fifteen seconds.
 */
import type { Micros, Quantity } from '@arbees/core'
import { LOT, ONE_CONTRACT, readDecimal, seconds } from '@arbees/core'
import { nested, notFound } from './answers.ts'
import type { Fields, KalshiCall } from './call.ts'
import { bodyOf, checkedSubaccount, integerField, integerQuery, subaccountQuery, textField } from './call.ts'
import { countText } from './rows.ts'
import { cancelMemberOrder } from './trading.ts'
import type { KalshiFill, KalshiOrderGroup, KalshiWorld } from './world.ts'
import { nextUuid, tell } from './world.ts'

const WINDOW = seconds(15)

function limitOf(fields: Fields): Quantity {
  const text = textField(fields, 'contracts_limit_fp', 'OrderGroup')
  const whole = integerField(fields, 'contracts_limit', 'OrderGroup')
  if (text === undefined && whole === undefined) throw nested(400, 'missing_parameters')
  const limit = text === undefined ? (whole as number) * ONE_CONTRACT : readDecimal(text, 6)
  if (!(limit >= LOT && limit <= 1_000_000 * ONE_CONTRACT)) throw nested(400, 'invalid_parameters')
  return limit as Quantity
}

function groupOf(call: KalshiCall): KalshiOrderGroup {
  const group = call.member.groups.get(call.path['id'] ?? '')
  if (group === undefined) throw notFound()
  if ((integerQuery(call, 'exchange_index', 'ExchangeIndex') ?? group.shard) !== group.shard) throw notFound()
  return group
}

function ordersOf(group: KalshiOrderGroup) {
  return [...group.member.resting.values()].filter((order) => order.group === group.id)
}

/** POST /portfolio/order_groups/create */
export function createGroup(call: KalshiCall) {
  const fields = bodyOf(call)
  const group: KalshiOrderGroup = {
    id: nextUuid(call.world.rng),
    member: call.member,
    subaccount: checkedSubaccount(integerField(fields, 'subaccount', 'OrderGroup') ?? 0),
    shard: integerField(fields, 'exchange_index', 'OrderGroup') ?? 0,
    limit: limitOf(fields),
    isTriggered: false,
    recent: [],
  }
  call.member.groups.set(group.id, group)
  tell(call.world, { type: 'group', group, what: 'created' })
  return { order_group_id: group.id, subaccount: group.subaccount, exchange_index: group.shard }
}

/** GET /portfolio/order_groups: no key at all when there is none. */
export function listGroups(call: KalshiCall) {
  const groups = [...call.member.groups.values()].map((group) => ({
    id: group.id,
    contracts_limit_fp: countText(group.limit),
    is_auto_cancel_enabled: true,
    exchange_index: group.shard,
  }))
  return groups.length === 0 ? {} : { order_groups: groups }
}

/** GET /portfolio/order_groups/{id} */
export function readGroup(call: KalshiCall) {
  const group = groupOf(call)
  return {
    is_auto_cancel_enabled: true,
    contracts_limit_fp: countText(group.limit),
    orders: ordersOf(group).map((order) => order.id),
    exchange_index: group.shard,
  }
}

function trigger(world: KalshiWorld, group: KalshiOrderGroup): void {
  group.isTriggered = true
  tell(world, { type: 'group', group, what: 'triggered' })
  for (const order of ordersOf(group)) cancelMemberOrder(world, order)
}

/** PUT /portfolio/order_groups/{id}/reset */
export function resetGroup(call: KalshiCall) {
  const group = groupOf(call)
  group.isTriggered = false
  group.recent.length = 0
  tell(call.world, { type: 'group', group, what: 'reset' })
  return {}
}

/** PUT /portfolio/order_groups/{id}/trigger */
export function triggerGroup(call: KalshiCall) {
  trigger(call.world, groupOf(call))
  return {}
}

/** PUT /portfolio/order_groups/{id}/limit */
export function limitGroup(call: KalshiCall) {
  const group = groupOf(call)
  group.limit = limitOf(bodyOf(call))
  tell(call.world, { type: 'group', group, what: 'limit_updated' })
  countRecent(call.world, group)
  return {}
}

/** DELETE /portfolio/order_groups/{id} */
export function deleteGroup(call: KalshiCall) {
  subaccountQuery(call)
  const group = groupOf(call)
  for (const order of ordersOf(group)) cancelMemberOrder(call.world, order)
  call.member.groups.delete(group.id)
  tell(call.world, { type: 'group', group, what: 'deleted' })
  return {}
}

function countRecent(world: KalshiWorld, group: KalshiOrderGroup): void {
  const since = (world.clock.now() - WINDOW) as Micros
  while ((group.recent[0]?.at ?? since) < since) group.recent.shift()
  let sum = 0
  for (const { quantity } of group.recent) sum += quantity
  if (sum >= group.limit && !group.isTriggered) trigger(world, group)
}

/** Counts a fill against its order's group, and ends the group's orders when it was too much. */
export function countFill(world: KalshiWorld, fill: KalshiFill): void {
  const { order } = fill
  const group = order.group === undefined ? undefined : order.member.groups.get(order.group)
  if (group === undefined) return
  group.recent.push({ at: fill.at, quantity: fill.quantity })
  countRecent(world, group)
}
