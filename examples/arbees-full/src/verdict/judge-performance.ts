import type { Evidence } from './evidence.ts'
import { ORDERS_NEEDED } from './orders-needed.ts'
import type { Verdict } from './verdict.ts'

/** What the operators' checklist asks from a game update or a book to the placing of its order. */
const P95_MAX_MS = 200

/** Says whether orders leave soon after what caused them. */
export function judgePerformance({ latency: { entries, p95Ms } }: Evidence): Verdict {
  const figures = `p95 ${p95Ms ?? '–'} ms from cause to order, below ${P95_MAX_MS} is asked; ${entries} entries`
  const about = { name: 'Performance', found: figures } as const
  if (p95Ms === null || entries < ORDERS_NEEDED) {
    return { ...about, holds: 'not proven', found: `${figures}; missing: ${ORDERS_NEEDED - entries} entries` }
  }
  return { ...about, holds: Number(p95Ms) < P95_MAX_MS ? 'yes' : 'no' }
}
