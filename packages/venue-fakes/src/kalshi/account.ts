/*
 * Money and contracts of a member. A contract pair (one YES, one NO) holds one dollar of the
 * exchange's; buying against what one holds closes pairs and takes the dollar out. So all cash, plus
 * open interest at a dollar each, plus fees taken, is the same for ever.
 */
import type { Money, Price, Quantity, Side } from '@arbees/core'
import { addMoney, cost, minQuantity, mulDiv, NO_MONEY, PRICE_ONE, subtractMoney, toMoney } from '@arbees/core'
import type { KalshiFeeRule } from './fees.ts'
import { BALANCE_STEP, tradeFee } from './fees.ts'
import type { KalshiLedger, KalshiMarket, KalshiMember, KalshiOrder } from './world.ts'
import { feesOf, holdingOf, ledgerOf } from './world.ts'

/** Returns the cash on a shard. */
export function cashOf(ledger: KalshiLedger, shard: number): Money {
  return ledger.cash.get(shard) ?? NO_MONEY
}

/** Adds cash to a shard, or takes it away. */
export function moveCash(ledger: KalshiLedger, shard: number, change: Money): void {
  ledger.cash.set(shard, addMoney(cashOf(ledger, shard), change))
}

/** What a fill closes of what is held against it, and what it opens. */
function partsOf(held: Quantity, side: Side, quantity: Quantity): { closing: Quantity; opening: Quantity } {
  const against = side === 'bid' ? -held : held
  const closing = minQuantity(Math.max(0, against) as Quantity, quantity)
  return { closing, opening: (quantity - closing) as Quantity }
}

/** Returns the price of what a side buys: YES for a bid, NO for an ask. */
export function outcomePrice(side: Side, yesPrice: Price): Price {
  return (side === 'bid' ? yesPrice : PRICE_ONE - yesPrice) as Price
}

/** Returns what a fill brings before fees; negative for what it costs. */
export function revenueOf(held: Quantity, side: Side, yesPrice: Price, quantity: Quantity): Money {
  const { closing, opening } = partsOf(held, side, quantity)
  const paid = outcomePrice(side, yesPrice)
  return subtractMoney(cost((PRICE_ONE - paid) as Price, closing), cost(paid, opening))
}

/** Books the contracts of a fill; returns how much open interest it added (negative: took away). */
export function bookContracts(
  ledger: KalshiLedger,
  market: KalshiMarket,
  side: Side,
  yesPrice: Price,
  quantity: Quantity,
): Quantity {
  const holding = holdingOf(ledger, market.ticker)
  const { closing, opening } = partsOf(holding.quantity, side, quantity)
  const paid = outcomePrice(side, yesPrice)
  if (closing > 0) {
    const held = Math.abs(holding.quantity) as Quantity
    const costOut = toMoney(mulDiv(holding.cost, closing, held, 'floor'))
    const proceeds = cost((PRICE_ONE - paid) as Price, closing)
    holding.cost = subtractMoney(holding.cost, costOut)
    holding.realized = addMoney(holding.realized, subtractMoney(proceeds, costOut))
  }
  holding.cost = addMoney(holding.cost, cost(paid, opening))
  const before = Math.max(0, holding.quantity)
  holding.quantity = (holding.quantity + (side === 'bid' ? quantity : -quantity)) as Quantity
  holding.traded = addMoney(holding.traded, cost(paid, quantity))
  holding.volume = (holding.volume + quantity) as Quantity
  return (Math.max(0, holding.quantity) - before) as Quantity
}

/** A resting order, or one about to be, as reservations see it. */
export type Claim = { readonly side: Side; readonly limit: Price; readonly quantity: Quantity }

/** Returns a bound of the fee of a claim that rests. */
function makerFeeBound(rule: KalshiFeeRule, claim: Claim): number {
  return tradeFee(rule, claim.limit, claim.quantity, 'maker') + BALANCE_STEP
}

/**
 * Returns what resting orders could cost at most, when `held` is held: what is held closes the
 * cheapest of them, though the market would close the dearest.
 */
export function reservationOf(rule: KalshiFeeRule, held: Quantity, claims: readonly Claim[]): Money {
  let sum = 0
  for (const side of ['bid', 'ask'] as const) {
    let covered = Math.max(0, side === 'bid' ? -held : held)
    const ranked = claims
      .filter((claim) => claim.side === side)
      .sort((a, b) => outcomePrice(side, a.limit) - outcomePrice(side, b.limit))
    for (const claim of ranked) {
      const closing = Math.min(covered, claim.quantity)
      covered -= closing
      sum += cost(outcomePrice(side, claim.limit), (claim.quantity - closing) as Quantity)
      sum += makerFeeBound(rule, claim)
    }
  }
  return toMoney(sum)
}

/** Returns a member's resting orders in a market, of one subaccount. */
export function restingIn(member: KalshiMember, subaccount: number, market: KalshiMarket): readonly KalshiOrder[] {
  const found: KalshiOrder[] = []
  for (const order of member.resting.values()) {
    if (order.market === market && order.subaccount === subaccount) found.push(order)
  }
  return found
}

/** Returns an order as a claim. */
export function claimOf(order: KalshiOrder): Claim {
  return { side: order.side, limit: order.limit, quantity: order.remaining }
}

/** Brings a market's reservation up to date. */
export function renewReservation(member: KalshiMember, subaccount: number, market: KalshiMarket): void {
  if (member.isHouse) return
  const ledger = ledgerOf(member, subaccount)
  const claims = restingIn(member, subaccount, market).map(claimOf)
  if (claims.length === 0) {
    ledger.reserved.delete(market.ticker)
    return
  }
  const held = ledger.holdings.get(market.ticker)?.quantity ?? (0 as Quantity)
  ledger.reserved.set(market.ticker, reservationOf(feesOf(market), held, claims))
}

/** Returns what a shard's resting orders could cost, one market left out. */
export function reservedOn(
  ledger: KalshiLedger,
  shardOf: (ticker: string) => number | undefined,
  shard: number,
  except?: string,
): Money {
  let sum = 0
  for (const [ticker, amount] of ledger.reserved) {
    if (ticker !== except && shardOf(ticker) === shard) sum += amount
  }
  return toMoney(sum)
}

/**
 * Says whether a member can pay for an order: filled whole at once at its limit, and, when it may
 * rest, resting whole.
 */
export function canAfford(
  member: KalshiMember,
  subaccount: number,
  market: KalshiMarket,
  order: Claim & { readonly mayRest: boolean; readonly replaces?: KalshiOrder },
  shardOf: (ticker: string) => number | undefined,
): boolean {
  if (member.isHouse) return true
  const rule = feesOf(market)
  const ledger = ledgerOf(member, subaccount)
  const held = ledger.holdings.get(market.ticker)?.quantity ?? (0 as Quantity)
  const others = restingIn(member, subaccount, market)
    .filter((one) => one !== order.replaces)
    .map(claimOf)
  const free = cashOf(ledger, market.shard) - reservedOn(ledger, shardOf, market.shard, market.ticker)
  const { side, limit, quantity } = order
  // Each level rounds by itself; the accumulator gives all but one step of it back.
  const fee = tradeFee(rule, limit, quantity, 'taker') + 2 * BALANCE_STEP
  const after = (held + (side === 'bid' ? quantity : -quantity)) as Quantity
  const taken = free + revenueOf(held, side, limit, quantity) - fee - reservationOf(rule, after, others)
  if (taken < 0) return false
  return !order.mayRest || free >= reservationOf(rule, held, [...others, order])
}
