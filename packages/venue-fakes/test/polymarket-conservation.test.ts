/*
 * Whatever is traded, nothing appears and nothing vanishes: money, tokens, and the books' word.
 */
import { createRng, nextChance, nextInteger, nextOf, toPrice } from '@arbees/core'
import { bestPriceOf, createOtherTraders, nextActions } from '@arbees/testkit'
import { expect, it } from 'vitest'
import { gridOf } from '../src/polymarket/fake-market.ts'
import { totalCash, totalTokens } from '../src/polymarket/ledger.ts'
import { createTradingWorld } from './polymarket-world.ts'

/** Steps of the other traders; each is about eleven orders and as many cancels. */
const STEPS = Number(process.env['CONSERVATION_STEPS'] ?? 1_000)

it('conserves cash and tokens to the unit, and books never cross, under random trading with faults', async () => {
  const fees = { rateMillionths: 70_000, exponent: 1, isTakerOnly: true }
  const world = await createTradingWorld({
    market: { fees },
    cash: 100_000,
    tier: { name: 't', orderRate: 1e6, orderBurst: 1e6, cancelRate: 1e6, cancelBurst: 1e6 },
  })
  const { fake, yes, no, settings } = world
  const rng = createRng(7)
  const market = fake.market(settings.conditionId)
  const traders = createOtherTraders({ name: 'crowd', grid: gridOf(market), fair: toPrice(5000), takeChance: 0.5 })
  const stream = world.listen('/ws/market')
  stream.say({ assets_ids: [yes], type: 'market' })
  fake.faults.inject({ fault: 'fill.ghost', times: 20, skip: 30 })
  const codes = new Map<number, number>()
  let actions = 0

  function check(): void {
    const ledger = fake.ledger()
    expect(totalCash(ledger)).toBe(ledger.deposited)
    expect(totalTokens(ledger, yes)).toBe(totalTokens(ledger, no))
    expect(totalTokens(ledger, yes)).toBe(ledger.backing)
    const [bid, ask] = [bestPriceOf(market.book, 'bid'), bestPriceOf(market.book, 'ask')]
    if (bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask)
  }

  for (let step = 0; step < STEPS; step++) {
    for (const action of nextActions(traders, market.book, rng)) {
      fake.act(settings.conditionId, action)
      actions += 1
    }
    if (nextChance(rng, 0.3)) {
      const type = nextOf(rng, ['FAK', 'GTC', 'FOK'] as const)
      const seen = world.post({
        side: nextOf(rng, ['BUY', 'SELL'] as const),
        token: nextOf(rng, [yes, no]),
        price: nextInteger(rng, 20, 80) / 100,
        size: nextInteger(rng, 5, 60),
        type,
      })
      codes.set(seen.status, (codes.get(seen.status) ?? 0) + 1)
    }
    if (nextChance(rng, 0.05)) world.call('DELETE', '/cancel-all')
    if (step % 10 === 0) {
      await world.pass(1)
      check()
    }
  }
  await world.pass(60)
  check()
  const stages = new Set(fake.trades().map((trade) => trade.stage))
  expect([...stages].sort()).toEqual(['CONFIRMED', 'FAILED'])
  expect(codes.get(200)).toBeGreaterThan(50)
  expect(actions).toBeGreaterThan(10_000)
  for (const wallet of fake.ledger().wallets.values()) expect(wallet.lockedCash).toBe(0)
  expect(stream.of('price_change').length).toBeGreaterThan(5_000)
}, 60_000)
