import type { Micros, Money } from '@arbees/core'
import { createRng, nextChance, nextInteger } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { describe, expect, test } from 'vitest'
import { intentOf, START } from '../../test/journal-life.ts'
import { openJournal } from './journal.ts'
import { formatOrderId } from './order-id.ts'

const ID = /^arb\d{31}$/

describe('an order id', () => {
  test('is arb, milliseconds, number and salt, each of one width', () => {
    expect(formatOrderId({ at: START, number: 17, salt: '004217733' })).toBe('arb1796493600000000000017004217733')
    expect(formatOrderId({ at: 1_999 as Micros, number: 1, salt: '000000000' })).toBe(
      'arb0000000000001000000001000000000',
    )
  })

  test.each([
    [{ at: START, number: 0, salt: '000000001' }, 'number'],
    [{ at: START, number: 1_000_000_000, salt: '000000001' }, 'number'],
    [{ at: START, number: 1, salt: '1' }, 'salt'],
    [{ at: -1 as Micros, number: 1, salt: '000000001' }, 'milliseconds'],
  ])('outside its widths is refused: %o', (name, word) => {
    expect(() => formatOrderId(name)).toThrow(word)
  })

  test('is given once over many restarts of several processes, whatever their clocks do', async () => {
    const rng = createRng('ids')
    const given = new Set<string>()
    let draws = 0
    for (let machine = 0; machine < 4; machine++) {
      const runtime = createVirtualRuntime({ seed: `machine-${machine}` })
      const { disk } = runtime
      for (let restart = 0; restart < 20; restart++) {
        const writer = { name: `p${restart}`, isAlive: () => false }
        // Every life begins at the same instant: the clock was set back.
        const journal = await openJournal({
          disk,
          rng: runtime.rng,
          path: 'j',
          durability: 'process',
          writer,
          at: START,
        })
        const left: string[] = []
        for (let draw = 0; draw < 60; draw++) {
          const at = (START + nextInteger(rng, 0, 3) * 1_000) as Micros
          const { order, number } = journal.nameOrder(at)
          // An order leaves only when its intent is on disk; a name that did not leave may come again.
          if (nextChance(rng, 0.2)) continue
          const legs = [
            { ...intentOf(rng, 0, number), order },
            { ...intentOf(rng, 1, number + 1), ...journal.nameOrder(at) },
          ] as const
          const bound = { quantity: 1, money: 1 } as never
          const { nextTrade: trade } = journal.state()
          journal.append({
            type: 'trade.intended',
            at,
            trade,
            name: 'p',
            strategy: 'pair',
            opportunityType: 'cross_platform_arb',
            payout: 1_000_000 as Money,
            bound,
            expiresAt: at,
            first: 0,
            legs,
          })
          left.push(...legs.map((leg) => leg.order))
          for (const leg of legs) {
            const gone = { at, order: leg.order, filled: 0 as never, canceled: leg.quantity }
            journal.append({ type: 'order.resolved', ...gone, by: 'not-sent' })
          }
          journal.append({ type: 'trade.ended', at, trade, ending: 'hedged', reason: 'a draw' })
        }
        for (const id of left) expect(id).toMatch(ID)
        for (const id of left) given.add(id)
        draws += left.length
        if (restart % 3 === 0) await journal.compact(START)
        disk.crash('process')
      }
    }
    expect(draws).toBeGreaterThan(7_000)
    expect(given.size).toBe(draws)
  })

  test('is given once in ten million draws over restarts of several processes', { timeout: 120_000 }, async () => {
    const [MACHINES, LIVES, DRAWS] = [8, 25, 50_000]
    const shape = /^arb\d+$/
    const rng = createRng('many ids')
    const seen = new Map<string, Uint8Array>()
    let repeated = 0
    let misshapen = 0
    const draw = (id: string) => {
      if (!shape.test(id)) misshapen += 1
      // Two names with one salt and one number would need different milliseconds: not even those are given.
      const [number, salt] = [Number(id.slice(16, 25)), id.slice(25)]
      let numbers = seen.get(salt)
      if (numbers === undefined) {
        numbers = new Uint8Array(LIVES * DRAWS + 1)
        seen.set(salt, numbers)
      }
      repeated += numbers[number] as number
      numbers[number] = 1
    }
    for (let machine = 0; machine < MACHINES; machine++) {
      const runtime = createVirtualRuntime({ seed: `one of many ${machine}` })
      const { disk } = runtime
      for (let life = 0; life < LIVES; life++) {
        const writer = { name: `p${life}`, isAlive: () => false }
        const settings = { disk, rng: runtime.rng, path: 'j', durability: 'process', writer, at: START } as const
        const journal = await openJournal(settings)
        const { salt, nextTrade: trade } = journal.state()
        const { number: first } = journal.nameOrder(START)
        let last = ''
        for (let number = first; number < first + DRAWS; number++) {
          // Whatever the clock says, also when it is set back.
          last = formatOrderId({ at: (START + nextInteger(rng, 0, 3) * 1_000) as Micros, number, salt })
          draw(last)
        }
        const legs = [
          { ...intentOf(rng, 0, first), order: journal.nameOrder(START).order },
          { ...intentOf(rng, 1, first + DRAWS - 1), order: last as never },
        ] as const
        const terms = { name: 'p', strategy: 'pair', opportunityType: 'cross_platform_arb', first: 0 } as const
        const bound = { quantity: 1, money: 1 } as never
        const payout = 1_000_000 as Money
        journal.append({ type: 'trade.intended', at: START, trade, ...terms, payout, bound, expiresAt: START, legs })
        disk.crash('process')
      }
    }
    expect({ repeated, misshapen, journals: seen.size }).toEqual({ repeated: 0, misshapen: 0, journals: MACHINES })
    const draws = [...seen.values()].reduce((sum, numbers) => sum + numbers.reduce((all, one) => all + one, 0), 0)
    expect(draws).toBe(10_000_000)
  })
})
