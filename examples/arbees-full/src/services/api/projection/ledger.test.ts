import type { Micros, Money } from '@arbees/core'
import { formatMoney, seconds, toMicros, toMoney } from '@arbees/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageOf } from '../../../messages/topics.ts'
import { readMessage } from '../../../messages/topics.ts'
import { createLedger } from './ledger.ts'

type Ending = MessageOf<'trade.ended'>['ending']

const DAY = seconds(86_400)
const FIRST = toMicros(20_000 * DAY)
const NEXT = toMicros(FIRST + DAY)

function createBooks() {
  const ledger = createLedger({ titleOf: () => 'B at A', sportOf: () => 'basketball' })
  const end = (ending: Ending, pnl: number, at: Micros, trade = 't') =>
    ledger.ended(readMessage('trade.ended', { trade, game: 'g', ending, reason: ending, pnl, fees: 0, at }))
  const days = () => [FIRST, NEXT].map((at) => formatMoney(ledger.tally.pnlOfDay(at)))
  const figures = () => ledger.tally.performance(0)
  return { ledger, end, days, figures }
}

test('what a halted trade lost in the end is counted, once, on the day of that end', () => {
  const { ledger, end, days, figures } = createBooks()
  end('halted', 0, FIRST)
  expect(figures()).toMatchObject({ total_trades: 1, winning_trades: 0, losing_trades: 0, total_pnl: '0.00' })
  const settled = { total_trades: 1, winning_trades: 0, losing_trades: 1, win_rate: '0.00', total_pnl: '-50.00' }
  const told: readonly (readonly [Ending, number, Micros])[] = [
    ['settled', -50_000_000, NEXT],
    ['settled', -50_000_000, NEXT],
    // Told again, or by a process that has not heard of the settlement.
    ['halted', 0, FIRST],
    ['halted', 0, toMicros(NEXT + 1)],
  ]
  for (const [ending, pnl, at] of told) {
    expect(end(ending, pnl, at)).toMatchObject({ status: 'settled', pnl: '-50.00' })
    expect(figures()).toMatchObject(settled)
    expect(days()).toEqual(['0.00', '-50.00'])
  }
  expect(ledger.trades()).toHaveLength(1)
})

test('a trade that is paid anew after a late fill moves from one day and column to the other', () => {
  const { end, days, figures } = createBooks()
  end('closed', 20_000_000, NEXT)
  expect(days()).toEqual(['0.00', '20.00'])
  // The market of the late fill may have settled earlier.
  end('settled', -5_000_000, FIRST)
  expect(figures()).toMatchObject({ total_trades: 1, winning_trades: 0, losing_trades: 1, total_pnl: '-5.00' })
  expect(days()).toEqual(['-5.00', '0.00'])
  end('closed', 20_000_000, NEXT)
  expect(days()).toEqual(['-5.00', '0.00'])
})

test('a halt that turns out to have held nothing is no trade, and a reset forgets all', () => {
  const { ledger, end, days, figures } = createBooks()
  end('halted', 0, FIRST)
  end('missed', 0, NEXT)
  expect(figures()).toMatchObject({ total_trades: 0, total_pnl: '0.00' })
  end('settled', 3_000_000, NEXT, 'another')
  ledger.tally.clear()
  expect([figures().total_trades, ...days()]).toEqual([0, '0.00', '0.00'])
  end('settled', 3_000_000, NEXT, 'another')
  expect(figures().total_trades).toBe(1)
})

test('the sums are those of the last end of each trade, whatever was told and told again', () => {
  const one = fc.record({
    trade: fc.constantFrom('a', 'b', 'c'),
    ending: fc.constantFrom<Ending>('halted', 'settled', 'closed', 'missed'),
    amount: fc.integer({ min: -3, max: 3 }),
    at: fc.constantFrom(FIRST, NEXT),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 15 }), (told) => {
      const { ledger, end } = createBooks()
      const last = new Map<string, { ending: Ending; pnl: Money; at: Micros }>()
      const heard = new Set<string>()
      for (const { trade, ending, amount, at } of told) {
        const pnl = toMoney(ending === 'halted' || ending === 'missed' ? 0 : amount)
        end(ending, pnl, at, trade)
        const words = JSON.stringify([trade, ending, pnl, at])
        const isLate = ending === 'halted' && (last.get(trade)?.ending ?? 'halted') !== 'halted'
        if (!heard.has(words) && !isLate) last.set(trade, { ending, pnl, at })
        if (!isLate) heard.add(words)
      }
      const ends = [...last.values()].filter(({ ending }) => ending !== 'missed')
      const sumOf = (all: typeof ends) => all.reduce((sum, { pnl }) => sum + pnl, 0)
      expect(ledger.tally.performance(0)).toMatchObject({
        total_trades: ends.length,
        winning_trades: ends.filter(({ pnl }) => pnl > 0).length,
        losing_trades: ends.filter(({ pnl }) => pnl < 0).length,
        total_pnl: formatMoney(toMoney(sumOf(ends))),
      })
      for (const day of [FIRST, NEXT]) {
        expect(ledger.tally.pnlOfDay(day)).toBe(sumOf(ends.filter(({ at }) => at === day)))
      }
    }),
  )
})
