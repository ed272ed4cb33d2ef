/* The client over the global fetch, as msw sees it: how users test what they build on it. */
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createKalshiClient } from '../src/client.ts'
import { KALSHI_ADDRESSES } from '../src/environment.ts'

const { rest } = KALSHI_ADDRESSES.production
const trade = (id: string) => ({
  trade_id: id,
  ticker: 'KX-1',
  count_fp: '7.77',
  yes_price_dollars: '0.4400',
  no_price_dollars: '0.5600',
  created_time: '2026-11-22T15:00:42.609576Z',
})
const server = setupServer()

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function createClient(requestDelayMillis = 0) {
  const runtime = nodeRuntime({ http: fetchHttp(), log: () => undefined })
  return createKalshiClient({ environment: 'production', runtime, limits: { requestDelayMillis } })
}

describe('the client under msw', () => {
  it('walks the pages of a list until the cursor is empty', async () => {
    const asked: string[] = []
    server.use(
      http.get(`${rest}/markets/trades`, ({ request }) => {
        const cursor = new URL(request.url).searchParams.get('cursor') ?? ''
        asked.push(cursor)
        const next: Readonly<Record<string, string>> = { '': 'two', two: 'three', three: '' }
        return HttpResponse.json({ trades: [trade(`t-${asked.length}`)], cursor: next[cursor] })
      }),
    )
    const seen: string[] = []
    for await (const { tradeId, count, yesPrice } of createClient().markets.getTrades.each({ ticker: 'KX-1' })) {
      expect([count, yesPrice]).toEqual([7_770_000, 4_400])
      seen.push(tradeId)
    }
    expect(seen).toEqual(['t-1', 't-2', 't-3'])
    expect(asked).toEqual(['', 'two', 'three'])
  })

  it('names the path of what is wrong in an answer', async () => {
    server.use(
      http.get(`${rest}/markets/trades`, () => HttpResponse.json({ trades: [{ ...trade('t'), count_fp: 7 }] })),
    )
    await expect(createClient().markets.getTrades()).rejects.toMatchObject({
      code: 'payload.malformed',
      context: { where: 'GET /markets/trades', issues: [expect.stringContaining('trades[0].count_fp')] },
    })
  })

  it('does not send a private request without credentials', async () => {
    await expect(createClient().portfolio.getBalance()).rejects.toMatchObject({ code: 'auth.missing' })
  })

  it('spaces bulk reads by the delay asked for, and lets the others pass', async () => {
    const at: number[] = []
    server.use(
      http.get(`${rest}/exchange/status`, () => {
        at.push(performance.now())
        return HttpResponse.json({ exchange_active: true, trading_active: true })
      }),
    )
    const client = createClient(60)
    // The first may be late on its way: what is spaced is when they leave.
    const from = performance.now()
    await Promise.all([1, 2, 3].map(() => client.exchange.getStatus({}, { lane: 'bulk' })))
    expect((at[2] ?? 0) - from).toBeGreaterThan(100)
    // Behind a queue of bulk reads that lasts, the others overtake it.
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    const bulk = [1, 2, 3, 4, 5].map(() => client.exchange.getStatus({}, { lane: 'bulk' }).then(note('bulk')))
    const normal = [1, 2, 3].map(() => client.exchange.getStatus().then(note('normal')))
    await Promise.all([...bulk, ...normal])
    expect(order.lastIndexOf('normal')).toBeLessThan(order.lastIndexOf('bulk'))
  })

  it('reports a word it does not know, once for each answer that has it', async () => {
    const heard: unknown[] = []
    server.use(
      http.get(`${rest}/series/KX`, () =>
        HttpResponse.json({ series: { ticker: 'KX', title: 'T', fee_type: 'lunar', fee_multiplier: 1 } }),
      ),
    )
    const runtime = nodeRuntime({ http: fetchHttp(), log: () => undefined })
    const client = createKalshiClient({ environment: 'production', runtime, onSurprise: (one) => heard.push(one) })
    const { series } = await client.series.getSeries({ seriesTicker: 'KX' })
    expect(series.feeType).toBe('lunar')
    expect(heard).toEqual([{ where: 'series fee type', found: 'lunar' }])
  })
})
