/*
 * The API, the notification service and analytics as they run, told an afternoon over a bus in memory.
 */
import { millis, toMicros } from '@arbees/core'
import { createRealClock } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { LiveFrame } from '../../src/services/api/view/live-message.ts'
import type { FaceWorld } from './face-world.ts'
import { startFace, TOKEN, until } from './face-world.ts'
import { gameNames, madeUpDay, signalOf } from './made-up-day.ts'

const now = createRealClock().now()
let face: FaceWorld
beforeAll(async () => {
  face = await startFace()
  for (const { topic, message } of madeUpDay(now)) await face.say(topic, message)
  await until('all is heard', async () => (await face.get('/api/overview')).body.funnel.generated === 24)
}, 60_000)
afterAll(() => face?.end())

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  face.get(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const REASON = { reason: 'a test' }

describe('the API', () => {
  test('tells games with both venues and the gap between them', async () => {
    const { status, body } = await face.get('/api/live-games?sport=nba')
    expect([status, body.length]).toEqual([200, 3])
    const game = body.find((one: { game_id: string }) => one.game_id === gameNames(0).game)
    expect(game).toMatchObject({
      home_team: 'Boston Celtics',
      away_team_abbrev: 'LAL',
      home_score: 71,
      time_remaining: '7:32',
      home_win_prob: 0.62,
      shard: 'game-shard/1',
      // Bought at 0.57 on one venue, sold at 0.595 on the other.
      best_gap: '0.025',
      refused_markets: [{ reason: 'a spread is another question' }],
    })
    expect(game.prices).toMatchObject([
      { platform: 'kalshi', yes_bid: '0.5600', yes_ask: '0.5700', yes_bid_size: '120.00', is_tradable: true },
      { platform: 'polymarket', yes_bid: '0.5950', yes_ask: '0.6050' },
    ])
    expect((await face.get('/api/live-games?sport=mlb')).body).toEqual([])
    expect((await face.get(`/api/live-games/${game.game_id}/state`)).body).toEqual(game)
    expect((await face.get(`/api/live-games/${game.game_id}/prices`)).body).toEqual(game.prices)
    expect((await face.get(`/api/live-games/${game.game_id}/history`)).body).toEqual([])
    expect((await face.get(`/api/live-games/${game.game_id}/signals`)).body).toHaveLength(8)
  })

  test('tells of each opportunity what became of it, and why not with the numbers', async () => {
    const { body: refused } = await face.get('/api/opportunities?status=refused&reason=below-edge&limit=1')
    expect(refused).toMatchObject([
      {
        opportunity_type: 'cross_platform_arb',
        market_title: expect.stringContaining(' at '),
        platform_buy: 'kalshi',
        platform_sell: 'polymarket',
        is_risk_free: true,
        refusal: { by: 'signal-processor', reason: 'below-edge', numbers: { edgeBps: 140, edgeMinBps: 200 } },
      },
    ])
    const { body: funnel } = await face.get('/api/opportunities/stats')
    expect(funnel).toMatchObject({ generated: 24, refused: 18, filled: 6, open: 0, not_executed: 0 })
    expect(funnel.reasons.reduce((total: number, { count }: { count: number }) => total + count, 0)).toBe(18)
    const { body: best } = await face.get('/api/opportunities?min_edge=3.00&limit=100')
    expect(best.length).toBeGreaterThan(0)
    for (const { edge_pct: edge } of best) expect(Number(edge)).toBeGreaterThanOrEqual(3)
  })

  test('tells orders, trades, positions and money to the last micro-dollar', async () => {
    const { body: orders } = await face.get('/api/paper-trading/orders?limit=100')
    expect(orders).toHaveLength(12)
    expect(orders[0]).toMatchObject({ status: 'filled', filled_qty: '20.00', limit_price: '0.4050', fee: '0.00' })
    const { body: trades } = await face.get('/api/paper-trading/trades?status=settled')
    const { body: status } = await face.get('/api/paper-trading/status')
    expect(status.stats).toMatchObject({ total_trades: 6, open_trades: 2 })
    expect(status.open_positions_count).toBe(4)
    const cents = (text: string) => Math.round(Number(text) * 1e6)
    const earned = trades.reduce((total: number, { pnl }: { pnl: string }) => total + cents(pnl), 0)
    expect(cents(status.stats.total_pnl)).toBe(earned)
    expect(cents(status.bankroll.profit_loss)).toBe(earned)
    const { body: risk } = await face.get('/api/risk/metrics')
    expect(risk).toMatchObject({ total_exposure: '39.00', daily_limit: '500.00', max_position: '100.00' })
    expect(Number(risk.p95_latency_ms)).toBeGreaterThan(5)
  })

  test('tells how every service does, and what was raised', async () => {
    await until('heartbeats', async () => (await face.get('/api/monitoring/health')).body.services.length === 3)
    const { body } = await face.get('/api/monitoring/health')
    expect(body).toMatchObject({ status: 'healthy', database: true, websocket_clients: 0 })
    const named = body.services.map(({ service, status }: { service: string; status: string }) => [service, status])
    expect(named).toEqual([
      ['analytics', 'healthy'],
      ['api', 'healthy'],
      ['notification-service', 'healthy'],
    ])
    expect((await face.get('/api/monitoring/alerts')).body).toMatchObject([{ title: 'Circuit breaker open' }])
    expect((await face.get('/health')).body).toEqual({ status: 'ok' })
    expect((await face.get('/metrics')).body).toContain('arbees_api_seconds_bucket')
  })

  test('describes itself', async () => {
    const { body } = await face.get('/api/openapi.json')
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/opportunities', '/api/control/stop']))
    expect(body.paths['/api/control/stop'].post.security).toEqual([{ token: [] }])
    expect(body.paths['/api/live-games'].get.responses['200']).toBeDefined()
  })

  test.each([
    ['/api/opportunities?limit=0', 400, 'querystring: limit: expected a whole number from 1 to 1000'],
    ['/api/opportunities?min_edge=1.234', 400, 'querystring: min_edge: expected percent'],
    ['/api/opportunities?minedge=1', 400, 'minedge'],
    ['/api/live-games?sport=curling', 400, 'querystring: sport:'],
    ['/api/live-games/none/state', 404, 'no game "none" is known'],
    ['/api/nothing', 404, 'no route GET /api/nothing'],
  ])('refuses %s with one sentence', async (path, status, sentence) => {
    const answer = await face.get(path)
    expect(answer.status).toBe(status)
    expect(answer.body.error.sentence).toContain(sentence)
    expect(Object.keys(answer.body)).toEqual(['error'])
  })
})

describe('the WebSocket', () => {
  test('tells what changed within a second, the newest of each thing once', async () => {
    const frames: LiveFrame[] = []
    const socket = new WebSocket(`ws://127.0.0.1:${face.port}/ws`)
    socket.on('message', (bytes) => frames.push(JSON.parse(String(bytes))))
    const messages = () => frames.flatMap((frame) => frame.messages)
    await until('the first frame', () => frames.length > 0)
    expect(messages()[0]).toMatchObject({ type: 'overview', data: { paper_trading: true } })
    const { topic, message } = signalOf('signal-live', 0, createRealClock().now())
    await face.say(topic, message)
    const { kalshi, game } = gameNames(0)
    for (let bid = 5_000; bid < 5_050; bid++) {
      const level = { price: bid, quantity: 1_000_000 }
      const quote = {
        market: kalshi,
        venue: 'kalshi',
        bids: [level],
        asks: [],
        venueAt: null,
        receivedAt: now,
        continuity: 7,
      }
      await face.say('quote.changed', quote as never)
    }
    await until('the newest price', () =>
      messages().some(
        ({ type, data }) => type === 'game' && data.game_id === game && data.prices[0]?.yes_bid === '0.5049',
      ),
    )
    expect(messages().filter(({ type }) => type === 'game').length).toBeLessThan(25)
    expect(messages()).toContainEqual(
      expect.objectContaining({
        type: 'opportunity',
        data: expect.objectContaining({ opportunity_id: 'signal-live' }),
      }),
    )
    expect(frames.every(({ dropped }) => dropped === 0)).toBe(true)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.send('hello')
    expect(await closed).toBe(1008)
  })

  test('is refused to a page of another site', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${face.port}/ws`, { origin: 'http://evil.example' })
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
    expect(error.message).toContain('403')
  })
})

describe('control', () => {
  test.each([
    ['no token', {}, 401, 'expected the header Authorization'],
    ['another token', bearer('not-the-token-at-all'), 401, 'the token is not the one'],
    ['a page of another site', { ...bearer(TOKEN), origin: 'http://evil.example' }, 403, 'of another'],
  ])('is refused with %s, and nothing is stopped', async (_, headers, status, sentence) => {
    for (const path of ['stop', 'resume', 'flatten', 'cancel-all']) {
      const answer = await post(`/api/control/${path}`, REASON, headers)
      expect([path, answer.status]).toEqual([path, status])
      expect(answer.body.error.sentence).toContain(sentence)
    }
    expect((await face.get('/api/control')).body).toMatchObject({ emergency_stop: 'clear', is_enabled: true })
  })

  test.each([
    ['no reason', {}, 'body: reason:'],
    ['an unknown field', { ...REASON, force: true }, 'force'],
    ['something that is no JSON', '{"reason":', 'JSON'],
  ])('is refused with %s', async (_, body, sentence) => {
    const answer = await post('/api/control/stop', body, bearer(TOKEN))
    expect(answer.status).toBe(400)
    expect(answer.body.error.sentence).toContain(sentence)
    expect(face.platform.killSwitch.isStopped()).toBe(false)
  })

  test('stops trading and lets it go on, and says so to whoever listens', async () => {
    const heard: string[] = []
    const cancel = await face.platform.bus.listen({
      topic: 'control',
      group: 'ear',
      consumer: 'ear',
      hearing: 'each',
      handle: ({ message }) => void heard.push(message.type),
    })
    const stopped = await post('/api/control/stop', REASON, bearer(TOKEN))
    expect(stopped).toMatchObject({ status: 200, body: { emergency_stop: 'set' } })
    expect(face.platform.killSwitch.isStopped()).toBe(true)
    expect((await post('/api/control/resume', REASON, bearer(TOKEN))).body.emergency_stop).toBe('clear')
    expect(face.platform.killSwitch.isStopped()).toBe(false)
    await post('/api/control/flatten', REASON, bearer(TOKEN))
    await post('/api/control/cancel-all', { ...REASON, venues: ['kalshi'] }, bearer(TOKEN))
    await until('all is told', () => heard.length === 4)
    expect(heard).toEqual(['stop', 'resume', 'flatten', 'cancel-all'])
    cancel()
    await until('the log', () => face.lines.filter(({ message }) => message === 'somebody took control').length === 4)
  })

  test('is off without a token, and a foreign name reaches nothing', async () => {
    const other = await startFace({ API_TOKEN: '', API_ALLOWED_HOSTS: 'arbees-api' })
    try {
      const answer = await other.get('/api/control/stop', {
        method: 'POST',
        body: JSON.stringify(REASON),
        headers: { 'content-type': 'application/json', ...bearer(TOKEN) },
      })
      expect([answer.status, answer.body.error.code]).toEqual([403, 'control-off'])
      const hosted = (host: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          const socket = new WebSocket(`ws://127.0.0.1:${other.port}/ws`, { headers: { host } })
          socket.once('open', () => {
            resolve(101)
            socket.close()
          })
          socket.once('unexpected-response', (_, response) => resolve(response.statusCode))
          socket.once('error', reject)
        })
      expect(await hosted('evil.example:80')).toBe(403)
      expect(await hosted('arbees-api:8000')).toBe(101)
    } finally {
      await other.end()
    }
  }, 60_000)
})

describe('the notification service', () => {
  test('tells an alert of one key once, and keeps all', async () => {
    const alert = {
      kind: 'fault',
      priority: 'critical',
      title: 'A leg is missing',
      sentence: 'trade-9 holds one side',
      fields: { trade: 'trade-9' },
      key: 'trade-9 one-sided',
    } as const
    for (let at = 0; at < 3; at++) await face.say('notification.raised', { ...alert, at: toMicros(now + millis(at)) })
    const rows = () =>
      face.platform.store.query("SELECT sent_at FROM notifications WHERE alert_key = 'trade-9 one-sided' ORDER BY id")
    await until('all are kept', async () => (await rows()).length === 3)
    const told = face.lines.filter(
      ({ message, fields }) => message === 'notification' && fields['title'] === alert.title,
    )
    expect(told.map(({ level }) => level)).toEqual(['error'])
    expect((await rows()).map(({ sent_at: at }) => at !== null)).toEqual([true, false, false])
  })
})
