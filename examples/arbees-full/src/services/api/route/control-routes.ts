import { z } from 'zod'
import { sentence, venue } from '../../../messages/scalars.ts'
import type { Routes } from '../server-parts.ts'
import { controlView } from '../view/oversight-view.ts'

const BY = 'api'
const reason = z.strictObject({ reason: sentence.min(1, 'expected a reason, for whoever reads it later') })
const reasonAndVenues = z.strictObject({
  ...reason.shape,
  venues: z.array(venue).min(1).max(16).default(['kalshi', 'polymarket']),
})

/** Adds what changes something. Each route needs the token, and answers with how the stop stands then. */
export const controlRoutes: Routes = (app, { state, guard, control: { killSwitch, speak } }) => {
  const common = { response: { 200: controlView }, security: [{ token: [] }] }
  const guarded = { onRequest: async (request: Parameters<typeof guard.checkToken>[0]) => guard.checkToken(request) }
  app.get(
    '/api/control',
    { schema: { summary: 'Whether orders may leave', response: { 200: controlView } } },
    state.control,
  )
  app.post(
    '/api/control/stop',
    { ...guarded, schema: { ...common, summary: 'Emergency stop: no new order leaves', body: reason } },
    async ({ body }) => {
      // The stop itself first: it must hold also when nobody can be told.
      await killSwitch.stop()
      await speak({ type: 'stop', by: BY, reason: body.reason, at: state.now() })
      return state.control()
    },
  )
  app.post(
    '/api/control/resume',
    { ...guarded, schema: { ...common, summary: 'Let orders leave again', body: reason } },
    async ({ body }) => {
      await speak({ type: 'resume', by: BY, reason: body.reason, at: state.now() })
      await killSwitch.resume()
      return state.control()
    },
  )
  app.post(
    '/api/control/flatten',
    { ...guarded, schema: { ...common, summary: 'Sell all that is held, by bounded orders', body: reason } },
    async ({ body }) => {
      await speak({ type: 'flatten', by: BY, reason: body.reason, at: state.now() })
      return state.control()
    },
  )
  app.post(
    '/api/control/cancel-all',
    { ...guarded, schema: { ...common, summary: 'Cancel whatever may rest at venues', body: reasonAndVenues } },
    async ({ body: { reason: why, venues } }) => {
      await speak({ type: 'cancel-all', by: BY, venues, reason: why, at: state.now() })
      return state.control()
    },
  )
}
