import { expect, test } from 'vitest'
import { keepNewest } from './keep-newest.ts'

test('the key that was set longest ago goes first, and one that is set again is new', () => {
  const map = new Map<string, number>()
  for (const [at, key] of ['a', 'b', 'a', 'c', 'd'].entries()) keepNewest(map, key, at, 3)
  expect([...map]).toEqual([
    ['a', 2],
    ['c', 3],
    ['d', 4],
  ])
})
