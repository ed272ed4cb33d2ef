import type { Rounding } from '@arbees/core'
import { DecimalError } from '@arbees/core'

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/

/**
 * Returns a decimal text, also in exponent form, as an integer of 10^-`decimals`, rounded as named.
 * For statistics (volumes, average prices), which the venue gives as floats of any length; what is
 * traded on is parsed exactly instead.
 *
 * @throws DecimalError unless it is a number that fits the safe integers.
 * @example
 * roundDecimal('9.9999975', 6, 'half-up') // 9999998
 */
export function roundDecimal(text: string, decimals: number, rounding: Rounding): number {
  const match = NUMBER.exec(text)
  if (match === null) throw new DecimalError(text, 'a number')
  const [, sign, whole = '', places = '', exponent = '0'] = match
  const digits = BigInt(`${sign}${whole}${places}`)
  const shift = decimals - places.length + Number(exponent)
  if (shift >= 0) return toSafe(digits * 10n ** BigInt(shift), text)
  const by = 10n ** BigInt(-shift)
  let quotient = digits / by
  let rest = digits % by
  if (rest < 0n) {
    quotient -= 1n
    rest += by
  }
  if (rest > 0n && (rounding === 'ceil' || (rounding === 'half-up' && 2n * rest >= by))) quotient += 1n
  return toSafe(quotient, text)
}

function toSafe(value: bigint, text: string): number {
  const result = Number(value)
  if (!Number.isSafeInteger(result)) throw new DecimalError(text, 'a number within the safe integers')
  return result
}
