/* An exit that is answered while what is held is being read may not be asked for again: the reading does not show it yet. */
import type { ContinuityToken, Price, Quantity } from '@arbees/core'
import { createLadder, LOT, NO_MONEY, seconds, setLevel, toMarketId, uniformGrid } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createMarketShelf } from '../markets/market-shelf.ts'
import type { Queries } from '../platform/store/store.ts'
import { createExitDesk } from './exit-desk.ts'

const market = {
  id: toMarketId('kalshi', 'A'),
  venue: 'kalshi',
  title: 'A',
  status: 'open' as const,
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}

test('an exit answered during a refresh is asked for again only after the next one', async () => {
  const { clock } = createVirtualRuntime({ seed: 1 })
  const ladder = Object.assign(createLadder(), { at: clock.now(), continuity: 7 as ContinuityToken })
  setLevel(ladder.bids, 4_500 as Price, 10_000_000 as Quantity)
  setLevel(ladder.asks, 4_600 as Price, 10_000_000 as Quantity)
  const shelf = createMarketShelf(true)
  shelf.byId.set(market.id, { state: { market, ladder }, game: '1', league: 'nba', yesOn: 'home' } as never)
  const asked: string[] = []
  const desk = createExitDesk({
    shelf,
    isPaper: true,
    settings: { takeProfitTicks: 500, holdMicros: seconds(30), bookAgeMicros: seconds(60), slippageBps: 50 },
    lifeMicros: seconds(10),
    clock,
    log: () => undefined,
    ask: async ({ request }) => void asked.push(request),
  })
  const row = { trade: 't', game: '1', market: market.id, signal: 's', type: 'model_edge_yes', side: 'yes' }
  const rows = [{ ...row, quantity: '10', cost: '4', at: clock.now() - seconds(60) }]
  let during: () => void = () => undefined
  const queries = {
    query: async () => {
      during()
      return rows
    },
  } as unknown as Queries
  await desk.refresh(queries)
  await desk.look()
  expect(asked).toHaveLength(1)
  during = () => desk.answered(asked[0] ?? '')
  await desk.refresh(queries)
  await desk.look()
  expect(asked).toHaveLength(1)
  during = () => undefined
  await desk.refresh(queries)
  await desk.look()
  expect(asked).toHaveLength(2)
})
