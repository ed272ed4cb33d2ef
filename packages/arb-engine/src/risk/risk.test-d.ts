/*
 * Held by the type checker: nobody but risk makes an approved plan, and what leaves is approved.
 */
import type { Approved, Engine, OpenTrade, Plan, RiskDesk } from '../index.ts'

declare const plan: Plan
declare const desk: RiskDesk
declare const engine: Engine
declare const open: (approved: Approved<Plan>) => void

// @ts-expect-error a plan is not approved by being one
open(plan)
// @ts-expect-error nor by being copied from an approved one's fields
open({ ...plan, name: 'again' })
// @ts-expect-error the brand's name cannot be written down elsewhere
open({ ...plan, approved: true })
// @ts-expect-error a command carries an approved plan only
export const command: OpenTrade = { type: 'trade.open', plan }

for (const { plan: approved } of engine.decide(0 as never).commands) open(approved)
const verdict = desk.judge({} as never, 0 as never)
if (verdict.type === 'approved') open(verdict.plan)
// @ts-expect-error a refusal carries no plan
open(verdict.plan)
