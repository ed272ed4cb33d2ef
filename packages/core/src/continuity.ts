/*
 * A book may be traded on only while every message since its snapshot is known to have arrived. The
 * proof is a token: given with the snapshot, void from the first doubt, never given twice.
 */

declare const token: unique symbol

/** Proof that a book has been whole since its snapshot. Compare by identity of the number. */
export type ContinuityToken = number & { readonly [token]: 'ContinuityToken' }

/** The value of a book that may not be traded on. */
export const DISCONTINUOUS = 0 as ContinuityToken

/** Gives tokens that are unique in one process run: plain data with one counter. */
export type ContinuitySource = { last: number }

/** Returns a source of tokens. One per process, made where the runtime is made. */
export function createContinuitySource(): ContinuitySource {
  return { last: 0 }
}

/** Returns a new token, for a book that has just been replaced by a snapshot. */
export function nextContinuity(source: ContinuitySource): ContinuityToken {
  source.last += 1
  return source.last as ContinuityToken
}

/** Says whether a decision made under `held` may still be sent while the book stands at `current`. */
export function isContinuous(held: ContinuityToken, current: ContinuityToken): boolean {
  return held !== DISCONTINUOUS && held === current
}
