import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closingPnl } from './closing-pnl.ts'

const buys = fc.array(
  fc.record({
    leg: fc.constantFrom('a', 'b'),
    filled: fc.integer({ min: 0, max: 1e9 }),
    cost: fc.integer({ min: 0, max: 1e9 }),
    fee: fc.integer({ min: 0, max: 1e6 }),
  }),
  { minLength: 1, maxLength: 6 },
)

test('over a trade that holds nothing the closing rows earn all that came in less all that went out', () => {
  fc.assert(
    fc.property(
      buys,
      fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }),
      fc.integer({ min: 0, max: 1e9 }),
      (bought, parts, proceeds) => {
        const rows = bought.map((row, index) => ({ ...row, order: `buy ${index}` }))
        for (const leg of ['a', 'b'] as const) {
          let held = bought.reduce((sum, row) => sum + (row.leg === leg ? row.filled : 0), 0)
          for (const [index, part] of [...parts, 100].entries()) {
            const sold = index === parts.length ? held : Math.floor((held * part) / 100)
            if (sold === 0) continue
            held -= sold
            rows.push({ leg, order: `sale ${leg} ${index}`, filled: -sold, cost: -proceeds, fee: 7 })
          }
        }
        fc.pre(rows.some(({ filled }) => filled < 0))
        const total = [...closingPnl(rows).values()].reduce((sum, one) => sum + one, 0)
        expect(total).toBe(rows.reduce((sum, { cost, fee }) => sum - cost - fee, 0))
      },
    ),
  )
})

test('each closing row earns its proceeds less the part of the cost that it closes', () => {
  const rows = [
    { order: 'buy', leg: 'a', filled: 3, cost: 10, fee: 0 },
    { order: 'one', leg: 'a', filled: -1, cost: -5, fee: 1 },
    { order: 'two', leg: 'a', filled: -2, cost: -5, fee: 0 },
  ]
  expect([...closingPnl(rows)]).toEqual([
    ['one', 0],
    ['two', -1],
  ])
})
