import type { LateReason } from '@arbees/arb-engine'
import type { MessageOf } from '../messages/topics.ts'

/** Why a request is not executed, as messages say it. */
export type RefusedReason = MessageOf<'execution.refused'>['reason']

/** What each reason of the executor is called in messages. */
export const REFUSED_REASONS: Readonly<Record<LateReason, RefusedReason>> = {
  over: 'stopped',
  journal: 'blocked',
  stopped: 'stopped',
  halted: 'blocked',
  expired: 'expired',
  discontinuous: 'discontinuous',
  'edge-gone': 'below-edge',
  'in-flight': 'duplicate',
  'market-unknown': 'market-closed',
  'market-rules': 'market-closed',
  closing: 'market-closed',
  window: 'market-closed',
  'in-doubt': 'in-doubt',
  bound: 'limit',
  limits: 'limit',
  rate: 'limit',
  'first-unfilled': 'below-edge',
  'first-partial': 'below-edge',
}
