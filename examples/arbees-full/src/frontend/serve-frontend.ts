/*
 * The dashboard as a server of its own: the pages from here, everything that is live from the API behind it. The pages
 * also come while the API is away, and say so.
 */
import { get } from 'node:http'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Dashboard } from '../services/api/dashboard-files.ts'
import { PAGE_HEADERS } from '../services/api/page-headers.ts'
import { dashboardRoutes } from '../services/api/route/dashboard-routes.ts'
import type { App } from '../services/api/server-parts.ts'
import { forward, forwardUpgrade } from './forward.ts'

/** Settings of `serveFrontend`. */
export type FrontendOptions = {
  readonly host: string
  readonly port: number
  readonly api: URL
  readonly dashboard: Dashboard
}

const ANSWER_WITHIN_MS = 2_000
/** The API answers to names of loopback alone, as browsers on this machine use them. */
const LOOPBACK = { host: 'localhost' }

/** Says whether the API is alive. */
function isThere(api: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(new URL('/health', api), { timeout: ANSWER_WITHIN_MS, headers: LOOPBACK }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
  })
}

/** Serves until it is closed. */
export async function serveFrontend({ host, port, api, dashboard }: FrontendOptions): Promise<() => Promise<void>> {
  const app: App = Fastify({ forceCloseConnections: true }).withTypeProvider<ZodTypeProvider>()
  app.addHook('onRequest', async (_request, reply) => void reply.headers(PAGE_HEADERS))
  // Bodies are passed on unread.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.route({
    method: ['GET', 'POST'],
    url: '/api/*',
    handler: (request, reply) => {
      reply.hijack()
      forward(api, request.raw, reply.raw)
    },
  })
  app.get('/readyz', async (_request, reply) => {
    const checks = { api: await isThere(api), pages: (await dashboard.state()).type === 'ready' }
    const isReady = Object.values(checks).every(Boolean)
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks })
  })
  dashboardRoutes(app, { dashboard })
  app.server.on('upgrade', (request, socket, head) => forwardUpgrade(api, request, socket, head))
  await app.listen({ host, port })
  return async () => {
    await app.close()
  }
}
