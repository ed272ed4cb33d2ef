/** One team of a league, with everything the venues call it. Plain data. */
export type Team = {
  /** The full name, which is the team's identity inside its league. */
  readonly name: string
  /** Other names; several teams may share one (`Los Angeles`), which then proves nothing alone. */
  readonly aliases: readonly string[]
  /** Kalshi's codes in tickers, upper case. Empty where none is known. */
  readonly kalshi: readonly string[]
  /** Polymarket's codes in slugs, lower case. Empty where none is known. */
  readonly polymarket: readonly string[]
}
