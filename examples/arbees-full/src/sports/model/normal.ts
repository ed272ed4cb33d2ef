/** Returns the chance that a standard normal variable is at most `x`, within 1.5e-7 (Abramowitz and Stegun 7.1.26). */
export function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const upper = 0.5 * series * Math.exp(-z * z)
  return x >= 0 ? 1 - upper : upper
}

/**
 * Returns the argument from `low` to `high` at which a rising function reaches `value`; the nearer end when it
 * never does. Twenty halvings leave a millionth of the range.
 */
export function solveRising(
  rising: (x: number) => number,
  value: number,
  low: number,
  high: number,
  steps = 20,
): number {
  let [left, right] = [low, high]
  for (let step = 0; step < steps; step++) {
    const middle = (left + right) / 2
    if (rising(middle) < value) left = middle
    else right = middle
  }
  return (left + right) / 2
}

/** Returns the `x` below which a standard normal variable lies with chance `p`; ±6 at the ends. */
export function normalQuantile(p: number): number {
  return solveRising(normalBelow, p, -6, 6, 50)
}
