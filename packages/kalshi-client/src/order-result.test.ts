import type { Quantity } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { defectOfAnswer, orderResultOf } from './order-result.ts'

const quantity = (contracts: number) => (contracts * 1_000_000) as Quantity
const answer = (filled: number, remaining: number) => ({
  fillCount: quantity(filled),
  remainingCount: quantity(remaining),
})

describe('what became of an order', () => {
  it.each([
    [10, 10, 0, 'filled', 0],
    [10, 0, 0, 'canceled_without_fill', 10],
    [10, 3, 0, 'partially_filled_canceled', 7],
    [10, 4, 6, 'partially_filled_resting', 0],
    [10, 0, 10, 'resting', 0],
  ])('of %i: %i filled, %i remaining is %s', (asked, filled, remaining, state, canceled) => {
    expect(orderResultOf(quantity(asked), answer(filled, remaining))).toEqual({
      state,
      filled: quantity(filled),
      resting: quantity(remaining),
      canceled: quantity(canceled),
    })
  })

  it.each([
    [11, 0, 'immediate_or_cancel'],
    [4, 7, 'good_till_canceled'],
    [4, 6, 'immediate_or_cancel'],
    [4, 0, 'fill_or_kill'],
    [-1, 0, 'immediate_or_cancel'],
  ] as const)('is not believed: %i filled, %i remaining of 10, %s', (filled, remaining, timeInForce) => {
    expect(defectOfAnswer(quantity(10), answer(filled, remaining), timeInForce)).toMatch(/_count: expected/)
  })

  it('is believed otherwise', () => {
    expect(defectOfAnswer(quantity(10), answer(4, 0), 'immediate_or_cancel')).toBeUndefined()
    expect(defectOfAnswer(quantity(10), answer(4, 6), 'good_till_canceled')).toBeUndefined()
    expect(defectOfAnswer(quantity(10), answer(10, 0), 'fill_or_kill')).toBeUndefined()
  })
})
