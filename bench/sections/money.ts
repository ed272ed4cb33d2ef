import type { Price, Quantity } from '../../packages/core/src/index.ts'
import {
  cost,
  costRoundedUp,
  createRng,
  formatPrice,
  formatQuantity,
  mulDiv,
  nextInteger,
  quadraticFee,
  readDecimal,
} from '../../packages/core/src/index.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Contender } from '../race.ts'
import { race } from '../race.ts'

const CASES = 4_096
const REPEATS = 250

/** Times a function of one case's number over all cases, many times. */
function overCases(name: string, work: (index: number) => number): Contender {
  let sum = 0
  return {
    name,
    run: () => {
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        for (let index = 0; index < CASES; index++) sum += work(index)
      }
      // The sum is looked at, so that no part of the work can be left out.
      return Number.isNaN(sum) ? 0 : CASES * REPEATS
    },
  }
}

function contenders(): readonly Contender[] {
  const rng = createRng('money')
  const prices = Array.from({ length: CASES }, () => nextInteger(rng, 1, 9_999) as Price)
  const lots = Array.from({ length: CASES }, () => (nextInteger(rng, 1, 100_000) * 10_000) as Quantity)
  const odd = Array.from({ length: CASES }, () => nextInteger(rng, 1, 1_000_000_000) as Quantity)
  const huge = Array.from({ length: CASES }, () => nextInteger(rng, 10 ** 12, 10 ** 15) as Quantity)
  const priceTexts = prices.map(formatPrice)
  const quantityTexts = odd.map(formatQuantity)
  const fees = quadraticFee({ name: 'bench', takerRate: 700, roundUpTo: 100 })
  const priceAt = (index: number) => prices[index] as Price
  return [
    overCases('the loop alone', (index) => prices[index] as number),
    overCases('float: price × quantity (not exact)', (index) => (priceAt(index) * (odd[index] as number)) / 10_000),
    overCases('cost of whole lots', (index) => cost(priceAt(index), lots[index] as Quantity)),
    overCases('costRoundedUp of odd quantities', (index) => costRoundedUp(priceAt(index), odd[index] as Quantity)),
    overCases('mulDiv within 2^53', (index) => mulDiv(priceAt(index), odd[index] as number, 10_000, 'floor')),
    overCases('mulDiv beyond 2^53 (bigint)', (index) => mulDiv(priceAt(index), huge[index] as number, 10_000, 'floor')),
    overCases('fee of whole lots', (index) => fees.fee(priceAt(index), lots[index] as Quantity, 'taker')),
    overCases('fee of odd quantities (bigint)', (index) => fees.fee(priceAt(index), odd[index] as Quantity, 'taker')),
    overCases('unitFee', (index) => fees.unitFee(priceAt(index), 'taker')),
    overCases('readDecimal of a price', (index) => readDecimal(priceTexts[index] as string, 4)),
    overCases('readDecimal of a quantity', (index) => readDecimal(quantityTexts[index] as string, 6)),
    overCases('Number of a price (not exact)', (index) => Number(priceTexts[index])),
  ]
}

/** The arithmetic of price, quantity and money. */
export const moneySection: Section = {
  name: 'money',
  title: 'Arithmetic',
  measure: async ({ rounds, say }) => {
    say(`${CASES} random cases, ${REPEATS} times, in ${rounds + 1} rounds`)
    const results = await race(contenders(), rounds)
    return [
      'Random prices and quantities. No target of its own; exact integers must not be what a decision waits for.',
      table(
        ['one call', 'ns', 'fastest – slowest round', 'CPU ns'],
        results.map(({ name, nanos, nanosMin, nanosMax, cpuNanos }) => [
          name,
          formatFigure(nanos),
          `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
          formatFigure(cpuNanos),
        ]),
      ),
    ].join('\n\n')
  },
}
