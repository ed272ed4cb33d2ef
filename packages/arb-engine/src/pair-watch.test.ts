import type { ContinuityToken, Ladder, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { createLadder, NO_FEES, setLevel } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFeeTable } from './fee-table.ts'
import { advanceWatch, createPairWatch, judgeWatch, summarizeWatch } from './pair-watch.ts'

const free = createFeeTable(NO_FEES, 'charged')
const fees = { a: free, b: free }
const pair = { name: 'game', a: 'kalshi:A' as MarketId, b: 'polymarket:B' as MarketId, polarity: 'same' } as const

function seen(at: number, bid: number, ask: number): Ladder {
  const ladder = createLadder()
  setLevel(ladder.bids, bid as Price, 1_000_000 as Quantity)
  setLevel(ladder.asks, ask as Price, 1_000_000 as Quantity)
  ladder.at = at as Micros
  ladder.continuity = 1 as ContinuityToken
  return ladder
}

describe('pair watch', () => {
  test('time begins when both books have been seen, and ends with the recording', () => {
    const watch = createPairWatch(pair, null, [0])
    judgeWatch(watch, seen(100, 3_900, 4_000), createLadder(), fees, 100)
    advanceWatch(watch, 150)
    judgeWatch(watch, seen(100, 3_900, 4_000), seen(150, 5_000, 5_100), fees, 150)
    const [first, second] = summarizeWatch(watch, 1_150)
    expect(watch.jointUs).toBe(1_000)
    expect(first).toMatchObject({ tradableUs: 1_000, grossUs: 1_000, netUs: 1_000, bestEdge: 100_000_000_000 })
    expect(first?.episodes[0]?.summary).toMatchObject({ episodes: 1, maxUs: 1_000, openAtEnd: 1 })
    expect(second).toMatchObject({ tradableUs: 1_000, grossUs: 0, netUs: 0 })
  })

  test('a stale book ends the episode one microsecond after its last good instant', () => {
    const watch = createPairWatch(pair, 500, [0])
    judgeWatch(watch, seen(100, 3_900, 4_000), seen(200, 5_000, 5_100), fees, 200)
    advanceWatch(watch, 5_000)
    expect(watch.jointUs).toBe(401)
    judgeWatch(watch, seen(5_000, 3_900, 4_000), seen(200, 5_000, 5_100), fees, 5_000)
    expect(watch.isJoint).toBe(false)
    const [first] = summarizeWatch(watch, 6_000)
    expect(watch.jointUs).toBe(401)
    expect(first?.episodes[0]?.summary).toMatchObject({ episodes: 1, maxUs: 401, openAtEnd: 0 })
  })

  test('a book renewed at its last good instant was never stale', () => {
    const watch = createPairWatch(pair, 500, [0])
    judgeWatch(watch, seen(100, 3_900, 4_000), seen(100, 5_000, 5_100), fees, 100)
    advanceWatch(watch, 600)
    judgeWatch(watch, seen(600, 3_900, 4_000), seen(600, 5_000, 5_100), fees, 600)
    const [first] = summarizeWatch(watch, 700)
    expect(first?.episodes[0]?.summary).toMatchObject({ episodes: 1, maxUs: 600, openAtEnd: 1 })
  })

  test('a crossed book is joint time that cannot be traded', () => {
    const watch = createPairWatch(pair, null, [0])
    judgeWatch(watch, seen(0, 4_000, 4_000), seen(0, 5_000, 5_100), fees, 0)
    const [first] = summarizeWatch(watch, 10)
    expect(watch.jointUs).toBe(10)
    expect(first).toMatchObject({ tradableUs: 0, netUs: 0, bestEdge: null })
  })
})
