import { createRng, toMicros, toPrice, uniformGrid } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { bestPriceOf, createMatchBook } from './matching-engine.ts'
import { applyAction, createOtherTraders, nextActions } from './other-traders.ts'

function play(seed: string, rounds: number) {
  const rng = createRng(seed)
  const book = createMatchBook()
  const traders = createOtherTraders({ name: 'others', grid: uniformGrid(100), fair: toPrice(5500) })
  const log: unknown[] = []
  for (let round = 0; round < rounds; round++) {
    for (const action of nextActions(traders, book, rng)) log.push(...applyAction(book, action, toMicros(round)))
    expect(bestPriceOf(book, 'bid')).toBeLessThan(bestPriceOf(book, 'ask') ?? 0)
  }
  return { log, traders }
}

describe('nextActions', () => {
  it('keeps both sides quoted, never crossed, and trades now and then', () => {
    const { log } = play('a', 300)
    expect(log.filter((event) => (event as { type: string }).type === 'trade').length).toBeGreaterThan(20)
  })

  it('does the same for the same seed and something else for another', () => {
    expect(play('a', 20).log).toEqual(play('a', 20).log)
    expect(play('a', 20).log).not.toEqual(play('b', 20).log)
  })
})
