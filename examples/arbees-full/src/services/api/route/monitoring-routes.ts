import { z } from 'zod'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import type { Routes } from '../server-parts.ts'
import type { ServiceView } from '../view/oversight-view.ts'
import { alertView, healthView, overviewView } from '../view/oversight-view.ts'
import { wholeField } from './query-fields.ts'

function statusOf(isDatabaseUp: boolean, services: readonly ServiceView[]): 'healthy' | 'degraded' | 'unhealthy' {
  if (!isDatabaseUp || services.some(({ status }) => status === 'silent')) return 'unhealthy'
  return services.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded'
}

/** Adds what is asked of the system itself. */
export const monitoringRoutes: Routes = (app, { state, store, feed, metrics }) => {
  app.get(
    '/health',
    { schema: { summary: 'Whether the API is alive', response: { 200: z.object({ status: z.literal('ok') }) } } },
    () => ({ status: 'ok' as const }),
  )
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.text()),
  )
  app.get(
    '/api/overview',
    { schema: { summary: 'The whole in one answer', response: { 200: overviewView } } },
    state.overview,
  )
  app.get(
    '/api/monitoring/health',
    { schema: { summary: 'Every service, as its last heartbeat told it', response: { 200: healthView } } },
    async () => {
      const services = [...state.oversight.services(state.now())]
      const database = await store.isReachable()
      return {
        status: statusOf(database, services),
        timestamp: formatInstant(state.now()),
        database,
        websocket_clients: feed.clients(),
        services,
      }
    },
  )
  app.get(
    '/api/monitoring/alerts',
    {
      schema: {
        summary: 'What was raised, newest first',
        querystring: z.strictObject({ limit: wholeField(50, 1, 500) }),
        response: { 200: z.array(alertView) },
      },
    },
    ({ query: { limit } }) => state.oversight.alerts().slice(0, limit),
  )
}
