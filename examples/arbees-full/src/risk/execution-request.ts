import type { Approved, Plan } from '@arbees/arb-engine'
import { mulDiv } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'

type Signal = MessageOf<'signal.generated'>

/** Returns the request for an approved plan: named after its signal, so that one signal is executed once. */
export function requestOf(signal: Signal, plan: Approved<Plan>): SpokenOf<'execution.requested'> {
  const bound = plan.legs.reduce((sum, { quoted }) => sum + quoted.cost + quoted.fee, 0)
  return {
    request: `request-${signal.signal}`.slice(0, 200),
    signal: signal.signal,
    game: signal.game,
    purpose: 'entry',
    closes: null,
    plan: {
      ...plan,
      legs: plan.legs.map((leg) => ({ ...leg, action: 'buy' as const })),
      edge: { ...plan.edge, locked: [...plan.edge.locked] },
    },
    reservation: plan.name,
    edgeBps: bound === 0 ? 0 : mulDiv(plan.edge.net, 10_000, bound, 'floor'),
    causedAt: signal.causedAt,
  }
}
