import fastifyStatic from '@fastify/static'
import { ApiError } from '../api-error.ts'
import type { App, ServerParts } from '../server-parts.ts'

const HTML = 'text/html; charset=utf-8'

function page(sentence: string): string {
  const text = sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Arbees</title>
<style>body{font:16px system-ui;margin:3rem;color-scheme:light dark}pre{white-space:pre-wrap}</style></head>
<body><pre>${text}</pre></body></html>`
}

/** Adds the pages: whatever is asked that is no route of the API. */
export function dashboardRoutes(app: App, { dashboard }: Pick<ServerParts, 'dashboard'>): void {
  app.register(fastifyStatic, { root: import.meta.dirname, serve: false })
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    if (path.startsWith('/api/')) throw new ApiError(404, 'unknown-route', `no route GET ${path}`)
    const found = await dashboard.state()
    if (found.type === 'failed')
      return reply
        .code(503)
        .type(HTML)
        .send(page(`The dashboard could not be built.\n\n${found.reason}`))
    // What is under assets/ has its content in its name.
    const isNamedByContent = path.startsWith('/assets/')
    const caching = isNamedByContent ? { maxAge: '30d', immutable: true } : { maxAge: 0 }
    return reply.sendFile(path === '/' ? 'index.html' : decodeURIComponent(path.slice(1)), found.folder, caching)
  })
}
