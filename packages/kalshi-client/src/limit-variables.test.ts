import { describe, expect, it } from 'vitest'
import { readKalshiLimits } from './limit-variables.ts'

describe('limits in variables', () => {
  it('are the delay between bulk reads, where it is named', () => {
    expect(readKalshiLimits({})).toEqual({})
    expect(readKalshiLimits({ KALSHI_REQUEST_DELAY_MS: '' })).toEqual({})
    expect(readKalshiLimits({ KALSHI_REQUEST_DELAY_MS: ' 250 ' })).toEqual({ requestDelayMillis: 250 })
    expect(readKalshiLimits({ KALSHI_DEMO_REQUEST_DELAY_MS: '0' }, 'KALSHI_DEMO')).toEqual({ requestDelayMillis: 0 })
  })

  it.each(['-1', '2.5', '250ms', '1e3', '60001', 'soon'])('refuse %s', (text) => {
    expect(() => readKalshiLimits({ KALSHI_REQUEST_DELAY_MS: text })).toThrow(
      `KALSHI_REQUEST_DELAY_MS: expected whole milliseconds from 0 to 60000, found "${text}"`,
    )
  })
})
