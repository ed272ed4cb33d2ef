import type { RejectReason } from '@arbees/core'
import type { ErrorWords } from './error-body.ts'

/** Kalshi's codes for refused orders, in lower case, and what they mean. */
export const REJECT_REASONS: Readonly<Record<string, RejectReason>> = Object.freeze({
  insufficient_balance: 'funds',
  available_balance_too_low: 'funds',
  invalid_price: 'tick',
  invalid_order_size: 'lot',
  invalid_order: 'invalid',
  invalid_parameters: 'invalid',
  missing_parameters: 'invalid',
  bad_request: 'invalid',
  order_id_and_client_order_id_mismatch: 'invalid',
  order_side_mismatch: 'invalid',
  order_ticker_mismatch: 'invalid',
  deprecated_v1_order_endpoint: 'invalid',
  not_found: 'invalid',
  order_already_exists: 'duplicate',
  fill_or_kill_insufficient_resting_volume: 'no-match',
  market_inactive: 'closed',
  market_closed: 'closed',
  exchange_paused: 'paused',
  trading_paused: 'paused',
  forbidden: 'auth',
  authentication_error: 'auth',
  header_timestamp_expired: 'auth',
})

/** What a status means where the code is not known. */
const BY_STATUS: Readonly<Record<number, RejectReason>> = { 401: 'auth', 403: 'auth', 410: 'invalid', 429: 'rate' }

/** Returns why Kalshi refused an order, as far as its words say. */
export function rejectReasonOf(status: number, words: ErrorWords): RejectReason {
  const text = `${words.message ?? ''} ${words.details ?? ''}`.toLowerCase()
  if (text.includes('post only')) return 'post-only'
  if (text.includes('expiration timestamp must be in the future')) return 'expired'
  const code = (words.code ?? '').toLowerCase()
  const known = Object.hasOwn(REJECT_REASONS, code) ? REJECT_REASONS[code] : undefined
  return known ?? BY_STATUS[status] ?? 'other'
}
