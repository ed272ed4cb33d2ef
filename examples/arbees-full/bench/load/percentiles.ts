/** What many lengths of time came to, in milliseconds of three decimals; null where there is none. */
export type Spread = {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** Returns what lengths of time in microseconds came to, by the nearest rank. */
export function spreadOf(micros: readonly number[]): Spread {
  const sorted = [...micros].sort((a, b) => a - b)
  const at = (part: number) => {
    const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
    return value === undefined ? null : Math.round(value) / 1_000
  }
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
