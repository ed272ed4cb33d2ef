/*
 * Money at one venue. `free + reserved + locked` is all of it; every function moves money between
 * these or across the venue's border, so that nothing appears or vanishes unnamed.
 */
import { invariant } from './invariant.ts'
import type { VenueId } from './market.ts'
import type { ClientOrderId } from './order.ts'
import type { Money } from './units.ts'
import { addMoney, NO_MONEY, subtractMoney } from './units.ts'

/** Money held at one venue. Plain data. */
export type Account = {
  readonly venue: VenueId
  /** What new orders may use. */
  readonly free: Money
  /** What orders that have no final answer could still cost, by order. */
  readonly reserved: ReadonlyMap<ClientOrderId, Money>
  /** What matched but has not settled at the venue (Polymarket's matched lock). */
  readonly locked: Money
}

/** Returns an account that holds `free`. */
export function openAccount(venue: VenueId, free: Money): Account {
  return { venue, free, reserved: new Map(), locked: NO_MONEY }
}

/** Returns all reserved money. */
export function totalReserved(account: Account): Money {
  let total = NO_MONEY
  for (const amount of account.reserved.values()) total = addMoney(total, amount)
  return total
}

/** Returns all the money at the venue. */
export function totalMoney(account: Account): Money {
  return addMoney(addMoney(account.free, totalReserved(account)), account.locked)
}

/**
 * Returns the account with `amount` set aside for an order; undefined when free money does not reach.
 *
 * @throws InvariantError when the order has a reservation already.
 */
export function reserve(account: Account, order: ClientOrderId, amount: Money): Account | undefined {
  invariant(amount >= 0, `a reservation is not negative, found ${amount}`)
  invariant(!account.reserved.has(order), `the order ${order} has a reservation already`)
  if (amount > account.free) return undefined
  const reserved = new Map(account.reserved).set(order, amount)
  return { ...account, free: subtractMoney(account.free, amount), reserved }
}

/** Returns the account after an order spent `spent` of what was set aside for it; the rest stays reserved. */
export function spendReserved(account: Account, order: ClientOrderId, spent: Money): Account {
  const held = account.reserved.get(order)
  invariant(held !== undefined, `the order ${order} has no reservation`)
  invariant(spent >= 0 && spent <= held, `the order ${order} has ${held} reserved, found a charge of ${spent}`)
  const reserved = new Map(account.reserved).set(order, subtractMoney(held, spent))
  return { ...account, reserved }
}

/** Returns the account with what is left of an order's reservation free again. Nothing reserved: no change. */
export function release(account: Account, order: ClientOrderId): Account {
  const held = account.reserved.get(order)
  if (held === undefined) return account
  const reserved = new Map(account.reserved)
  reserved.delete(order)
  return { ...account, free: addMoney(account.free, held), reserved }
}

/** Returns the account with money added: a deposit, proceeds of a sale, a payout. */
export function credit(account: Account, amount: Money): Account {
  invariant(amount >= 0, `a credit is not negative, found ${amount}`)
  return { ...account, free: addMoney(account.free, amount) }
}

/**
 * Returns the account with free money taken away: a withdrawal, a late fee.
 *
 * @throws InvariantError when free money does not reach.
 */
export function debit(account: Account, amount: Money): Account {
  invariant(amount >= 0 && amount <= account.free, `a debit is within the ${account.free} free, found ${amount}`)
  return { ...account, free: subtractMoney(account.free, amount) }
}

/** Returns the account with `amount` of free money locked until settlement. */
export function lock(account: Account, amount: Money): Account {
  const debited = debit(account, amount)
  return { ...debited, locked: addMoney(account.locked, amount) }
}

/** Returns the account with `amount` of locked money free again. */
export function unlock(account: Account, amount: Money): Account {
  invariant(
    amount >= 0 && amount <= account.locked,
    `an unlock is within the ${account.locked} locked, found ${amount}`,
  )
  return { ...account, locked: subtractMoney(account.locked, amount), free: addMoney(account.free, amount) }
}
