/* Whether orders do what they are for: fill or end, and never leave a trade on one side. */
import type { Evidence } from './evidence.ts'
import { ORDERS_NEEDED } from './orders-needed.ts'
import type { Verdict } from './verdict.ts'

/** Of a hundred orders so many may be rejected by their venue: a market that closes meanwhile is nobody's fault. */
const REJECTED_MAX_PERCENT = 5

/** Says whether orders work: none left one-sided, hardly any rejected, some filled. Each is immediate-or-cancel by the table's own rule. */
export function judgeExecution({ orders, unbalancedLegs, halted }: Evidence): Verdict {
  const { sent, filled, rejected } = orders
  const share = sent === 0 ? '–' : `${((100 * filled) / sent).toFixed(1)} %`
  const figures = `${sent} orders, ${share} filled, ${rejected} rejected; ${unbalancedLegs} unbalanced legs, ${halted} halted trades`
  const about = { name: 'Execution', found: figures } as const
  if (unbalancedLegs > 0 || halted > 0) return { ...about, holds: 'no' }
  if (sent < ORDERS_NEEDED) {
    return { ...about, holds: 'not proven', found: `${figures}; missing: ${ORDERS_NEEDED - sent} orders` }
  }
  return { ...about, holds: filled > 0 && rejected * 100 <= sent * REJECTED_MAX_PERCENT ? 'yes' : 'no' }
}
