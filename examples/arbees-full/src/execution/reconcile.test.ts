import type { AccountSnapshot, MarketId, Micros, Money, Quantity } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import { expect, test } from 'vitest'
import { differencesOf, lasting } from './reconcile.ts'

const A = toMarketId('kalshi', 'A')
const B = toMarketId('kalshi', 'B')
const snapshot: AccountSnapshot = {
  venue: 'kalshi',
  at: 1 as Micros,
  free: 0 as Money,
  locked: 0 as Money,
  holdings: [{ market: A, outcome: 'yes', quantity: 5_000_000 as Quantity }],
  open: [],
}

test('what differs is named with both figures; of a venue that was not asked nothing is said', () => {
  const ledger = new Map([
    [`${A} yes`, 4_000_000],
    [`${B} no`, 1_000_000],
    ['polymarket:7 yes', 9],
  ])
  expect(differencesOf([snapshot], ledger)).toEqual([
    { key: `${A} yes`, atVenue: 5_000_000, inLedger: 4_000_000 },
    { key: `${B} no`, atVenue: 0, inLedger: 1_000_000 },
  ])
  expect(differencesOf([snapshot], new Map([[`${A} yes`, 5_000_000]]))).toEqual([])
})

test('a pair of YES and NO is the same as none where the exchange pays it out, and only there', () => {
  const both = (market: MarketId, yes: number, no: number) =>
    new Map([
      [`${market} yes`, yes],
      [`${market} no`, no],
    ])
  expect(differencesOf([snapshot], both(A, 8_000_000, 3_000_000))).toEqual([])
  expect(differencesOf([snapshot], both(A, 3_000_000, 8_000_000))).toEqual([
    { key: `${A} no`, atVenue: 0, inLedger: 5_000_000 },
    { key: `${A} yes`, atVenue: 5_000_000, inLedger: 0 },
  ])
  // More sold than was bought stays in sight.
  expect(differencesOf([snapshot], both(B, -1, 0))).toContainEqual({ key: `${B} yes`, atVenue: 0, inLedger: -1 })
  const token = toMarketId('polymarket', '7')
  const elsewhere: AccountSnapshot = { ...snapshot, venue: 'polymarket', holdings: [] }
  expect(differencesOf([elsewhere], both(token, 2, 2))).toHaveLength(2)
})

test('a difference counts once it has lasted', () => {
  const now = [{ key: 'a', atVenue: 1, inLedger: 2 }]
  expect(lasting([], now)).toEqual([])
  expect(lasting([{ key: 'a', atVenue: 0, inLedger: 2 }], now)).toEqual([])
  expect(lasting(now, now)).toEqual(now)
})
