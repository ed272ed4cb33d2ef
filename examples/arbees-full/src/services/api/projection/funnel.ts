import { parseMoney } from '@arbees/core'
import type { FunnelView, OpportunityView } from '../view/opportunity-view.ts'

type Stage = FunnelView['reasons'][number]['stage']

function reasonsOf(opportunities: readonly OpportunityView[]): FunnelView['reasons'] {
  const counts = new Map<string, FunnelView['reasons'][number]>()
  for (const { status, refusal } of opportunities) {
    if (refusal === null) continue
    const stage: Stage = status === 'refused' ? 'decision' : 'execution'
    const key = `${stage} ${refusal.reason}`
    const before = counts.get(key)?.count ?? 0
    counts.set(key, { stage, reason: refusal.reason, count: before + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

function typesOf(opportunities: readonly OpportunityView[]): FunnelView['by_type'] {
  const types = new Map<OpportunityView['opportunity_type'], FunnelView['by_type'][number]>()
  for (const { opportunity_type: type, status } of opportunities) {
    const { generated, filled } = types.get(type) ?? { generated: 0, filled: 0 }
    const now = { generated: generated + 1, filled: filled + (status === 'filled' ? 1 : 0) }
    types.set(type, { opportunity_type: type, ...now })
  }
  return [...types.values()].sort((a, b) => b.generated - a.generated)
}

/** Returns how far opportunities came, and what stopped the others. They are given the newest first. */
export function funnelOf(opportunities: readonly OpportunityView[]): FunnelView {
  const count = (status: OpportunityView['status']) => opportunities.filter((one) => one.status === status).length
  const best = opportunities.reduce<OpportunityView | undefined>(
    (most, one) => (most === undefined || parseMoney(one.edge) > parseMoney(most.edge) ? one : most),
    undefined,
  )
  return {
    since: opportunities.at(-1)?.created_at ?? null,
    generated: opportunities.length,
    refused: count('refused'),
    requested: count('requested'),
    not_executed: count('not_executed'),
    filled: count('filled'),
    unfilled: count('unfilled'),
    open: count('open'),
    reasons: reasonsOf(opportunities),
    by_type: typesOf(opportunities),
    max_edge: best?.edge ?? null,
  }
}
