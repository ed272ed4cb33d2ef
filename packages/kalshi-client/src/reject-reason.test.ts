import { describe, expect, it } from 'vitest'
import { rejectReasonOf } from './reject-reason.ts'

describe('why an order was refused', () => {
  it.each([
    [400, { code: 'insufficient_balance' }, 'funds'],
    [400, { code: 'invalid_price' }, 'tick'],
    [400, { code: 'invalid_order', details: 'post only cross' }, 'post-only'],
    [400, { code: 'invalid_order', details: 'reduce_only can only be used with IoC or FoK orders' }, 'invalid'],
    [400, { message: 'Expiration timestamp must be in the future' }, 'expired'],
    [400, { code: 'MARKET_INACTIVE' }, 'closed'],
    [403, { message: 'this API key is restricted' }, 'auth'],
    [409, { code: 'order_already_exists' }, 'duplicate'],
    [409, { code: 'fill_or_kill_insufficient_resting_volume' }, 'no-match'],
    [410, { code: 'deprecated_v1_order_endpoint' }, 'invalid'],
    [400, { code: 'a_word_of_next_year' }, 'other'],
    [400, { code: 'constructor' }, 'other'],
  ] as const)('%i %j is %s', (status, words, reason) => expect(rejectReasonOf(status, words)).toBe(reason))
})
