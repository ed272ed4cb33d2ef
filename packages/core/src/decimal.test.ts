import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DecimalError,
  formatDecimal,
  formatMoney,
  formatPrice,
  formatQuantity,
  parseDecimal,
  parseMoney,
  parsePrice,
  parseQuantity,
  readDecimal,
} from './decimal.ts'
import { toMoney, toPrice, toQuantity } from './units.ts'

const safeInteger = fc.maxSafeInteger()

describe('parse ∘ format is the identity', () => {
  test('for any integer, scale and number of places kept', () => {
    fc.assert(
      fc.property(
        safeInteger,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        (value, scale, kept) => {
          expect(parseDecimal(formatDecimal(value, scale, Math.min(scale, kept)), scale)).toBe(value === 0 ? 0 : value)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('for prices, quantities and money', () => {
    for (let ticks = 0; ticks <= 10_000; ticks++) expect(parsePrice(formatPrice(toPrice(ticks)))).toBe(ticks)
    fc.assert(
      fc.property(safeInteger, (value) => {
        expect(parseQuantity(formatQuantity(toQuantity(value)))).toBe(value === 0 ? 0 : value)
        expect(parseMoney(formatMoney(toMoney(value)))).toBe(value === 0 ? 0 : value)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a text that reads is worth what its digits say, to bigint', () => {
    const digits = fc.stringMatching(/^[0-9]{1,12}$/)
    fc.assert(
      fc.property(digits, digits, fc.boolean(), (whole, places, isNegative) => {
        const text = `${isNegative ? '-' : ''}${whole}.${places}`
        const scale = 15
        const exact = BigInt(whole + places.padEnd(scale, '0')) * (isNegative ? -1n : 1n)
        const value = readDecimal(text, scale)
        if (exact > BigInt(Number.MAX_SAFE_INTEGER) || exact < -BigInt(Number.MAX_SAFE_INTEGER)) expect(value).toBeNaN()
        else expect(BigInt(value)).toBe(exact)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatting', () => {
  test.each([
    [formatPrice(toPrice(5600)), '0.5600'],
    [formatPrice(toPrice(10_000)), '1.0000'],
    [formatQuantity(toQuantity(10_000_000)), '10.00'],
    [formatQuantity(toQuantity(219_217_767)), '219.217767'],
    [formatQuantity(toQuantity(-10_000)), '-0.01'],
    [formatMoney(toMoney(-4925)), '-0.004925'],
    [formatMoney(toMoney(1_500_000)), '1.50'],
    [formatDecimal(12, 0), '12'],
    [formatDecimal(-0, 2), '0.00'],
    [formatDecimal(5000, 4, 0), '0.5'],
    [formatDecimal(10_000, 4, 0), '1'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected)
  })

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses to print %s', (value) => {
    expect(() => formatDecimal(value, 2)).toThrow(DecimalError)
  })
})

describe('parsing', () => {
  test.each([
    '',
    '-',
    '.',
    '.5',
    '5.',
    '-.5',
    '+1',
    '--1',
    '1e3',
    '1E-3',
    '0x10',
    '0b1',
    ' 1',
    '1 ',
    '1 000',
    '1,000',
    '1_000',
    '1.2.3',
    '1.-2',
    'NaN',
    'Infinity',
    '½',
    '٣',
    '1\n',
    '1\u0000',
    '9007199254740993',
    '9'.repeat(400),
    `0.${'0'.repeat(400)}1`,
  ])('refuses %j', (text) => {
    expect(readDecimal(text, 6)).toBeNaN()
    expect(() => parseQuantity(text)).toThrow(DecimalError)
    expect(() => parseMoney(text)).toThrow(DecimalError)
    expect(() => parsePrice(text)).toThrow(DecimalError)
  })

  test('refuses a digit beyond the unit and takes zeros there', () => {
    expect(parsePrice('0.560000')).toBe(5600)
    expect(() => parsePrice('0.56001')).toThrow(DecimalError)
    expect(parseQuantity('1.0000000')).toBe(1_000_000)
    expect(() => parseQuantity('1.0000001')).toThrow('at most 6 places')
  })

  test.each(['-0.0001', '1.0001', '2', '-1'])('refuses the price %s', (text) => {
    expect(() => parsePrice(text)).toThrow('a price in dollars from 0 to 1')
  })

  test('reaches the largest safe integer and not one further', () => {
    expect(readDecimal('9007199254.740991', 6)).toBe(Number.MAX_SAFE_INTEGER)
    expect(readDecimal('9007199254.740992', 6)).toBeNaN()
    expect(readDecimal('-9007199254.740991', 6)).toBe(-Number.MAX_SAFE_INTEGER)
  })

  test('gives no negative zero', () => {
    expect(Object.is(readDecimal('-0.00', 6), 0)).toBe(true)
  })

  test('shows a long text cut, quoted', () => {
    const error = new DecimalError('x'.repeat(1000), 'a number')
    expect(error.message.length).toBeLessThan(120)
    expect(error.text).toBe(`${'x'.repeat(64)}…`)
  })
})
