import { parseDecimal } from '@arbees/core'
import { z } from 'zod'
import { opportunityType } from '../../../messages/scalars.ts'
import { funnelOf } from '../projection/funnel.ts'
import type { Routes } from '../server-parts.ts'
import type { OpportunityView } from '../view/opportunity-view.ts'
import { funnelView, opportunityStatus, opportunityView } from '../view/opportunity-view.ts'
import { percentField, platformField, sportField, wholeField } from './query-fields.ts'

const query = z.strictObject({
  min_edge: percentField.optional(),
  sport: sportField,
  platform: platformField,
  type: opportunityType.optional(),
  status: opportunityStatus.optional(),
  /** A reason for which it was refused. */
  reason: z.string().max(100).optional(),
  limit: wholeField(50, 1, 1_000),
})

function isAsked(one: OpportunityView, asked: z.output<typeof query>): boolean {
  const { min_edge: edgeMin, sport, platform, type, status, reason } = asked
  return (
    (edgeMin === undefined || parseDecimal(one.edge_pct, 2) >= edgeMin) &&
    (sport === undefined || one.sport === sport) &&
    (platform === undefined || one.legs.some((leg) => leg.platform === platform)) &&
    (type === undefined || one.opportunity_type === type) &&
    (status === undefined || one.status === status) &&
    (reason === undefined || one.refusal?.reason === reason)
  )
}

/** Adds what is asked of opportunities. */
export const opportunityRoutes: Routes = (app, { state }) => {
  app.get(
    '/api/opportunities',
    {
      schema: {
        summary: 'Opportunities that were seen, newest first, each with what became of it and why not',
        querystring: query,
        response: { 200: z.array(opportunityView) },
      },
    },
    ({ query: asked }) =>
      state.opportunities
        .list()
        .filter((one) => isAsked(one, asked))
        .slice(0, asked.limit),
  )
  app.get(
    '/api/opportunities/stats',
    { schema: { summary: 'How far opportunities came, and what stopped them', response: { 200: funnelView } } },
    () => funnelOf(state.opportunities.list()),
  )
}
