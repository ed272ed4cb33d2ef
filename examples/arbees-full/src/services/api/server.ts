/*
 * The API as a web server: routes out of the state, one form of refusal, a description of itself, and the
 * WebSocket.
 */

import fastifySwagger from '@fastify/swagger'
import fastifyWebsocket from '@fastify/websocket'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { StoreError } from '../../platform/store/store.ts'
import { ApiError } from './api-error.ts'
import { PAGE_HEADERS } from './page-headers.ts'
import { controlRoutes } from './route/control-routes.ts'
import { dashboardRoutes } from './route/dashboard-routes.ts'
import { gameHistoryRoute } from './route/game-history-route.ts'
import { gameRoutes } from './route/game-routes.ts'
import { moneyRoutes } from './route/money-routes.ts'
import { monitoringRoutes } from './route/monitoring-routes.ts'
import { opportunityRoutes } from './route/opportunity-routes.ts'
import { tradingRoutes } from './route/trading-routes.ts'
import type { App, ServerParts } from './server-parts.ts'

const ROUTES = [
  monitoringRoutes,
  gameRoutes,
  gameHistoryRoute,
  opportunityRoutes,
  tradingRoutes,
  moneyRoutes,
  controlRoutes,
]

/** A body is a reason and a few words; more is a mistake. */
const BODY_BYTES_MAX = 16_384

type Refusal = { readonly status: number; readonly code: string; readonly sentence: string }

function statusOf(error: unknown): number {
  const status = (error as { readonly statusCode?: unknown }).statusCode
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

/** Returns what a client is told of an error: one sentence, and of ours nothing. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof ApiError) return { status: error.statusCode, code: error.code, sentence: error.message }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validationContext ?? 'request'
    const problems = error.validation.map(({ instancePath, message }) => {
      const field = instancePath.replace(/^\//, '').replaceAll('/', '.')
      return field === '' ? (message ?? 'invalid') : `${field}: ${message}`
    })
    return { status: 400, code: 'invalid', sentence: `${where}: ${problems.join('; ')}` }
  }
  if (error instanceof StoreError && error.isTransient) {
    return { status: 503, code: 'store', sentence: 'the database does not answer now' }
  }
  const status = statusOf(error)
  const sentence = status === 500 ? 'it failed here; the log says more' : (error as Error).message
  return { status, code: status === 500 ? 'fault' : 'refused', sentence }
}

function addWebSocket(app: App, { feed, state, log }: ServerParts): void {
  app.get('/ws', { websocket: true, schema: { hide: true } }, (socket) => {
    const leave = feed.join({
      send: (text) => socket.send(text),
      waitingBytes: () => socket.bufferedAmount,
    })
    const overview = { type: 'overview', data: state.overview() } as const
    socket.send(JSON.stringify({ type: 'batch', dropped: 0, messages: [overview] }))
    // Clients have nothing to say.
    socket.on('message', () => socket.close(1008, 'this socket only tells'))
    socket.on('error', (error) => log('debug', 'a client was lost', { reason: error.message }))
    socket.on('close', leave)
  })
}

/** Returns the server, not listening yet. */
export async function createServer(parts: ServerParts): Promise<App> {
  const { guard, log, metrics } = parts
  const app: App = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const observe = metrics.seconds('arbees_api_seconds', 'Time to answer a request', ['route', 'status'])
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(PAGE_HEADERS)
    guard.checkOrigin(request)
  })
  app.addHook('onResponse', async ({ routeOptions: { url = 'none' }, headers, raw }, reply) => {
    observe(reply.elapsedTime / 1_000, { route: url, status: String(reply.statusCode) })
    // A refused upgrade leaves a socket that no server closes any more, and the end would wait for it.
    if (headers.upgrade !== undefined && reply.statusCode >= 400) raw.socket.destroySoon()
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, code, sentence } = refusalOf(error)
    if (status === 500) log('error', 'a request failed', { url: request.url, reason: (error as Error).stack })
    return reply.code(status).send({ error: { code, sentence } })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: { code: 'unknown-route', sentence: `no route ${request.method} ${request.url}` } }),
  )
  await app.register(fastifySwagger, {
    openapi: {
      info: { title: 'Arbees', description: 'What a deployment of Arbees sees, does and holds.', version: '1' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(fastifyWebsocket, { options: { maxPayload: 1_024 } })
  app.after(() => {
    addWebSocket(app, parts)
    for (const add of ROUTES) add(app, parts)
    app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
    dashboardRoutes(app, parts)
  })
  await app.ready()
  return app
}
