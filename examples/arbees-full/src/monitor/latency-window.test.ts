import { expect, test } from 'vitest'
import { createLatencyWindow, noteLatency, percentilesOf } from './latency-window.ts'

test('a window knows the percentiles of its last lengths, in milliseconds', () => {
  const window = createLatencyWindow()
  expect(percentilesOf(window)).toEqual({ p50: null, p95: null, p99: null })
  for (let millis = 1; millis <= 100; millis++) noteLatency(window, millis * 1_000)
  expect(percentilesOf(window)).toEqual({ p50: 50, p95: 95, p99: 99 })
  for (let more = 0; more < 5_000; more++) noteLatency(window, 2_340)
  expect(percentilesOf(window)).toEqual({ p50: 2.34, p95: 2.34, p99: 2.34 })
})
