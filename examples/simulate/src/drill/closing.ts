import { LOT } from '@arbees/core'
import { createKeys } from '../world/keys.ts'
import type { Drill } from './drill-hands.ts'
import { awaitEnd, complain, pause, SETTLED_MICROS, startTrader } from './drill-hands.ts'
import { leaveResting } from './resting-orders.ts'

/** What is there, by the venues' own records. */
export type Held = {
  readonly restingOrders: number
  readonly heldMicroContracts: number
  /** The part that could be sold: holdings of less than the smallest order left out. */
  readonly sellable: number
}

/** What cancel-all and flatten did. */
export type Closing = { readonly before: Held; readonly after: Held }

function heldAt({ venues: { kalshi, polymarket } }: Drill): Held {
  const members = [...kalshi.world.members.values()].filter(({ isHouse }) => !isHouse)
  const onKalshi = members.flatMap(({ ledgers }) =>
    [...ledgers.values()].flatMap(({ holdings }) => [...holdings.values()].map(({ quantity }) => Math.abs(quantity))),
  )
  const wallet = polymarket.ledger().wallets.get(createKeys().signer.address)
  const held = [...onKalshi, ...(wallet?.tokens.values() ?? [])]
  return {
    restingOrders: members.reduce((sum, { resting }) => sum + resting.size, 0) + polymarket.openOrders().length,
    heldMicroContracts: held.reduce((sum, quantity) => sum + quantity, 0),
    sellable: held.filter((quantity) => quantity >= LOT).reduce((sum, quantity) => sum + quantity, 0),
  }
}

/** Has everything canceled and sold by the trader's own command, and asks the venues whether it was. */
export async function closeEverything(drill: Drill): Promise<Closing> {
  const { venues, options } = drill
  venues.deepen()
  await leaveResting(venues, options.runtime, createKeys())
  await pause(drill, SETTLED_MICROS)
  const before = heldAt(drill)
  if (before.restingOrders === 0) complain(drill, 'no order rests that could be canceled')
  if (before.sellable === 0) complain(drill, 'nothing is held that could be sold')
  await awaitEnd(drill, startTrader(drill, 'close'))
  await pause(drill, SETTLED_MICROS)
  const after = heldAt(drill)
  if (after.restingOrders > 0) complain(drill, `${after.restingOrders} orders rest after everything was canceled`)
  if (after.sellable > 0) {
    complain(drill, `${after.sellable} micro-contracts are held after everything was sold`)
  }
  return { before, after }
}
