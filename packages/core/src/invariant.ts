/** Thrown when the program, not the world, is wrong. Nobody catches it: the process ends and restarts. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/**
 * Ends the program when `condition` is false. On in production: corrupt state is worse than none.
 *
 * @throws InvariantError with `sentence`, which says what was expected and what was found.
 * @example
 * invariant(quantity >= 0, `a fill has a quantity of at least 0, found ${quantity}`)
 */
export function invariant(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new InvariantError(sentence)
}
