/* Whether everything ran for the whole span, and nobody had to help. */
import { coverageOf } from './coverage.ts'
import type { Evidence, Life } from './evidence.ts'
import type { Verdict } from './verdict.ts'

/** Lives that began within the span although their instance had lived before: it was started again. */
export function restartsOf({ lives, since }: Pick<Evidence, 'lives' | 'since'>): readonly Life[] {
  return lives.filter(
    ({ instance, startedAt }) =>
      startedAt > since && lives.some((other) => other.instance === instance && other.startedAt < startedAt),
  )
}

/** Says whether the services ran through the span: as far as the database tells, which is without memory and processor. */
export function judgeStability(evidence: Evidence): Verdict {
  const { alarms, lives, since } = evidence
  const coverage = coverageOf(evidence)
  const restarts = restartsOf(evidence).length
  const silent = alarms.filter(({ kind, state }) => kind === 'service-health' && state === 'silent').length
  const byHand = alarms.filter(({ kind }) => kind === 'emergency-stop').length
  const figures =
    `${coverage.recordedHours} of ${coverage.ofHours} h on record, longest silence ${coverage.longestSilenceHours} h; ` +
    `${restarts} restarts, ${silent} services fell silent, ${byHand} emergency stops`
  const about = { name: 'Stability', found: figures } as const
  if (restarts > 0 || silent > 0 || byHand > 0) return { ...about, holds: 'no' }
  const missing = [
    ...(coverage.isWhole ? [] : [`nothing was written for longer than an hour`]),
    ...(lives.some(({ startedAt }) => startedAt <= since) ? [] : ['no process is known to have run since before']),
  ]
  if (missing.length === 0) return { ...about, holds: 'yes' }
  return { ...about, holds: 'not proven', found: `${figures}; missing: ${missing.join(', ')}` }
}
