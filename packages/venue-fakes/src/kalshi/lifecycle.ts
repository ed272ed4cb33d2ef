/*
 * What happens to a market as a whole: it opens, pauses, closes, is determined and paid.
 */
import type { Micros, Money, Price, PriceGrid } from '@arbees/core'
import { createPriceGrid, invariant, isOnGrid, mulDiv, NO_MONEY, NO_QUANTITY, PRICE_ONE, toMoney } from '@arbees/core'
import { cancelOrder } from '@arbees/testkit'
import { moveCash } from './account.ts'
import { cancelMemberOrder, settleEvents } from './trading.ts'
import type { KalshiMarket, KalshiWorld, LifecycleWord } from './world.ts'
import { nextNumber, tell } from './world.ts'

function say(world: KalshiWorld, market: KalshiMarket, what: LifecycleWord): void {
  market.updatedAt = world.clock.now()
  tell(world, { type: 'lifecycle', market, what })
}

/** Takes every order out of a market. */
export function clearMarket(world: KalshiWorld, market: KalshiMarket, cause: string): void {
  for (const id of [...market.book.orders.keys()]) settleEvents(world, market, cancelOrder(market.book, id, cause))
}

/** Pauses one market. Its resting orders are canceled, as they are found to be when it is activated again. */
export function pauseMarket(world: KalshiWorld, market: KalshiMarket): void {
  if (market.status !== 'active') return
  market.status = 'inactive'
  say(world, market, 'deactivated')
  clearMarket(world, market, 'HaltCancel')
}

/** Opens a paused market. */
export function activateMarket(world: KalshiWorld, market: KalshiMarket): void {
  if (market.status !== 'inactive') return
  market.status = 'active'
  say(world, market, 'activated')
}

/** Closes a market. There is no news of it, as Kalshi gives none: the hour is known. */
export function closeMarket(world: KalshiWorld, market: KalshiMarket): void {
  if (market.status !== 'active' && market.status !== 'inactive') return
  clearMarket(world, market, 'CloseCancel')
  market.status = 'closed'
  market.closesAt = Math.min(market.closesAt, world.clock.now()) as Micros
  market.updatedAt = world.clock.now()
}

/** Moves a market's closing hour. */
export function moveClose(world: KalshiWorld, market: KalshiMarket, closesAt: Micros): void {
  market.closesAt = closesAt
  say(world, market, 'close_date_updated')
}

/** Gives a market another price grid. Orders off it are canceled. */
export function changeGrid(world: KalshiWorld, market: KalshiMarket, structure: string, grid: PriceGrid): void {
  market.structure = structure
  market.grid = createPriceGrid(grid.ranges)
  for (const { id, price } of [...market.book.orders.values()]) {
    if (!isOnGrid(market.grid, price)) settleEvents(world, market, cancelOrder(market.book, id, 'requested'))
  }
  say(world, market, 'price_level_structure_updated')
}

function payOne(world: KalshiWorld, market: KalshiMarket, yesPayout: Price): void {
  for (const member of world.members.values()) {
    for (const [subaccount, ledger] of member.ledgers) {
      const holding = ledger.holdings.get(market.ticker)
      if (holding === undefined || holding.isSettled) continue
      holding.isSettled = true
      const { quantity, cost, fees } = holding
      if (quantity === 0) continue
      const each = quantity > 0 ? yesPayout : PRICE_ONE - yesPayout
      // A dollar is shared between a YES and a NO: what rounding leaves of it is the exchange's.
      const revenue = toMoney(mulDiv(Math.abs(quantity), each, PRICE_ONE, 'floor'))
      moveCash(ledger, market.shard, revenue)
      world.feesTaken = toMoney(world.feesTaken + Math.max(quantity, 0) - revenue)
      holding.realized = toMoney(holding.realized + revenue - cost)
      holding.quantity = NO_QUANTITY
      holding.cost = NO_MONEY
      holding.updatedAt = world.clock.now()
      if (member.isHouse) continue
      member.settlements.push({
        number: nextNumber(world),
        member,
        subaccount,
        market,
        quantity,
        cost,
        fees,
        revenue,
        at: world.clock.now(),
      })
      tell(world, { type: 'position', member, subaccount, market, holding })
    }
  }
}

/**
 * Settles a market: one YES pays `yesPayout`. A payout between 0 and 1 is what a void looks like
 * here: Kalshi's word for it is `scalar`.
 */
export function settleMarket(world: KalshiWorld, market: KalshiMarket, yesPayout: Price): void {
  invariant(market.status !== 'finalized', `a market settles once, found ${market.ticker} again`)
  closeMarket(world, market)
  market.result = yesPayout === PRICE_ONE ? 'yes' : yesPayout === 0 ? 'no' : 'scalar'
  market.yesPayout = yesPayout
  market.status = 'determined'
  say(world, market, 'determined')
  payOne(world, market, yesPayout)
  market.openInterest = NO_QUANTITY
  market.status = 'finalized'
  market.settledAt = world.clock.now()
  say(world, market, 'settled')
}

/** Stops trading everywhere, or resumes it. Orders that ask for it end with a stop. */
export function setTrading(world: KalshiWorld, isActive: boolean): void {
  world.isTradingActive = isActive
  if (isActive) return
  for (const member of world.members.values()) {
    for (const order of [...member.resting.values()]) {
      if (order.cancelsOnPause) cancelMemberOrder(world, order, 'HaltCancel')
    }
  }
}

/**
 * Returns all the money there is: cash, a dollar for each open pair, and fees taken. It is the same
 * for ever but for deposits.
 */
export function totalOf(world: KalshiWorld): Money {
  let sum: number = world.feesTaken
  for (const market of world.markets.values()) sum += market.openInterest
  for (const member of world.members.values()) {
    for (const ledger of member.ledgers.values()) for (const amount of ledger.cash.values()) sum += amount
  }
  return toMoney(sum)
}
