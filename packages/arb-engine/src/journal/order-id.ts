import type { ClientOrderId, Micros } from '@arbees/core'
import { invariant } from '@arbees/core'

const MILLIS_DIGITS = 13
const NUMBER_DIGITS = 9
/** How many digits tell one journal's orders from another's. */
const SALT_DIGITS = 9

/** What an order's name is made of. */
export type OrderName = {
  /** When it was named. It only helps to read the name: nothing rests on the clock. */
  readonly at: Micros
  /** Which order of its journal it is, from 1. */
  readonly number: number
  /** The journal's salt: nine digits. */
  readonly salt: string
}

/** Says whether `text` is a journal's salt: nine digits. */
export function isSalt(text: string): boolean {
  return text.length === SALT_DIGITS && /^\d+$/.test(text)
}

/**
 * Returns an order's own name: `arb`, 13 digits of milliseconds, 9 of the order's number in its
 * journal, 9 of the journal's salt; 34 characters, of which Kalshi takes up to 64.
 *
 * No two orders share one: in one journal no number is given twice, also after a restart, whatever
 * the clock does; two journals differ in their salts, and where chance gave two of them one salt
 * (one in 10^9), also in milliseconds or number unless both name their n-th order in the same millisecond.
 *
 * @throws InvariantError outside these widths.
 * @example
 * formatOrderId({ at: now, number: 17, salt: '004217733' }) // "arb1796493600000000000017004217733"
 */
export function formatOrderId({ at, number, salt }: OrderName): ClientOrderId {
  const millis = String(Math.floor(at / 1_000)).padStart(MILLIS_DIGITS, '0')
  invariant(/^\d{13}$/.test(millis), `an order is named at an instant of 13 digits of milliseconds, found ${at}`)
  invariant(
    Number.isInteger(number) && number > 0 && number < 10 ** NUMBER_DIGITS,
    `an order's number is an integer from 1 to 999999999, found ${number}`,
  )
  invariant(isSalt(salt), `a salt is ${SALT_DIGITS} digits, found ${JSON.stringify(salt)}`)
  return `arb${millis}${String(number).padStart(NUMBER_DIGITS, '0')}${salt}` as ClientOrderId
}
