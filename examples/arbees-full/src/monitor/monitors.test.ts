/*
 * Both monitors over a day of games: what they tell is what the venues show, whole, and with tokens
 * that end with the connection.
 */
import type { MarketId, Micros, Price } from '@arbees/core'
import { createRng, millis, seconds, toMarketId, toMicros } from '@arbees/core'
import { bestPriceOf, createVirtualRuntime } from '@arbees/testkit'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay } from '@arbees/venue-fakes'
import { describe, expect, it } from 'vitest'
import type { MessageOf, SpokenOf, Topic } from '../messages/topics.ts'
import { readMessage } from '../messages/topics.ts'
import type { Envelope } from '../platform/bus/bus.ts'
import { createMetrics } from '../platform/metrics.ts'
import type { RunningService, ServiceContext } from '../service.ts'
import { kalshiMonitor } from '../services/kalshi-monitor/service.ts'
import { polymarketMonitor } from '../services/polymarket-monitor/service.ts'
import type { MONITOR_LISTENS, MONITOR_SPEAKS } from './start-monitor.ts'

type Spoken = { readonly topic: Topic; readonly message: MessageOf<Topic> }

async function createWorld(env: Readonly<Record<string, string>> = {}) {
  const base = createVirtualRuntime({ seed: 1 })
  const day = createGameDay({ runtime: base, seed: 4, games: 2, speed: 60 })
  const routes = routesOfDay(day)
  const runtime = { ...base, http: fakeHttp(routes, base.clock), connect: fakeConnect(routes, base.clock, millis(5)) }
  const spoken: Spoken[] = []
  const ending = new AbortController()
  const contextOf = <C>(service: string, config: C) =>
    ({
      service,
      instance: `${service}-1`,
      config,
      runtime: { ...runtime, rng: createRng(service) },
      metrics: createMetrics(),
      speak: async (topic: Topic, message: SpokenOf<Topic>) => {
        spoken.push({ topic, message: readMessage(topic, message) })
      },
      signal: ending.signal,
    }) as unknown as ServiceContext<(typeof MONITOR_SPEAKS)[number], C>
  const { keyId, privateKeyPem } = day.kalshiKey
  const keys = { KALSHI_ENV: 'production', KALSHI_API_KEY: keyId, KALSHI_PRIVATE_KEY: privateKeyPem, ...env }
  const monitors = [
    await kalshiMonitor.start(contextOf('kalshi-monitor', kalshiMonitor.config.parse(keys) as never)),
    await polymarketMonitor.start(contextOf('polymarket-monitor', polymarketMonitor.config.parse(env) as never)),
  ] as readonly RunningService<typeof MONITOR_LISTENS>[]
  const [planned] = day.games
  if (planned === undefined) throw new Error('a day has games')
  const markets = [
    toMarketId('kalshi', planned.onKalshi.home.ticker),
    toMarketId('kalshi', planned.onKalshi.away.ticker),
    toMarketId('polymarket', planned.onPolymarket.market.tokenIds[0]),
  ]
  const assign = (fence: number, shard: string | null, wanted: readonly MarketId[] = markets) => {
    const message = { game: planned.game.id, league: 'nba' as const, shard, fence, markets: [...wanted] }
    for (const { handlers } of monitors) void handlers['market.assigned'](message, {} as Envelope<'market.assigned'>)
  }
  const pass = (delay: Micros) => base.clock.run(toMicros(base.clock.now() + delay))
  const last = (market: MarketId) =>
    spoken.findLast((one): one is { topic: 'quote.changed'; message: MessageOf<'quote.changed'> } => {
      return one.topic === 'quote.changed' && (one.message as MessageOf<'quote.changed'>).market === market
    })?.message
  const end = async () => {
    for (const { stop } of monitors) await stop?.()
    ending.abort()
    day.end()
  }
  return { day, planned, markets, monitors, spoken, assign, pass, last, end, runtime: base }
}

