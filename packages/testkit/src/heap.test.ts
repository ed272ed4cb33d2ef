import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeap } from './heap.ts'

test('a heap gives what sorting gives, after any pushes, pops and retains', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('push' as const), value: fc.integer({ min: 0, max: 50 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('pop' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('retain' as const), below: fc.integer({ min: 0, max: 50 }) }),
    },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const heap = createHeap<number>((a, b) => a < b)
      let naive: number[] = []
      for (const one of steps) {
        if (one.type === 'push') {
          heap.push(one.value)
          naive = [...naive, one.value].sort((a, b) => a - b)
        } else if (one.type === 'pop') {
          expect(heap.peek()).toBe(naive[0])
          expect(heap.pop()).toBe(naive.shift())
        } else {
          heap.retain((value) => value < one.below)
          naive = naive.filter((value) => value < one.below)
        }
        expect(heap.size()).toBe(naive.length)
      }
      while (naive.length > 0) expect(heap.pop()).toBe(naive.shift())
      expect(heap.pop()).toBeUndefined()
    }),
  )
})
