/** The last so many lengths of time, for percentiles that people read. Changed in place. */
export type LatencyWindow = { readonly kept: Float64Array; count: number }

/** How many lengths a window remembers. */
const KEPT = 4_096

/** Percentiles in milliseconds; null where nothing was measured. */
export type Percentiles = { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null }

/** Returns a window of nothing. */
export function createLatencyWindow(): LatencyWindow {
  return { kept: new Float64Array(KEPT), count: 0 }
}

/** Remembers a length of time in microseconds. */
export function noteLatency(window: LatencyWindow, micros: number): void {
  window.kept[window.count % KEPT] = micros
  window.count += 1
}

/** Returns the percentiles of what is remembered, by the nearest rank. */
export function percentilesOf({ kept, count }: LatencyWindow): Percentiles {
  const sorted = kept.slice(0, Math.min(count, KEPT)).sort()
  const at = (part: number) => {
    const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
    return value === undefined ? null : Math.round(value / 10) / 100
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
