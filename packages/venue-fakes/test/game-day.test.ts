/*
 * A day of games on three fakes: read through the clients, it goes on, ends and settles by itself.
 */
import type { Fact } from '@arbees/core'
import { createRng, millis, seconds, toMarketId, toMicros } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import { createPolymarketClient } from '@arbees/polymarket-client'
import { bestPriceOf, createVirtualRuntime } from '@arbees/testkit'
import { nodeRuntime } from '@arbees/transport'
import { describe, expect, it } from 'vitest'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay, serveGameDay } from '../src/index.ts'

function createWorld(seed: number, games: number, speed = 60) {
  const base = createVirtualRuntime({ seed })
  const day = createGameDay({ runtime: base, seed, games, speed })
  const routes = routesOfDay(day)
  const runtime = {
    ...base,
    http: fakeHttp(routes, base.clock),
    connect: fakeConnect(routes, base.clock, millis(5)),
  }
  return { runtime, day, clock: base.clock }
}

const topsOf = ({ day }: ReturnType<typeof createWorld>) =>
  day.kalshi.tickers.map((ticker) => bestPriceOf(day.kalshi.market(ticker).book, 'bid'))

describe('a day of games', () => {
  it('lists each game on ESPN and on both venues, under names of their own', async () => {
    const world = createWorld(7, 15)
    const { runtime, day, clock } = world
    const asked = runtime.http({
      method: 'GET',
      url: 'https://site.api.espn.com/apis/site/v2/sports/basketball/nba/scoreboard',
      headers: {},
      timeoutMicros: seconds(10),
    })
    await clock.settle()
    const board = JSON.parse((await asked).body) as { readonly events: readonly unknown[] }
    expect(board.events).toHaveLength(15)
    expect(new Set(day.kalshi.tickers).size).toBe(30)
    for (const ticker of day.kalshi.tickers) expect(ticker).toMatch(/^KXNBAGAME-\d\d[A-Z]{3}\d\d[A-Z]{6}-[A-Z]{3}$/)
    for (const { settings } of day.polymarket.markets()) {
      expect(settings.slug).toMatch(/^nba-[a-z]{3}-[a-z]{3}-\d{4}-\d\d-\d\d$/)
    }
    const client = createPolymarketClient({ environment: 'production', runtime })
    const [slug] = day.polymarket.markets().map(({ settings }) => settings.slug)
    const market = await client.gamma.getMarketBySlug({ slug: slug ?? '' })
    expect(market.outcomes).toEqual(day.polymarket.markets()[0]?.settings.outcomes)
    day.end()
  })

  it('quotes both venues through the game and settles by the winner', async () => {
    const world = createWorld(3, 2, 120)
    const { runtime, day, clock } = world
    const [planned] = day.games
    if (planned === undefined) throw new Error('a day has games')
    const { privateKeyPem, keyId } = day.kalshiKey
    const credentials = createKalshiCredentials({ keyId, privateKey: privateKeyPem })
    const venue = kalshiVenue(createKalshiClient({ environment: 'production', credentials, runtime }))
    const facts: Fact[] = []
    const ids = [planned.onKalshi.home, planned.onKalshi.away].map(({ ticker }) => toMarketId('kalshi', ticker))
    const stop = venue.subscribe(ids, (batch) => facts.push(...batch))
    await clock.run(toMicros(day.endsAt + seconds(5)))
    stop()
    const books = facts.filter(({ type }) => type === 'book.replaced' || type === 'book.changed')
    expect(books.length).toBeGreaterThan(100)
    const paid = Object.fromEntries(
      day.kalshi.tickers.slice(0, 2).map((ticker) => [ticker, day.kalshi.market(ticker).yesPayout]),
    )
    const { winner } = planned
    expect(paid[planned.onKalshi[winner].ticker]).toBe(10_000)
    expect(paid[planned.onKalshi[winner === 'home' ? 'away' : 'home'].ticker]).toBe(0)
    const market = day.polymarket.market(planned.onPolymarket.market.conditionId)
    expect(market.outcome).toBe(winner === 'away' ? 0 : 1)
    day.end()
  })

  it('is the same day for the same seed, and another for another', async () => {
    const runs = []
    for (const seed of [5, 5, 6]) {
      const world = createWorld(seed, 3, 120)
      await world.clock.run(toMicros(world.clock.now() + seconds(40)))
      runs.push(JSON.stringify([world.day.games, topsOf(world)]))
      world.day.end()
    }
    expect(runs[0]).toBe(runs[1])
    expect(runs[0]).not.toBe(runs[2])
  })

  it('opens gaps between the venues that outlive their fees, and closes them again', async () => {
    const world = createWorld(11, 4, 1)
    const { day, clock } = world
    let [looks, wide] = [0, 0]
    const end = toMicros(clock.now() + seconds(5_400))
    while (clock.now() < end) {
      await clock.run(toMicros(clock.now() + seconds(5)))
      for (const { onKalshi, onPolymarket } of day.games) {
        const home = bestPriceOf(day.kalshi.market(onKalshi.home.ticker).book, 'ask')
        const away = bestPriceOf(day.polymarket.market(onPolymarket.market.conditionId).book, 'ask')
        looks += 1
        if (home !== undefined && away !== undefined && home + away < 9_600) wide += 1
      }
    }
    expect(wide).toBeGreaterThan(5)
    expect(wide / looks).toBeLessThan(0.2)
    day.end()
  })

  it('stands behind real sockets too', async () => {
    const runtime = nodeRuntime()
    const { line, close } = await serveGameDay({
      runtime: { ...runtime, rng: createRng('served') },
      seed: 1,
      games: 1,
      speed: 600,
    })
    const answer = await fetch(`${line.espn}/apis/site/v2/sports/basketball/nba/scoreboard`)
    expect(answer.status).toBe(200)
    expect((await fetch(`${line.kalshi.rest}/markets`)).status).toBe(200)
    expect((await fetch(`${line.polymarket.gamma}/markets/keyset`)).status).toBe(200)
    await close()
  })
})
