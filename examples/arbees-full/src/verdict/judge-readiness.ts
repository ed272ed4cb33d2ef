import type { Evidence } from './evidence.ts'
import { judgeExecution } from './judge-execution.ts'
import { judgePerformance } from './judge-performance.ts'
import { judgeProfitability } from './judge-profitability.ts'
import { judgeResilience } from './judge-resilience.ts'
import { judgeStability } from './judge-stability.ts'
import type { Verdict } from './verdict.ts'

/** Returns the five lines by which the operators' checklist calls a deployment ready. */
export function judgeReadiness(evidence: Evidence): readonly Verdict[] {
  return [judgeStability, judgeExecution, judgePerformance, judgeResilience, judgeProfitability].map((judge) =>
    judge(evidence),
  )
}
