import type { Price } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { bookSideOf, outcomeGained, yesPriceOf } from './direction.ts'

describe('direction', () => {
  it.each([
    ['buy', 'yes', 'bid', 'yes'],
    ['sell', 'no', 'bid', 'yes'],
    ['buy', 'no', 'ask', 'no'],
    ['sell', 'yes', 'ask', 'no'],
  ] as const)('%s %s stands on the %s and gains %s', (action, outcome, side, gained) => {
    expect(bookSideOf(action, outcome)).toBe(side)
    expect(outcomeGained(side)).toBe(gained)
  })

  it('turns the price of NO around and leaves that of YES', () => {
    expect(yesPriceOf('no', 4200 as Price)).toBe(5800)
    expect(yesPriceOf('yes', 4200 as Price)).toBe(4200)
  })
})