describe('the monitors', () => {
  it('tell the books that the venues show', async () => {
    const { day, planned, markets, assign, pass, last, end } = await createWorld()
    assign(1, 'shard-1')
    await pass(seconds(5))
    const [home, , token] = markets as [MarketId, MarketId, MarketId]
    const book = day.kalshi.market(planned.onKalshi.home.ticker).book
    expect(last(home)?.bids[0]?.price).toBe(bestPriceOf(book, 'bid'))
    expect(last(home)?.asks[0]?.price).toBe(bestPriceOf(book, 'ask'))
    const other = day.polymarket.market(planned.onPolymarket.market.conditionId).book
    expect(last(token)?.bids[0]?.price).toBe(bestPriceOf(other, 'bid'))
    for (const market of markets) expect(last(market)?.continuity).toBeGreaterThan(0)
    await end()
  })

  it('say of a book that is given up that it may not be traded on, and heed no older fence', async () => {
    const { markets, assign, pass, last, end } = await createWorld()
    const [home] = markets as [MarketId]
    assign(2, 'shard-1')
    await pass(seconds(5))
    assign(1, null)
    await pass(seconds(1))
    expect(last(home)?.continuity).toBeGreaterThan(0)
    assign(3, null)
    await pass(seconds(1))
    expect(last(home)?.continuity).toBe(0)
    await end()
  })

  it('tell what settled, and say how late they are', async () => {
    const { day, planned, assign, pass, spoken, end, runtime } = await createWorld({ LATENCY_REPORT_SECONDS: '10' })
    assign(1, 'shard-1')
    await pass(toMicros(day.endsAt + seconds(5) - runtime.clock.now()))
    const settled = spoken.flatMap(({ topic, message }) =>
      topic === 'market.settled' ? [message as MessageOf<'market.settled'>] : [],
    )
    const paid = new Map(settled.map(({ market, yesPrice }) => [market, yesPrice]))
    expect(paid.get(toMarketId('kalshi', planned.onKalshi[planned.winner].ticker))).toBe(10_000)
    expect(paid.get(toMarketId('polymarket', planned.onPolymarket.market.tokenIds[0]))).toBe(
      planned.winner === 'away' ? 10_000 : 0,
    )
    const line = runtime.lines.find(({ message }) => message === 'Kalshi WebSocket latency')
    expect(line?.fields['frames']).toBeGreaterThan(0)
    await end()
  })

  it('tell what settled while nobody watched, also what was paid in a void', async () => {
    const { day, planned, markets, assign, pass, spoken, end } = await createWorld()
    const { onKalshi, onPolymarket } = planned
    day.kalshi.settle(onKalshi.home.ticker, 10_000 as Price)
    day.kalshi.settle(onKalshi.away.ticker, 4_200 as Price)
    day.polymarket.resolve(onPolymarket.market.conditionId, 'void')
    assign(1, 'shard-1')
    await pass(seconds(30))
    const settled = spoken.flatMap(({ topic, message }) =>
      topic === 'market.settled' ? [message as MessageOf<'market.settled'>] : [],
    )
    const paid = new Map(settled.map(({ market, outcome, yesPrice }) => [market, [outcome, yesPrice]]))
    expect(markets.map((market) => paid.get(market))).toEqual([
      ['yes', 10_000],
      ['void', 4_200],
      ['void', 5_000],
    ])
    await end()
  })

  it('ask for what was resolved on a market that was closed before, and take no other price for a result', async () => {
    const { day, planned, markets, assign, pass, spoken, end } = await createWorld({ SETTLEMENT_CHECK_SECONDS: '5' })
    const { conditionId } = planned.onPolymarket.market
    const told = () => spoken.filter(({ topic }) => topic === 'market.settled').map(({ message }) => message)
    assign(1, 'shard-1', markets.slice(2))
    await pass(seconds(5))
    day.polymarket.closeMarket(conditionId)
    await pass(seconds(20))
    expect(told()).toEqual([])
    assign(2, 'shard-1', [])
    await pass(seconds(1))
    day.polymarket.resolve(conditionId, 1)
    assign(3, 'shard-1', markets.slice(2))
    await pass(seconds(5))
    expect(told()).toMatchObject([{ market: markets[2], outcome: 'no', yesPrice: 0 }])
    await end()
  })

  it('degrade visibly without keys', async () => {
    const { monitors, runtime, end } = await createWorld({ KALSHI_API_KEY: '', KALSHI_PRIVATE_KEY: '' })
    expect(await monitors[0]?.checks?.['keys']?.()).toBe(false)
    expect(runtime.lines.some(({ level, message }) => level === 'warn' && message.includes('without keys'))).toBe(true)
    await end()
  })
})
