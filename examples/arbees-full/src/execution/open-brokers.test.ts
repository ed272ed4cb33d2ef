import type { Market } from '@arbees/core'
import { millis, seconds, toMarketId } from '@arbees/core'
import type { VirtualClock } from '@arbees/testkit'
import { createVirtualRuntime } from '@arbees/testkit'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay } from '@arbees/venue-fakes'
import { describe, expect, it } from 'vitest'
import { createMarketShelf, shelveMatched, shelveRules } from '../markets/market-shelf.ts'
import { paperCash } from '../markets/paper-cash.ts'
import { executionVariables } from './execution-variables.ts'
import { openLiveBrokers } from './open-brokers.ts'

/** Lets virtual time pass until a promise is kept or broken. */
async function passing<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  work.then(end, end)
  for (;;) {
    await clock.settle()
    if (isOver) return work
    await clock.step()
  }
}

const PEM = '-----BEGIN PRIVATE KEY-----\\nnone\\n-----END PRIVATE KEY-----'

describe('real brokers', () => {
  it.each([
    [{ PAPER_TRADING: '1', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money' }, 'need PAPER_TRADING=0'],
    [{ PAPER_TRADING: '0' }, 'LIVE_ORDERS_AUTHORIZED_BY_ME'],
    [{ PAPER_TRADING: '0', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money' }, 'KALSHI_API_KEY'],
  ])('are refused with %o', async (env, reason) => {
    const config = executionVariables.parse(env)
    await expect(
      openLiveBrokers(config, createVirtualRuntime({ seed: 1 }), new AbortController().signal),
    ).rejects.toThrow(reason)
  })

  it('are refused with a key that is none, and the key is not told', async () => {
    const env = {
      PAPER_TRADING: '0',
      LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money',
      KALSHI_API_KEY: 'abcd-efgh-1234',
      KALSHI_PRIVATE_KEY: PEM,
    }
    const opening = openLiveBrokers(
      executionVariables.parse(env),
      createVirtualRuntime({ seed: 1 }),
      new AbortController().signal,
    )
    await expect(opening).rejects.toSatisfy((error: Error) => !error.message.includes('none\n'))
  })
})

describe('a live account', () => {
  it('asks each venue for the rules of its own markets, which the shelf then says', async () => {
    const runtime = createVirtualRuntime({ seed: 'rules', startAt: seconds(1_796_493_600) })
    const day = createGameDay({ runtime, seed: 'rules', games: 1 })
    const { kalshiKey, owner } = day
    const routes = routesOfDay(day)
    const { clock } = runtime
    const world = { ...runtime, http: fakeHttp(routes, clock), connect: fakeConnect(routes, clock, millis(5)) }
    const { signal } = new AbortController()
    const config = executionVariables.parse({
      PAPER_TRADING: '0',
      LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money',
      KALSHI_ENV: 'production',
      KALSHI_API_KEY: kalshiKey.keyId,
      KALSHI_PRIVATE_KEY: kalshiKey.privateKeyPem,
      POLYMARKET_PRIVATE_KEY: owner.privateKey,
      POLYMARKET_SIGNATURE_TYPE: '0',
    })
    const { rulesOf, close } = await passing(clock, openLiveBrokers(config, world, signal))
    const [game] = day.games
    const ticker = game?.onKalshi.home.ticker ?? ''
    const kalshi = toMarketId('kalshi', ticker)
    const polymarket = toMarketId('polymarket', game?.onPolymarket.market.tokenIds?.[0] ?? '')
    expect(await passing(clock, rulesOf(polymarket))).toMatchObject({ id: polymarket, status: 'open' })
    const open = await passing(clock, rulesOf(kalshi))
    expect(open).toMatchObject({ id: kalshi, status: 'open' })
    day.kalshi.close(ticker)
    const closed = await passing(clock, rulesOf(kalshi))
    expect(closed?.status).toBe('closed')

    const shelf = createMarketShelf(false)
    const fees = { name: 'any', takerRate: 700, makerRate: 0, roundUpTo: 100, buyFeeIn: 'money' as const }
    const listed = { market: open as never, fees, yesOn: 'home' as const, native: { yes: 'Yes', no: 'No' } }
    shelveMatched(shelf, { game: 'g', league: 'nba', markets: [listed], pairs: [], refused: [] })
    expect(shelf.byId.get(kalshi)?.state).toMatchObject({ isOpen: true })
    shelveRules(shelf, closed as Market, clock.now())
    expect(shelf.byId.get(kalshi)?.state).toMatchObject({ isOpen: false, market: { status: 'closed' } })
    close()
    day.end()
  })
})

describe('the cash of paper accounts', () => {
  it('is the bankroll to the micro-dollar', () => {
    expect([...paperCash(10_000_000_001 as never)]).toEqual([
      ['kalshi', 5_000_000_001],
      ['polymarket', 5_000_000_000],
    ])
  })
})
