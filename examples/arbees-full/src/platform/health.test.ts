import { createRealClock } from '@arbees/transport'
import { expect, test } from 'vitest'
import { createHealth, serveHealth } from './health.ts'
import { createMetrics } from './metrics.ts'

test('a process is ready when everything it depends on answers now, and says what does not', async () => {
  const health = createHealth(createRealClock())
  const metrics = createMetrics()
  let isThere = true
  health.addCheck('store', () => isThere)
  health.addCheck('api.venue', () => {
    if (!isThere) throw new Error('gone')
    return true
  })
  metrics.counter('arbees_seen_total', 'Seen.')(2)
  const server = await serveHealth(health, metrics, { host: '127.0.0.1', port: 0 })
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`)
    return { status: answer.status, body: await answer.text() }
  }
  expect(await get('/healthz')).toEqual({ status: 200, body: '{"status":"ok"}' })
  expect(await get('/readyz')).toMatchObject({ status: 200 })
  expect((await get('/metrics')).body).toContain('arbees_seen_total 2')
  isThere = false
  const { status, body } = await get('/readyz')
  expect(status).toBe(503)
  expect(JSON.parse(body)).toEqual({ status: 'not ready', checks: { store: false, 'api.venue': false } })
  expect(await health.ask('api.')).toEqual({ 'api.venue': false })
  expect((await get('/else')).status).toBe(404)
  await server.close()
})

test('a dependency that does not answer within two seconds is one that does not answer', async () => {
  const health = createHealth(createRealClock())
  health.addCheck('silent', () => new Promise<boolean>(() => undefined))
  expect(await health.ask()).toEqual({ silent: false })
  health.saw('game-shard', 'quote.changed')
  expect(Object.keys(health.lastSeen('game-shard'))).toEqual(['quote.changed'])
})
