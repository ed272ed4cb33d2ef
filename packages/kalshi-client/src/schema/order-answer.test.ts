import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOrderAnswer } from './order.ts'
import { createOrderDecoder } from './order-answer.ts'

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    '0',
    '10.00',
    '0.125',
    '1e3',
    '-1.00',
    '00.10',
    '9007199254740993',
    ' 1',
  ),
  fc.constantFrom<unknown>(
    0,
    -1,
    1.5,
    1_795_359_600_164,
    9_007_199_254_740,
    9_007_199_254_741,
    Number.NaN,
    true,
    [],
    {},
  ),
  fc.string(),
)
const usually = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom<unknown>(...values) }, { weight: 1, arbitrary: anything })
const answers = fc.record(
  {
    order_id: usually('o-1'),
    client_order_id: usually(undefined, null, 'arb1'),
    fill_count: usually('10.00', '0.00', '0.01'),
    remaining_count: usually('0.00', '3.5'),
    average_fill_price: usually(undefined, null, '0.5600'),
    average_fee_paid: usually(undefined, null, '0.0174'),
    ts_ms: usually(1_795_359_600_164),
    new_field: anything,
  },
  { requiredKeys: [] },
)

describe('the answer to an order, by hand', () => {
  test('is what the schema makes of it, and refused where the schema refuses: 20,000 answers', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: answers }, { weight: 1, arbitrary: anything }), (value) => {
        const byHand = createOrderDecoder.safeParse(value)
        const bySchema = createOrderAnswer.safeParse(value)
        expect(byHand.success).toBe(bySchema.success)
        if (byHand.success && bySchema.success) {
          accepted += 1
          expect(byHand.data).toEqual(bySchema.data)
        }
      }),
      { numRuns: 20_000, seed: 7 },
    )
    expect(accepted).toBeGreaterThan(2_000)
  })

  test('a refusal names the path', () => {
    const refused = createOrderDecoder.safeParse({ order_id: 'o-1', fill_count: 10, remaining_count: '0.00', ts_ms: 1 })
    expect(refused).toMatchObject({ success: false, error: { issues: [{ path: ['fill_count'] }] } })
  })
})
