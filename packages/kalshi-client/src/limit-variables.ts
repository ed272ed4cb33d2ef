import { VenueError } from '@arbees/core'
import type { KalshiLimits } from './client.ts'
import type { CredentialVariables } from './credentials.ts'

/** A pause of more than a minute between two reads is a slip of the finger. */
const DELAY_MAX_MILLIS = 60_000

/**
 * Returns the limits that variables name: `KALSHI_REQUEST_DELAY_MS`, the least time between two bulk reads in
 * whole milliseconds. Empty where they name none. The prefix is `KALSHI` unless another is given.
 *
 * @throws VenueError `config.invalid` unless it is a whole number from 0 to 60000.
 * @example
 * createKalshiClient({ environment: 'demo', limits: { tier: 'advanced', ...readKalshiLimits(process.env) } })
 */
export function readKalshiLimits(
  variables: CredentialVariables,
  prefix = 'KALSHI',
): Pick<KalshiLimits, 'requestDelayMillis'> {
  const name = `${prefix}_REQUEST_DELAY_MS`
  const text = variables[name]?.trim() ?? ''
  if (text === '') return {}
  const requestDelayMillis = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (requestDelayMillis <= DELAY_MAX_MILLIS) return { requestDelayMillis }
  const found = JSON.stringify(text.slice(0, 20))
  const issue = `${name}: expected whole milliseconds from 0 to ${DELAY_MAX_MILLIS}, found ${found}`
  throw new VenueError('config.invalid', { issues: [issue] })
}
