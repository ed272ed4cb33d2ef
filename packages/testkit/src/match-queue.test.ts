import { ONE_CONTRACT, toPrice, toQuantity } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { RestingOrder } from './match-queue.ts'
import { bestLevel, createMatchQueue, dropOrder, levelAt, pushOrder, shrinkOrder } from './match-queue.ts'

function order(id: string, ticks: number, arrival: number): RestingOrder {
  return { id, owner: id, side: 'ask', price: toPrice(ticks), remaining: ONE_CONTRACT, arrival }
}

describe('a queue', () => {
  it('keeps the cheapest ask best and the oldest order first', () => {
    const queue = createMatchQueue('ask')
    const first = order('first', 5000, 1)
    for (const one of [order('dear', 5200, 0), first, order('second', 5000, 2)]) pushOrder(queue, one)
    expect(bestLevel(queue)?.orders.map((one) => one.id)).toEqual(['first', 'second'])
    shrinkOrder(queue, first, toQuantity(400_000))
    expect(levelAt(queue, toPrice(5000))?.total).toBe(1_600_000)
    dropOrder(queue, first)
    expect(levelAt(queue, toPrice(5000))?.total).toBe(1_000_000)
    expect(() => dropOrder(queue, first)).toThrow('found none there')
  })
})
