import type { ContinuityToken, Ladder, Market, Price, Quantity } from '@arbees/core'
import { createLadder, LOT, NO_MONEY, seconds, setLevel, toMarketId, toMicros, uniformGrid } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { ExitPosition } from './exit-rules.ts'
import { exitOf } from './exit-rules.ts'

const market: Market = {
  id: toMarketId('kalshi', 'A'),
  venue: 'kalshi',
  title: 'A',
  status: 'open',
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}
const settings = { takeProfitTicks: 500, holdMicros: seconds(30), bookAgeMicros: seconds(60), slippageBps: 50 }
const now = toMicros(seconds(1_000))

function bookOf(bid: number | undefined, ask: number | undefined, age = 1): Ladder {
  const ladder = createLadder()
  if (bid !== undefined) setLevel(ladder.bids, bid as Price, 10_000_000 as Quantity)
  if (ask !== undefined) setLevel(ladder.asks, ask as Price, 10_000_000 as Quantity)
  ladder.at = toMicros(now - seconds(age))
  ladder.continuity = 7 as ContinuityToken
  return ladder
}

/** Ten contracts at 0.40. */
const held: ExitPosition = { side: 'yes', quantity: 10_000_000, cost: 4_000_000, openedAt: now - seconds(60) }
const look = (ladder: Ladder, position = held, league: 'nba' | 'nhl' = 'nba') =>
  exitOf(position, { market, ladder, league }, settings, now)

describe('an exit', () => {
  it('takes a profit from five points on', () => {
    expect(look(bookOf(4_400, 4_500))).toBeUndefined()
    expect(look(bookOf(4_500, 4_600))).toEqual({
      why: 'take-profit',
      limit: 4_500,
      quantity: 10_000_000,
      proceeds: 4_500_000,
    })
  })

  it('stops a loss by what a score moves in the league', () => {
    expect(look(bookOf(3_800, 3_900))).toBeUndefined()
    expect(look(bookOf(3_700, 3_800))).toMatchObject({ why: 'stop-loss', limit: 3_700 })
    expect(look(bookOf(3_700, 3_800), held, 'nhl')).toBeUndefined()
  })

  it('judges NO by the price of NO', () => {
    const no = { ...held, side: 'no' as const }
    expect(look(bookOf(5_400, 5_500), no)).toMatchObject({ why: 'take-profit', proceeds: 4_500_000 })
    expect(look(bookOf(4_000, 4_100), { ...no, cost: 5_500_000 })).toBeUndefined()
  })

  it('keeps what is nearly won, what is fresh, and what cannot be judged', () => {
    expect(look(bookOf(8_500, 8_700))).toBeUndefined()
    expect(look(bookOf(4_500, 4_600), { ...held, openedAt: now - seconds(29) })).toBeUndefined()
    expect(look(bookOf(4_500, 4_600, 61))).toBeUndefined()
    expect(look(bookOf(4_500, undefined))).toBeUndefined()
    expect(look(bookOf(undefined, 4_600))).toBeUndefined()
    expect(look(bookOf(200, 6_000))).toBeUndefined()
    expect(look(bookOf(4_500, 4_600), { ...held, quantity: LOT - 1, cost: 1 })).toBeUndefined()
  })
})
