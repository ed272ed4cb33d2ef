import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Account } from './account.ts'
import {
  credit,
  debit,
  lock,
  openAccount,
  release,
  reserve,
  spendReserved,
  totalMoney,
  totalReserved,
  unlock,
} from './account.ts'
import type { ClientOrderId } from './order.ts'
import { toMoney } from './units.ts'

const order = (name: string) => name as ClientOrderId
const full = openAccount('kalshi', toMoney(100))

describe('an account', () => {
  test('reserves, spends and releases', () => {
    const reserved = reserve(full, order('a'), toMoney(60)) as Account
    expect(reserved.free).toBe(40)
    expect(totalReserved(reserved)).toBe(60)
    expect(reserve(reserved, order('b'), toMoney(41))).toBeUndefined()
    const spent = spendReserved(reserved, order('a'), toMoney(25))
    expect(totalMoney(spent)).toBe(75)
    const released = release(spent, order('a'))
    expect(released.free).toBe(75)
    expect(released.reserved.size).toBe(0)
    expect(release(released, order('a'))).toBe(released)
    expect(full.free).toBe(100)
  })

  test('refuses what is not there', () => {
    const reserved = reserve(full, order('a'), toMoney(60)) as Account
    expect(() => reserve(reserved, order('a'), toMoney(1))).toThrow('a reservation already')
    expect(() => reserve(full, order('a'), toMoney(-1))).toThrow('not negative')
    expect(() => spendReserved(full, order('a'), toMoney(1))).toThrow('no reservation')
    expect(() => spendReserved(reserved, order('a'), toMoney(61))).toThrow('a charge of 61')
    expect(() => debit(reserved, toMoney(41))).toThrow('within the 40 free')
    expect(() => debit(reserved, toMoney(-1))).toThrow('within the 40 free')
    expect(() => lock(reserved, toMoney(41))).toThrow('within the 40 free')
    expect(() => unlock(lock(full, toMoney(5)), toMoney(6))).toThrow('within the 5 locked')
    expect(() => credit(full, toMoney(-1))).toThrow('not negative')
  })

  test('conserves free + reserved + locked under any sequence, but for what crosses its border', () => {
    const step = fc.record({
      verb: fc.constantFrom('reserve', 'spend', 'release', 'credit', 'debit', 'lock', 'unlock'),
      order: fc.constantFrom(order('a'), order('b'), order('c')),
      amount: fc.integer({ min: 0, max: 150 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let account = full
        let expected = 100
        for (const { verb, order: id, amount } of steps) {
          const money = toMoney(amount)
          const held = account.reserved.get(id)
          if (verb === 'reserve' && held === undefined) account = reserve(account, id, money) ?? account
          else if (verb === 'spend' && held !== undefined && amount <= held) {
            account = spendReserved(account, id, money)
            expected -= amount
          } else if (verb === 'release') account = release(account, id)
          else if (verb === 'credit') {
            account = credit(account, money)
            expected += amount
          } else if (verb === 'debit' && amount <= account.free) {
            account = debit(account, money)
            expected -= amount
          } else if (verb === 'lock' && amount <= account.free) account = lock(account, money)
          else if (verb === 'unlock' && amount <= account.locked) account = unlock(account, money)
          expect(account.free + totalReserved(account) + account.locked).toBe(expected)
          expect(totalMoney(account)).toBe(expected)
          expect(Math.min(account.free, account.locked, ...account.reserved.values())).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
