/** Why a market is not described. One closed list, so that each reason can be counted. */
export type RefusalReason =
  /** The name has no form that we know. */
  | 'unreadable-name'
  /** No league of ours: another sport, a series of games, an award. */
  | 'unknown-league'
  /** A question about the game other than who wins it: a spread, a total, a half, a prop. */
  | 'other-line'
  | 'unknown-team'
  /** A code or name that several teams share, and nothing that decides. */
  | 'ambiguous-team'
  | 'no-such-day'
  /** A day that may be UTC's or the venue's, and no start that decides. */
  | 'unknown-day'
  /** Two texts of the same market say different things. */
  | 'contradiction'
  /** Which outcome the market's YES is cannot be read. */
  | 'unknown-polarity'

/** A market that is not described, and why. */
export type Refusal = {
  readonly type: 'refused'
  readonly venue: string
  /** The venue's own name of the market. */
  readonly native: string
  readonly reason: RefusalReason
  /** What was found and what was expected, in one sentence. */
  readonly found: string
}

/** A refusal before it knows whose it is. */
export type Refused = { readonly type: 'refused'; readonly reason: RefusalReason; readonly found: string }

/** Returns a refusal. */
export function refuse(reason: RefusalReason, found: string): Refused {
  return { type: 'refused', reason, found }
}

/** Says whether a reading ended in a refusal. */
export function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'refused'
}
