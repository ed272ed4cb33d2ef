/** Whether something is so. What the data cannot show is `not proven`, never `yes`. */
export type Holding = 'yes' | 'no' | 'not proven'

/** One line of the verdict. */
export type Verdict = {
  readonly name: 'Stability' | 'Execution' | 'Performance' | 'Resilience' | 'Profitability'
  readonly holds: Holding
  /** The figures that it rests on, and what is missing where it is not proven. */
  readonly found: string
}
