/*
 * Discovery over a day of games: each game finds its own markets on both venues, and only those.
 */
import type { Http, Micros, Price } from '@arbees/core'
import { millis, seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay } from '@arbees/venue-fakes'
import { describe, expect, it } from 'vitest'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import { readMessage } from '../messages/topics.ts'
import type { Envelope } from '../platform/bus/bus.ts'
import type { ServiceContext } from '../service.ts'
import { marketDiscovery } from '../services/market-discovery/service.ts'

async function createWorld(env: Readonly<Record<string, string>> = {}, games = 6) {
  const base = createVirtualRuntime({ seed: 1 })
  const day = createGameDay({ runtime: base, seed: 9, games })
  const routes = routesOfDay(day)
  const ask = fakeHttp(routes, base.clock)
  /** Parts of addresses at which nothing answers now. */
  const down = new Set<string>()
  const http: Http = (request) =>
    [...down].some((part) => request.url.includes(part))
      ? Promise.resolve({ status: 503, headers: {}, body: '' })
      : ask(request)
  const runtime = { ...base, http, connect: fakeConnect(routes, base.clock, millis(5)) }
  const spoken: MessageOf<'market.matched'>[] = []
  const ending = new AbortController()
  const config = marketDiscovery.config.parse({ KALSHI_ENV: 'production', ...env })
  const { handlers } = await marketDiscovery.start({
    config,
    runtime,
    signal: ending.signal,
    speak: async (_topic: 'market.matched', message: SpokenOf<'market.matched'>) => {
      spoken.push(readMessage('market.matched', message))
    },
  } as unknown as ServiceContext<'market.matched', typeof config>)
  const found = (index: number): MessageOf<'game.found'> => {
    const { game } = day.games[index] as (typeof day.games)[number]
    const team = ({ id, name, abbreviation }: typeof game.home) => ({ id, name, abbreviation })
    return {
      game: game.id,
      league: 'nba',
      home: team(game.home),
      away: team(game.away),
      startsAt: game.scheduled,
      status: 'scheduled',
      isNeutralSite: false,
    }
  }
  const pass = (delay: Micros) => base.clock.run(toMicros(base.clock.now() + delay))
  const find = async (message: MessageOf<'game.found'>) => {
    const taken = handlers['game.found'](message, {} as Envelope<'game.found'>)
    await pass(seconds(3))
    await taken
  }
  const end = () => {
    ending.abort()
    day.end()
  }
  return { day, down, spoken, find, found, pass, end, runtime: base }
}

describe('market discovery', () => {
  it('finds the three markets of each game and both pairs, with their polarity', async () => {
    const { day, spoken, find, found, end } = await createWorld()
    for (const [index, planned] of day.games.entries()) {
      await find(found(index))
      const matched = spoken.at(-1)
      const { onKalshi, onPolymarket } = planned
      expect(matched?.markets.map(({ market, yesOn }) => [market.id, yesOn]).sort()).toEqual(
        [
          [`kalshi:${onKalshi.home.ticker}`, 'home'],
          [`kalshi:${onKalshi.away.ticker}`, 'away'],
          [`polymarket:${onPolymarket.market.tokenIds[0]}`, 'away'],
        ].sort(),
      )
      const polarities = new Map(matched?.pairs.map(({ a, polarity }) => [a, polarity]))
      expect(polarities.get(`kalshi:${onKalshi.away.ticker}` as never)).toBe('same')
      expect(polarities.get(`kalshi:${onKalshi.home.ticker}` as never)).toBe('inverse')
    }
    const [first] = spoken
    expect(first?.markets.map(({ fees }) => fees.takerRate).sort()).toEqual([500, 700, 700])
    end()
  })

  it('takes no market of the day before or of another league', async () => {
    const { spoken, find, found, end } = await createWorld()
    const message = found(0)
    await find({ ...message, startsAt: toMicros(message.startsAt - seconds(86_400)) })
    expect(spoken.at(-1)?.markets).toEqual([])
    expect(spoken.at(-1)?.refused.length).toBeGreaterThan(0)
    await find({ ...message, game: 'other', league: 'nhl' })
    expect(spoken.at(-1)?.markets).toEqual([])
    end()
  })

  it('takes no pair that is not proven where the rule says so, and says what is missing', async () => {
    const { spoken, find, found, end } = await createWorld({ UNPROVEN_VOIDS: 'refuse' })
    await find(found(0))
    expect(spoken.at(-1)?.markets).toHaveLength(3)
    expect(spoken.at(-1)?.pairs).toEqual([])
    expect(
      spoken
        .at(-1)
        ?.refused.map(({ reason }) => reason)
        .join(),
    ).toContain('postponed')
    end()
  })

  it('says nothing again while nothing changes, and tells a market that left', async () => {
    const { day, spoken, find, found, pass, end } = await createWorld({}, 1)
    await find(found(0))
    await pass(seconds(200))
    expect(spoken).toHaveLength(1)
    const { settings } = day.polymarket.markets()[0] ?? {}
    day.polymarket.closeMarket(settings?.conditionId ?? '')
    await pass(seconds(130))
    expect(spoken.at(-1)?.pairs).toEqual([])
    end()
  })

  it('leaves what was told as it is while a venue does not answer for a market', async () => {
    const { day, down, spoken, find, found, pass, runtime, end } = await createWorld({}, 1)
    await find(found(0))
    const [home, away] = [day.games[0]?.onKalshi.home.ticker ?? '', day.games[0]?.onKalshi.away.ticker ?? '']
    down.add(`/markets/${home}`)
    await pass(seconds(200))
    expect(spoken).toHaveLength(1)
    // What is news is told all the same, and without loss.
    day.kalshi.pause(away)
    await pass(seconds(200))
    const told = spoken.at(-1)?.markets.map(({ market }) => [market.id, market.status])
    expect(told).toContainEqual([`kalshi:${home}`, 'open'])
    expect(told).toContainEqual([`kalshi:${away}`, 'paused'])
    expect(runtime.lines.filter(({ level }) => level === 'error')).toEqual([])
    end()
  })

  it('goes on to tell a market that is no longer listed, but as one that is not open and in no pair', async () => {
    const { day, down, spoken, find, found, pass, end } = await createWorld({}, 1)
    await find(found(0))
    const { ticker } = day.games[0]?.onKalshi.home ?? { ticker: '' }
    const statusOf = () => spoken.at(-1)?.markets.find(({ market }) => market.id === `kalshi:${ticker}`)?.market.status
    day.kalshi.pause(ticker)
    await pass(seconds(130))
    expect(spoken.at(-1)?.markets).toHaveLength(3)
    expect(statusOf()).toBe('paused')
    expect(spoken.at(-1)?.pairs.map(({ a }) => a)).not.toContain(`kalshi:${ticker}`)
    day.kalshi.activate(ticker)
    await pass(seconds(130))
    expect(statusOf()).toBe('open')
    expect(spoken.at(-1)?.pairs).toHaveLength(2)
    day.kalshi.settle(ticker, 10_000 as Price)
    await pass(seconds(130))
    expect(statusOf()).toBe('closed')
    const told = spoken.length
    down.add(`/markets/${ticker}`)
    await pass(seconds(200))
    expect(spoken).toHaveLength(told)
    end()
  })
})
