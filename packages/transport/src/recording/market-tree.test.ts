import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMarketTree, findMarket } from './market-tree.ts'

const encode = (text: string) => new TextEncoder().encode(`${text}"`)
const treeOf = (ids: readonly string[]) => createMarketTree(new Map(ids.map((id, index) => [index, encode(id)])))

describe('market tree', () => {
  test('finds every id, whatever the ids are', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '7', 'ö'), maxLength: 8 })
    const ids = fc.uniqueArray(word, { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(ids, fc.nat(5), (all, before) => {
        const tree = treeOf(all)
        for (const [index, id] of all.entries()) {
          const bytes = Uint8Array.of(...new Uint8Array(before), ...encode(id))
          expect(findMarket(tree, bytes, before)).toBe(index)
        }
      }),
    )
  })

  test('an id that is the beginning of another is told from it by its end', () => {
    const tree = treeOf(['kalshi:A', 'kalshi:AB'])
    expect(findMarket(tree, encode('kalshi:A'), 0)).toBe(0)
    expect(findMarket(tree, encode('kalshi:AB'), 0)).toBe(1)
  })

  test('says when no id can stand there', () => {
    const tree = treeOf(['kalshi:A', 'kalshi:C', 'kalshi:D'])
    expect(findMarket(tree, encode('kalshi:B'), 0)).toBe(-1)
    expect(findMarket(tree, encode('kalshi:E'), 0)).toBe(-1)
    expect(findMarket(tree, encode('kal'), 0)).toBe(-1)
    expect(findMarket(createMarketTree(new Map()), encode('kalshi:A'), 0)).toBe(-1)
  })

  test('ten thousand ids are told apart by a few looks', () => {
    const ids = Array.from(
      { length: 10_000 },
      (_, index) => `polymarket:${(index * 7_919_713).toString().padStart(40, '3')}`,
    )
    const tree = treeOf(ids)
    for (const index of [0, 1, 4_999, 9_999]) expect(findMarket(tree, encode(ids[index] as string), 0)).toBe(index)
    expect(tree.nodes.byteLength).toBeLessThan(1_000_000)
  })
})
