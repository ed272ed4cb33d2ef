import { invariant } from './invariant.ts'

/** Chance as an argument: a source of unsigned 32-bit integers. */
export type Rng = { readonly next: () => number }

/** Returns a 32-bit hash of a text: to derive seeds by name (`seed + ':fees'`). */
export function hashSeed(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x21f0aaad)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x735a2d97)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * Returns a seeded generator (sfc32): small, fast, and the same on every machine. Not for secrets.
 *
 * @example
 * const rng = createRng(42)
 * rng.next() // the same number in every run
 */
export function createRng(seed: number | string): Rng {
  const text = String(seed)
  let a = hashSeed(`${text}/a`)
  let b = hashSeed(`${text}/b`)
  let c = hashSeed(`${text}/c`)
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // The first outputs of close seeds resemble each other.
  for (let round = 0; round < 15; round++) next()
  return Object.freeze({ next })
}

/** Returns an integer from `low` to `high`, both included, each as likely as the other to one in 2^32. */
export function nextInteger(rng: Rng, low: number, high: number): number {
  return low + Math.floor((rng.next() / 0x1_0000_0000) * (high - low + 1))
}

/** Returns a float from 0 (included) to 1 (excluded). For models and weights, never for money. */
export function nextFloat(rng: Rng): number {
  return rng.next() / 0x1_0000_0000
}

/** Returns true with the given probability. */
export function nextChance(rng: Rng, probability: number): boolean {
  return nextFloat(rng) < probability
}

/**
 * Returns one element.
 *
 * @throws InvariantError when there is none.
 */
export function nextOf<T>(rng: Rng, items: readonly T[]): T {
  invariant(items.length > 0, 'a choice has at least one item, found none')
  return items[nextInteger(rng, 0, items.length - 1)] as T
}
