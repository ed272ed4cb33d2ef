/*
 * The promises about one trade, checked whenever a venue's record or the journal has changed.
 */
import type { JournalState, JournalTrade } from '@arbees/arb-engine'
import { tradeExposure } from '@arbees/arb-engine'
import type { Micros, Money, Quantity } from '@arbees/core'
import { LOT } from '@arbees/core'
import type { Violations } from './violation.ts'
import type { WitnessedTrade } from './witness.ts'
import { trueExposure } from './witness.ts'

/** What a check of a trade needs. */
export type TradeCheck = {
  readonly trade: WitnessedTrade
  readonly journal: JournalState
  readonly now: Micros
  readonly violations: Violations
}

/** Notes how far and how long a trade stands one-sided, and wants it within its bound. */
function checkBound({ trade, now, violations }: TradeCheck): void {
  const { quantity, money, legs } = trueExposure(trade)
  const { bound, trade: number } = trade.intended
  trade.worst = {
    quantity: Math.max(trade.worst.quantity, quantity) as Quantity,
    // Money at risk counts while contracts stand one-sided: a hedged trade that costs more than it pays is a loss.
    money: Math.max(trade.worst.money, quantity >= LOT ? money : 0) as Money,
  }
  if (quantity >= LOT) trade.unevenSince ??= now
  else if (trade.unevenSince !== undefined) {
    trade.unevenMicros = Math.max(trade.unevenMicros, now - trade.unevenSince)
    trade.unevenSince = undefined
  }
  if (quantity > bound.quantity) {
    const found = `trade ${number} holds ${legs.join(' and ')}, one-sided by ${quantity}`
    violations.add('bounded-exposure', now, `${found} micro-contracts, its bound is ${bound.quantity}`)
  }
  if (money > bound.money) {
    violations.add(
      'bounded-exposure',
      now,
      `trade ${number} may lose ${money} micro-dollars, its bound is ${bound.money}`,
    )
  }
}

/** What the venue may still take back on a leg, as the journal knows. */
function unsettledOn({ orders }: JournalTrade, leg: number): { readonly buys: number; readonly sales: number } {
  const sum = { buys: 0, sales: 0 }
  for (const order of orders) {
    if (order.leg !== leg) continue
    for (const { stage, quantity } of order.fills) {
      if (stage !== 'confirmed' && stage !== 'failed') sum[order.action === 'buy' ? 'buys' : 'sales'] += quantity
    }
  }
  return sum
}

/** Wants the journal to say of each leg what may be true of it. */
function checkVisible({ trade, journal, now, violations }: TradeCheck): void {
  const known = journal.trades.get(trade.intended.trade)
  // A trade that is over and forgotten was checked when it ended.
  if (known === undefined) return
  const { legs } = tradeExposure(known)
  const held = trueExposure(trade).legs
  for (const [leg, { low, high }] of legs.entries()) {
    const found = held[leg] ?? 0
    const { buys, sales } = unsettledOn(known, leg)
    if (found <= high + sales && found >= low - buys) continue
    const said = `from ${low} to ${high} micro-contracts, unsettled purchases of ${buys} and sales of ${sales}`
    violations.add(
      'visible',
      now,
      `leg ${leg} of trade ${trade.intended.trade}: the journal says ${said}; the venue ${found}`,
    )
  }
}

/** Checks a trade. */
export function checkTrade(check: TradeCheck): void {
  checkBound(check)
  checkVisible(check)
}
