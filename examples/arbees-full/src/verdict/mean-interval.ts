/*
 * How sure a mean is. Trades of one game win and lose together, so games are drawn anew and not trades: drawn one by one,
 * twenty trades on one score would count as twenty proofs.
 */
import { createRng, nextOf } from '@arbees/core'

/** A mean and the ends within which it lies nineteen times in twenty. */
export type MeanInterval = { readonly mean: number; readonly low: number; readonly high: number }

const DRAWS = 2_000

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/**
 * Returns the mean of all values of all groups with its interval of 95 %, by drawing as many groups anew. The same values
 * give the same interval.
 *
 * @param groups At least one, none of them empty.
 */
export function meanInterval(groups: readonly (readonly number[])[]): MeanInterval {
  const sums = groups.map((values) => ({ sum: sumOf(values), count: values.length }))
  const rng = createRng('mean interval')
  const means: number[] = []
  for (let draw = 0; draw < DRAWS; draw++) {
    let [sum, count] = [0, 0]
    for (const _ of sums) {
      const drawn = nextOf(rng, sums)
      sum += drawn.sum
      count += drawn.count
    }
    means.push(sum / count)
  }
  means.sort((a, b) => a - b)
  return {
    mean: sumOf(sums.map(({ sum }) => sum)) / sumOf(sums.map(({ count }) => count)),
    low: means[Math.floor(DRAWS * 0.025)] as number,
    high: means[Math.ceil(DRAWS * 0.975) - 1] as number,
  }
}
