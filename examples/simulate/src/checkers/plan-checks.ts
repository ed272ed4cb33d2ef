/*
 * A trade against the plan that was approved: the same markets, the same outcomes, no more of them
 * and for no more money; and repairs that stay on their own leg.
 */
import type { JournalRecord, OrderIntent, Plan, TradeIntended } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import type { Violations } from './violation.ts'
import type { Witness } from './witness.ts'

/** What the checks need. */
export type PlanCheck = {
  readonly record: JournalRecord
  readonly witness: Witness
  /** The plans of this life that were opened, by the numbers of their trades. */
  readonly plans: ReadonlyMap<number, Plan>
  /** The plan that was handed over last. */
  readonly proposed: Plan | undefined
  readonly now: Micros
  readonly violations: Violations
}

function checkOpening(
  { plans, proposed, now, violations }: PlanCheck,
  { name, legs, trade, bound }: TradeIntended,
): void {
  // What is not synced is written while the executor opens the plan, before it has told the number.
  const plan = plans.get(trade) ?? (proposed?.name === name ? proposed : undefined)
  if (plan === undefined) {
    violations.add('legs-as-planned', now, `trade ${trade} is of ${name}, and no such plan was opened`)
    return
  }
  if (legs.length !== plan.legs.length) {
    violations.add('legs-as-planned', now, `trade ${trade} has ${legs.length} legs, its plan ${plan.legs.length}`)
  }
  for (const [index, intent] of legs.entries()) {
    const leg = plan.legs[index]
    if (leg === undefined) continue
    const isSame = intent.market === leg.market && intent.outcome === leg.outcome && intent.action === 'buy'
    if (!isSame) {
      const found = `${intent.action} ${intent.outcome} of ${intent.market}`
      violations.add(
        'legs-as-planned',
        now,
        `leg ${index} of trade ${trade} is ${found}, planned ${leg.outcome} of ${leg.market}`,
      )
    }
    if (intent.quantity <= leg.quantity && intent.costMax <= leg.costMax && intent.limit <= leg.limit) continue
    const found = `${intent.quantity} at ${intent.limit} for ${intent.costMax}`
    violations.add(
      'none-beyond-limits',
      now,
      `leg ${index} of trade ${trade} asks for ${found}: more than was approved`,
    )
  }
  if (bound.quantity > plan.bound.quantity || bound.money > plan.bound.money) {
    violations.add('none-beyond-limits', now, `the bound of trade ${trade} is wider than its plan's`)
  }
}

function checkRepair({ witness, now, violations }: PlanCheck, trade: number, leg: number, intent: OrderIntent): void {
  const first = witness.trades.get(trade)?.intended.legs[leg]
  if (first === undefined) {
    violations.add('legs-as-planned', now, `${intent.order} is for leg ${leg} of trade ${trade}, which is not there`)
    return
  }
  if (intent.market === first.market && intent.outcome === first.outcome) return
  const found = `${intent.action} ${intent.outcome} of ${intent.market}`
  violations.add(
    'legs-as-planned',
    now,
    `a repair of leg ${leg} of trade ${trade} is ${found}; the leg is ${first.outcome} of ${first.market}`,
  )
}

/** Checks a record that means orders. */
export function checkPlanned(check: PlanCheck): void {
  const { record } = check
  // What is sold because somebody asked for it has no plan.
  if (record.type === 'trade.intended' && record.opportunityType !== null) checkOpening(check, record)
  if (record.type === 'order.intended') checkRepair(check, record.trade, record.leg, record.intent)
}
