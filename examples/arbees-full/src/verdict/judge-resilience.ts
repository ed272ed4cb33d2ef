/*
 * Whether what went wrong mended itself. What is on record: services that fell silent or worked without something and came
 * back, faults, differences between ledger and venue, orders that a venue refused because it was asked too often.
 */
import { coverageOf } from './coverage.ts'
import type { Alarm, Evidence } from './evidence.ts'
import { restartsOf } from './judge-stability.ts'
import { ORDERS_NEEDED } from './orders-needed.ts'
import type { Verdict } from './verdict.ts'

const TROUBLES: ReadonlySet<string> = new Set(['fault', 'reconciliation', 'breaker'])

/** Returns how many troubles of services there were, and of which instances the last word is not that they are well. */
function healthOf(alarms: readonly Alarm[]): { readonly troubles: number; readonly unwell: number } {
  const last = new Map<string, string>()
  let troubles = 0
  for (const { kind, instance, state } of alarms) {
    if (kind !== 'service-health' || instance === null || state === null) continue
    last.set(instance, state)
    if (state !== 'well') troubles += 1
  }
  return { troubles, unwell: [...last.values()].filter((state) => state !== 'well').length }
}

/** Says whether every trouble on record has ended by itself. Dead letters and open breakers without an alert are not in the database. */
export function judgeResilience(evidence: Evidence): Verdict {
  const { alarms, orders } = evidence
  const { troubles, unwell } = healthOf(alarms)
  const unmended = alarms.filter(({ kind }) => TROUBLES.has(kind)).length
  const figures =
    `${troubles} troubles of services, ${unwell} last; ${restartsOf(evidence).length} restarts; ` +
    `${unmended} faults, breakers and differences with a venue; ${orders.rateLimited} orders refused for their rate`
  const about = { name: 'Resilience', found: figures } as const
  if (unwell > 0 || unmended > 0 || orders.rateLimited > 0) return { ...about, holds: 'no' }
  const { isWhole, recordedHours, ofHours } = coverageOf(evidence)
  const missing = [
    ...(isWhole ? [] : [`all but ${recordedHours} of ${ofHours} h`]),
    ...(orders.sent >= ORDERS_NEEDED ? [] : [`${ORDERS_NEEDED - orders.sent} orders`]),
  ]
  if (missing.length === 0) return { ...about, holds: 'yes' }
  return { ...about, holds: 'not proven', found: `${figures}; missing: ${missing.join(', ')}` }
}
