import type { Quantity } from '@arbees/core'
import { createRng, nextInteger, nextOf, toMoney, toPrice, toQuantity } from '@arbees/core'
import { expect, test } from 'vitest'
import type { OrderAmounts } from '../src/order-amounts.ts'
import { immediateAmounts, restingAmounts } from '../src/order-amounts.ts'
import type { Tick } from '../src/tick.ts'
import { TICKS } from '../src/tick.ts'

const CASES = 1_000_000
const rng = createRng('order-amounts')

/** What the venue enforces and what we promise, in integers of its own; undefined when all hold. */
function broken(
  found: OrderAmounts,
  price: number,
  quantity: number,
  tick: Tick,
  isImmediate: boolean,
): string | undefined {
  const { side, makerAmount, takerAmount } = found
  const [maker, taker, p, q] = [BigInt(makerAmount), BigInt(takerAmount), BigInt(price), BigInt(quantity)]
  const isBuy = side === 'BUY'
  if (isImmediate && makerAmount % 10_000 !== 0) return 'what is given has more than two decimals'
  if (isImmediate && takerAmount % 100 !== 0) return 'what is wanted has more than four decimals'
  if (!isImmediate && (isBuy ? takerAmount : makerAmount) % 10_000 !== 0) return 'contracts have more than two decimals'
  if (!isImmediate && (isBuy ? maker : taker) * 10_000n !== (isBuy ? taker : maker) * p)
    return 'the price is not the asked one'
  // Asked: q contracts at p. In ten-thousandths of a base unit.
  const given = isBuy && isImmediate ? maker * 10_000n : isBuy ? taker * 10_000n : maker * 10_000n
  const asked = isBuy && isImmediate ? q * p : q * 10_000n
  if (given > asked) return 'it costs more than was asked'
  if (asked - given >= 10_000n * 10_000n) return 'it loses more than one lot'
  if (isBuy && taker > q) return 'it asks for more contracts than were asked for'
  // The implied price reaches the limit from the right side and stays short of the next price.
  const step = BigInt(tick)
  if (isBuy && maker * 10_000n < taker * p) return 'it does not match at its limit'
  if (isBuy && maker * 10_000n >= taker * (p + step)) return 'it matches above its limit'
  if (!isBuy && taker * 10_000n > maker * p) return 'it does not match at its limit'
  if (!isBuy && taker * 10_000n <= maker * (p - step)) return 'it matches below its limit'
  return undefined
}

test(`${CASES} random orders satisfy the venue's rules, never cost more than asked, and lose at most one lot`, () => {
  let refusals = 0
  for (let count = 0; count < CASES; count++) {
    const tick = nextOf(rng, TICKS)
    const price = nextInteger(rng, 1, 10_000 / tick - 1) * tick
    const side = nextOf(rng, ['BUY', 'SELL'] as const)
    const isImmediate = rng.next() % 4 !== 0
    const quantity = nextInteger(rng, 1, 10 ** nextInteger(rng, 4, 13)) as Quantity
    const rules = { tick, quantityMin: toQuantity(0), notionalMin: toMoney(0) }
    const order = { side, price: toPrice(price), quantity }
    const found = isImmediate ? immediateAmounts(order, rules) : restingAmounts(order, rules)
    if (found.type === 'refused') {
      refusals++
      // Only crumbs have no lawful amounts: less than a dollar, or than a contract.
      if (quantity >= 1_000_000 && BigInt(quantity) * BigInt(price) >= 10_000_000_000n) {
        expect.unreachable(`${JSON.stringify(order)} was refused: ${found.sentence}`)
      }
      continue
    }
    const defect = broken(found, price, quantity, tick, isImmediate)
    if (defect !== undefined) expect.unreachable(`${defect}: ${JSON.stringify({ order, tick, found })}`)
  }
  expect(refusals).toBeLessThan(CASES / 2)
})
