import type { Liquidity, Money } from '@arbees/core'
import { formatDecimal, NO_MONEY, parseMoney, parsePrice, parseQuantity, readDecimal } from '@arbees/core'
import { FEE_RATES } from '../../src/fee-rate.ts'
import type { FeeBreakdown, FeeFlow, Membership } from '../../src/fees.ts'
import { averageFeePaid, kalshiFee, kalshiFees } from '../../src/fees.ts'
import type { Fields, Outcome, Tally } from './tally.ts'
import { createTally, fieldsOf, listOf, textOf } from './tally.ts'

const MODEL_PLACES = 20

/** A decimal text → 10^-20, exactly. */
function modelOf(text: string): bigint {
  const [whole = '', places = ''] = text.split('.')
  if (places.length > MODEL_PLACES) throw new Error(`more than ${MODEL_PLACES} places in ${text}`)
  return BigInt(whole + places.padEnd(MODEL_PLACES, '0'))
}

const money = (value: unknown, what: string): Money => parseMoney(textOf(value, what))

function inputOf(vector: Fields) {
  const input = fieldsOf(vector['input'], 'input')
  const multiplierMillionths = readDecimal(String(input['fee_multiplier']), 6)
  return {
    terms: { feeType: textOf(input['fee_type'], 'fee_type'), multiplierMillionths },
    liquidity: input['role'] as Liquidity,
    flow: input['flow'] as FeeFlow,
    yesPrice: parsePrice(textOf(input['yes_price'], 'yes_price')),
    quantity: parseQuantity(textOf(input['count'], 'count')),
  }
}

function* compareMember(fee: FeeBreakdown, expected: Fields, member: string) {
  yield [
    `${member} aligned_balance_change`,
    fee.alignedChange,
    money(expected['aligned_balance_change'], member),
  ] as const
  yield [`${member} rounding_fee`, fee.roundingFee, money(expected['rounding_fee'], member)] as const
  yield [`${member} total_fee`, fee.tradeFee + fee.roundingFee, money(expected['total_fee'], member)] as const
}

function* compareSingle(vector: Fields) {
  const input = inputOf(vector)
  const expected = fieldsOf(vector['expected'], 'expected')
  const rate = FEE_RATES[input.terms.feeType]?.[input.liquidity]
  yield ['coefficient', rate, readDecimal(textOf(vector['coefficient'], 'coefficient'), 4)] as const
  const direct = kalshiFee({ ...input, membership: 'direct' })
  const broker = kalshiFee({ ...input, membership: 'non-direct' })
  yield ['model_fee', direct.modelFee, modelOf(textOf(expected['model_fee'], 'model_fee'))] as const
  yield ['trade_fee', direct.tradeFee, money(expected['trade_fee'], 'trade_fee')] as const
  yield ['revenue', direct.revenue, money(expected['revenue'], 'revenue')] as const
  yield* compareMember(direct, fieldsOf(expected['direct'], 'direct'), 'direct')
  yield* compareMember(broker, fieldsOf(expected['non_direct'], 'non_direct'), 'non_direct')
  const captured = vector['captured_fee_cost']
  if (captured !== undefined) yield ['captured_fee_cost', direct.netFee, money(captured, 'captured_fee_cost')] as const
  const schedule = kalshiFees(input.terms, 'vector')
  const bound = schedule.fee(input.yesPrice, input.quantity, input.liquidity)
  yield ['the schedule covers it', bound >= direct.tradeFee + direct.roundingFee, true] as const
}

function* compareOrder(vector: Fields) {
  const membership = (vector['member'] === 'non_direct' ? 'non-direct' : vector['member']) as Membership
  yield ['precision', { direct: '0.0001', 'non-direct': '0.01' }[membership], vector['precision']] as const
  let accumulator: Money = NO_MONEY
  let total = 0
  for (const [index, fill] of listOf(vector['fills'], 'fills').entries()) {
    const fee = kalshiFee(
      {
        terms: { feeType: 'quadratic', multiplierMillionths: 1_000_000 },
        liquidity: 'taker',
        flow: 'buy_yes',
        yesPrice: parsePrice(textOf(fill['yes_price'], 'yes_price')),
        quantity: parseQuantity(textOf(fill['count'], 'count')),
        membership,
      },
      accumulator,
    )
    const at = `fill ${index}`
    yield [`${at} trade_fee`, fee.tradeFee, money(fill['trade_fee'], at)] as const
    yield [`${at} rounding_fee`, fee.roundingFee, money(fill['rounding_fee'], at)] as const
    const before = accumulator + fee.roundingFee
    yield [`${at} accumulator_before_rebate`, before, money(fill['accumulator_before_rebate'], at)] as const
    yield [`${at} rebate`, fee.rebate, money(fill['rebate'], at)] as const
    yield [`${at} net_fee`, fee.netFee, money(fill['net_fee'], at)] as const
    yield [`${at} accumulator_after`, fee.accumulator, money(fill['accumulator_after'], at)] as const
    yield [`${at} balance_change`, fee.alignedChange + fee.rebate, money(fill['balance_change'], at)] as const
    accumulator = fee.accumulator
    total += fee.netFee
  }
  yield ['total_net_fee', total, money(vector['total_net_fee'], 'total_net_fee')] as const
}

function averages(tally: Tally, vectors: readonly Fields[]): void {
  for (const vector of vectors) {
    const total = textOf(vector['total_fee'], 'total_fee')
    const count = textOf(vector['fill_count'], 'fill_count')
    tally.vector(`average of ${total} over ${count}`, () => [
      [
        'average_fee_paid',
        formatDecimal(averageFeePaid(parseMoney(total), parseQuantity(count)) / 100, 4),
        vector['average_fee_paid'],
      ],
    ])
  }
}

/** Runs the vectors of fees. */
export function runFees(section: unknown): readonly Outcome[] {
  const tally = createTally('fees')
  const fees = fieldsOf(section, 'fee_vectors')
  tally.known('section', fees, [
    'source',
    'formula',
    'rounding',
    'older_rule_until_about_2026_09',
    'legacy_2025_assumption_that_is_now_wrong',
    'not_covered',
    'single_fill_vectors',
    'multi_fill_accumulator_vectors',
    'average_fee_paid_vectors',
  ])
  for (const vector of listOf(fees['single_fill_vectors'], 'single_fill_vectors')) {
    tally.vector(textOf(vector['name'], 'name'), () => compareSingle(vector))
  }
  const orders = fieldsOf(fees['multi_fill_accumulator_vectors'], 'multi_fill_accumulator_vectors')
  for (const vector of listOf(orders['vectors'], 'multi_fill_accumulator_vectors.vectors')) {
    tally.vector(textOf(vector['name'], 'name'), () => compareOrder(vector))
  }
  averages(tally, listOf(fees['average_fee_paid_vectors'], 'average_fee_paid_vectors'))
  return tally.outcomes()
}
