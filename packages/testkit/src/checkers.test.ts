import type { Micros } from '@arbees/core'
import { DISCONTINUOUS, replaceBook, toMarketId, toPrice, toQuantity } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { booksAgree, conserved, endsWithin, once } from './checkers.ts'

const clockAt = (now: () => number) => ({ now: () => now() as Micros, setTimer: () => () => undefined })

describe('a checker', () => {
  test('of a total holds while it stays, and says when it does not', () => {
    let total = 100
    const check = conserved('money', () => total)
    check.holds()
    check.holds()
    total = 99
    expect(check.holds).toThrow('money: the total stays 100, found 99')
  })

  test('of a bad state lets it be for its limit, each time anew', () => {
    let now = 0
    let bad: string | undefined
    const check = endsWithin(
      'naked',
      10 as Micros,
      clockAt(() => now),
      () => bad,
    )
    check.holds()
    bad = 'one leg'
    for (now = 100; now <= 110; now++) check.holds()
    bad = undefined
    check.holds()
    bad = 'another leg'
    now = 115
    check.holds()
    now = 126
    expect(check.holds).toThrow('naked: ends within 10 µs, found for 11 µs: another leg')
  })

  test('of names finds the second of one', () => {
    const names = ['a', 'b']
    const check = once('orders', () => names)
    check.holds()
    names.push('c')
    check.holds()
    names.push('a')
    expect(check.holds).toThrow('orders: each stands once, found a twice')
  })

  test('of books finds a level that differs', () => {
    const book = (bid: number, quantity: number) =>
      replaceBook(
        toMarketId('kalshi', 'KX'),
        [{ price: toPrice(bid), quantity: toQuantity(quantity) }],
        [],
        bid as Micros,
        DISCONTINUOUS,
      )
    expect(() => booksAgree('books', () => [[book(40, 5), book(40, 5)]]).holds()).not.toThrow()
    expect(booksAgree('books', () => [[book(40, 5), book(40, 6)]]).holds).toThrow(
      'kalshi:KX is bids 6@40, asks ; found bids 5@40',
    )
    expect(booksAgree('books', () => [[book(41, 5), book(40, 5)]]).holds).toThrow('books')
  })
})
