import type { MarketId, Outcome } from '@arbees/core'
import { invariant, isMarketId } from '@arbees/core'

/** How two markets' outcomes relate: `same`, YES pays with YES; `inverse`, YES pays with NO. */
export type Polarity = 'same' | 'inverse'

/** Two markets that settle on one question. Made by a matcher or a person, never guessed here. */
export type Pair = { readonly name: string; readonly a: MarketId; readonly b: MarketId; readonly polarity: Polarity }

/** One way to hold a pair so that exactly one leg pays: which outcome is bought on each market. */
export type Direction = {
  readonly name: 'yes_a+no_b' | 'no_a+yes_b' | 'yes_a+yes_b' | 'no_a+no_b'
  readonly a: Outcome
  readonly b: Outcome
}

const SAME: readonly [Direction, Direction] = [
  { name: 'yes_a+no_b', a: 'yes', b: 'no' },
  { name: 'no_a+yes_b', a: 'no', b: 'yes' },
]
const INVERSE: readonly [Direction, Direction] = [
  { name: 'yes_a+yes_b', a: 'yes', b: 'yes' },
  { name: 'no_a+no_b', a: 'no', b: 'no' },
]

/** Returns the two directions of a polarity: the two ways in which one leg pays whatever happens. */
export function directionsOf(polarity: Polarity): readonly [Direction, Direction] {
  return polarity === 'same' ? SAME : INVERSE
}

/**
 * Returns the pair, checked.
 *
 * @throws InvariantError when a market id is malformed or both are one market.
 */
export function createPair(pair: Pair): Pair {
  for (const id of [pair.a, pair.b]) invariant(isMarketId(id), `a pair joins market ids, found ${JSON.stringify(id)}`)
  invariant(pair.a !== pair.b, `a pair joins two markets, found ${pair.a} twice in ${pair.name}`)
  return Object.freeze({ ...pair })
}
