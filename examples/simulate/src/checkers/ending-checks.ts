/*
 * That every trade has ended, and ended as it says, when all has come to rest.
 */
import type { JournalState, TradeEnding } from '@arbees/arb-engine'
import { tradeExposure } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import { mulDiv } from '@arbees/core'
import { LIMITS } from '../trader/limits.ts'
import type { Violations } from './violation.ts'
import type { Witness, WitnessedTrade } from './witness.ts'
import { flowOf, trueExposure } from './witness.ts'

/** What the check needs. */
export type EndingCheck = {
  readonly witness: Witness
  readonly journal: JournalState
  /** How the trades that are over ended, by the journal's last word. */
  readonly endings: ReadonlyMap<number, TradeEnding>
  /** Trades that somebody was called about. */
  readonly alerted: ReadonlySet<number>
  readonly now: Micros
  readonly violations: Violations
}

function checkOpen({ journal, alerted, now, violations }: EndingCheck): void {
  for (const known of journal.trades.values()) {
    const { trade, ending, orders } = known
    if (ending === null) {
      const stands = orders.map(({ order, status, filled }) => `${order} ${status} ${filled}`).join(', ')
      const { quantity } = tradeExposure(known)
      violations.add('ending', now, `trade ${trade} is still open, one-sided by up to ${quantity}: ${stands}`)
    }
    if (ending === 'halted' && !alerted.has(trade)) {
      violations.add('ending', now, `trade ${trade} is halted (${known.reason}), and nobody was called`)
    }
  }
}

/** What was paid for the contracts that a trade holds on one side only. */
function worthOfExcess(trade: WitnessedTrade): number {
  const { legs } = trueExposure(trade)
  const least = Math.min(...legs)
  let worth = 0
  for (const [leg, held] of legs.entries()) {
    let bought = 0
    let paid = 0
    for (const order of trade.orders) {
      if (order.leg !== leg || order.intent.action !== 'buy') continue
      const flow = flowOf(order)
      bought += flow.held
      paid += flow.spent
    }
    if (held > least && bought > 0) worth += mulDiv(paid, held - least, bought, 'ceil')
  }
  return worth
}

function checkEven({ endings, now, violations }: EndingCheck, trade: WitnessedTrade): void {
  const { trade: number, legs } = trade.intended
  const ending = endings.get(number)
  if (legs.length === 1 || (ending !== 'hedged' && ending !== 'flattened')) return
  const worth = worthOfExcess(trade)
  if (worth <= LIMITS.dustMax) return
  const held = trueExposure(trade).legs.join(' and ')
  violations.add('ending', now, `trade ${number} ended ${ending} and holds ${held}: ${worth} micro-dollars on one side`)
}

function checkFilled({ now, violations }: EndingCheck, { intended, orders }: WitnessedTrade): void {
  for (const { intent, fills } of orders) {
    const filled = [...fills.values()].reduce((sum, fill) => sum + fill.quantity, 0)
    const { order, quantity, most = quantity } = intent
    if (filled <= most) continue
    violations.add('legal-status', now, `${order} of trade ${intended.trade} filled ${filled} of at most ${most}`)
  }
}

/** Checks that every trade is hedged, flattened, or halted and somebody knows. */
export function checkEndings(check: EndingCheck): void {
  checkOpen(check)
  for (const trade of check.witness.trades.values()) {
    checkEven(check, trade)
    checkFilled(check, trade)
  }
}
