import type { ClientOrderId, ContinuityToken, FillId, Ladder, Money, Price, Quantity } from '@arbees/core'
import { createLadder, DISCONTINUOUS, seconds, setLevel } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { A, B, cashOf, filled, intended } from '../../test/trading-world.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { Plan } from '../plan/plan.ts'
import { equityOf, matchedQuantity, tradeSpent, unmatchedQuantity } from './equity.ts'
import { foldRecord, foldSettlement, holdPlan } from './ledger.ts'
import { restoreLedger, snapshotLedger } from './ledger-snapshot.ts'
import type { Ledger } from './ledger-state.ts'
import { capitalOf, createLedger } from './ledger-state.ts'

const money = (dollars: number) => Math.round(dollars * 1_000_000) as Money
const contracts = (count: number) => Math.round(count * 1_000_000) as Quantity

/** Ten YES of A at 0.40 and ten NO of B at 0.50. */
const plan: Plan = {
  name: 'game',
  strategy: 'cross-venue-pair',
  opportunityType: 'cross_platform_arb',
  legs: [
    { market: A, outcome: 'yes', price: 4_000, costMax: 4.1 },
    { market: B, outcome: 'no', price: 5_000, costMax: 5.1 },
  ].map(({ market, outcome, price, costMax }) => ({
    market,
    outcome: outcome as 'yes' | 'no',
    limit: price as Price,
    quantity: contracts(10),
    costMax: money(costMax),
    continuity: 1 as never,
    quoted: { cost: money(price / 1_000), fee: money(0), received: contracts(10) },
  })),
  payout: money(1),
  bound: { quantity: contracts(10), money: money(5.1) },
  first: 'all',
  why: '',
  expiresAt: seconds(2),
  at: seconds(1),
  edge: {
    gross: money(1),
    fees: money(0),
    slippage: money(0),
    net: money(1),
    locked: [],
    heldMicros: null,
    annualizedBps: null,
    hurdleBps: 0,
    whenVoid: null,
  },
}

function ledgerWith(...records: readonly JournalRecord[]): Ledger {
  const ledger = createLedger(cashOf(100_000_000))
  holdPlan(ledger, plan)
  for (const record of [intended(plan, 1, seconds(1)), ...records]) foldRecord(ledger, record)
  return ledger
}

/** Twelve YES of A (the venue gave more than was asked for), ten NO of B. */
const unequal = () =>
  ledgerWith(...filled(plan, 1, 0, 12_000_000, seconds(2)), ...filled(plan, 1, 1, 10_000_000, seconds(2)))

const ladder: Ladder = createLadder()
setLevel(ladder.bids, 3_000 as Price, 50_000_000 as Quantity)

describe('ledger', () => {
  test('sets money aside once, pays fills out of it, and gives back the rest', () => {
    const ledger = createLedger(cashOf(100_000_000))
    holdPlan(ledger, plan)
    expect(ledger.cash.get('kalshi')).toBe(money(95.9))
    foldRecord(ledger, intended(plan, 1, seconds(1)))
    expect(ledger.cash.get('kalshi')).toBe(money(95.9))
    expect(ledger.reserved.get('kalshi')).toBe(money(4.1))
    for (const record of filled(plan, 1, 0, 4_000_000, seconds(2))) foldRecord(ledger, record)
    expect(ledger.cash.get('kalshi')).toBe(money(98.4))
    expect(ledger.reserved.get('kalshi')).toBe(0)
    expect(ledger.exposed.get(`${A} yes`)).toBe(money(1.6))
    expect(capitalOf(ledger)).toBe(money(200))
    const trade = ledger.trades.get(1)
    if (trade === undefined) throw new Error('expected the trade')
    expect([matchedQuantity(trade), unmatchedQuantity(trade), tradeSpent(trade)]).toEqual([0, 4_000_000, money(1.6)])
  })

  test('an order in doubt keeps its money; what its last word counts and no fill names stays set aside', () => {
    const order = 'arb1-0' as ClientOrderId
    const ledger = ledgerWith({ type: 'order.unknown', at: seconds(2), order, code: 'request.timeout', sentence: '' })
    expect(ledger.reserved.get('kalshi')).toBe(money(4.1))
    const venueRecord = { type: 'order.resolved', at: seconds(3), order, by: 'venue-record' } as const
    foldRecord(ledger, { ...venueRecord, filled: contracts(5), canceled: contracts(5) })
    expect(ledger.reserved.get('kalshi')).toBe(money(2.05))
    const [fill] = filled(plan, 1, 0, 5_000_000, seconds(4))
    foldRecord(ledger, fill as JournalRecord)
    expect(ledger.reserved.get('kalshi')).toBe(0)
    expect(ledger.cash.get('kalshi')).toBe(money(98))
  })

  test('a fill that its settlement takes back was never paid', () => {
    const [claim, done] = filled(plan, 1, 1, 10_000_000, seconds(2)) as [JournalRecord, JournalRecord]
    const ledger = ledgerWith({ ...claim, stage: 'matched' } as JournalRecord, done)
    expect(ledger.cash.get('polymarket')).toBe(money(95))
    const order = 'arb1-1' as ClientOrderId
    foldRecord(ledger, { type: 'fill.settled', at: seconds(3), order, fill: 'farb1-1' as FillId, stage: 'failed' })
    expect(ledger.cash.get('polymarket')).toBe(money(100))
    expect(ledger.exposed.has(`${B} no`)).toBe(false)
    expect(ledger.trades.get(1)?.legs[1]).toMatchObject({ received: 0, cost: 0, bought: 0 })
  })

  test('a journal told again after a snapshot does not hide that a fill may still be taken back', () => {
    const [claim, done] = filled(plan, 1, 1, 10_000_000, seconds(2)) as [JournalRecord, JournalRecord]
    if (claim.type !== 'order.filled') throw new Error('expected a fill')
    const order = 'arb1-1' as ClientOrderId
    const half = (id: string): JournalRecord => {
      const fill = { ...claim.fill, id: id as FillId, quantity: contracts(5), received: contracts(5) }
      return { ...claim, fill, stage: 'matched' }
    }
    const staged = (fill: string, stage: 'confirmed' | 'failed'): JournalRecord => {
      return { type: 'fill.settled', at: seconds(3), order, fill: fill as FillId, stage }
    }
    const told = [intended(plan, 1, seconds(1)), half('f1'), half('f2'), done, staged('f1', 'confirmed')]
    for (const isOld of [false, true]) {
      const snapshot = snapshotLedger(ledgerWith(...told.slice(1)))
      // A snapshot of before says of no fill whether it is final.
      const orders = snapshot.orders.map((one) => ({
        ...one,
        fills: isOld ? one.fills.map(({ isFinal: _, ...rest }) => rest) : one.fills,
      }))
      const ledger = createLedger(cashOf(0))
      restoreLedger(ledger, JSON.parse(JSON.stringify({ ...snapshot, orders })))
      if (!isOld) for (const record of told) foldRecord(ledger, record)
      expect(ledger.orders.get(order)?.unsettled).toBe(1)
      foldRecord(ledger, staged('f2', 'failed'))
      expect(ledger.cash.get('polymarket')).toBe(money(97.5))
      expect(ledger.orders.has(order)).toBe(false)
    }
  })

  test('is worth a dollar for matched contracts, the bid for lone ones, cash for settled ones', () => {
    const ledger = unequal()
    const value = () => equityOf(ledger, () => ladder)
    // Twelve cost 4.80 and ten 5.00.
    expect(value()).toMatchObject({ cash: money(190.2), hedged: money(10), unhedgedAtBid: money(0.6) })
    expect(value().total).toBe(money(200.8))
    foldSettlement(ledger, A, 10_000 as Price)
    // YES of A won and is cash; NO of B will pay nothing.
    expect(value()).toMatchObject({ cash: money(202.2), hedged: 0, unhedgedAtBid: 0 })
    const other = unequal()
    foldSettlement(other, A, 0 as Price)
    // NO of B won: it stays to be paid while YES of A is worthless.
    expect(equityOf(other, () => ladder)).toMatchObject({ cash: money(190.2), hedged: money(10) })
    foldRecord(other, { type: 'trade.ended', at: seconds(4), trade: 1, ending: 'hedged', reason: '' })
    foldSettlement(other, B, 0 as Price)
    expect(equityOf(other, () => ladder)).toMatchObject({ cash: money(200.2), hedged: 0, total: money(200.2) })
    expect(other.trades.size).toBe(0)
    expect([other.exposedTotal, other.invested]).toEqual([0, 0])
  })

  test('is worth what it cost while its book was not seen; a book that was seen and bids nothing makes it worthless', () => {
    const ledger = unequal()
    // Two of the twelve that cost 4.80 stand alone.
    expect(equityOf(ledger, () => undefined).unhedgedAtBid).toBe(money(0.8))
    const book = createLadder()
    expect(equityOf(ledger, () => book).unhedgedAtBid).toBe(money(0.8))
    book.continuity = 1 as ContinuityToken
    expect(equityOf(ledger, () => book).unhedgedAtBid).toBe(0)
    book.continuity = DISCONTINUOUS
    setLevel(book.bids, 3_000 as Price, contracts(50))
    expect(equityOf(ledger, () => book).unhedgedAtBid).toBe(money(0.6))
  })

  test('a fill that comes after its market has settled is paid out at once', () => {
    const ledger = ledgerWith()
    foldSettlement(ledger, A, 10_000 as Price)
    for (const record of filled(plan, 1, 0, 10_000_000, seconds(3))) foldRecord(ledger, record)
    expect(ledger.cash.get('kalshi')).toBe(money(106))
  })

  test('money that is sold again is exposed no more', () => {
    const ledger = ledgerWith(...filled(plan, 1, 0, 10_000_000, seconds(2)), ...filled(plan, 1, 1, 0, seconds(2)))
    const order = 'arb1-9' as ClientOrderId
    const sale = { order, number: 900, market: A, action: 'sell', outcome: 'yes', limit: 3_900 } as const
    const intent = { ...sale, quantity: contracts(10), costMax: money(0), continuity: 1, limit: 3_900 } as never
    const at = seconds(3)
    foldRecord(ledger, { type: 'order.intended', at, trade: 1, leg: 0, purpose: 'flatten', expiresAt: at, intent })
    const fill = { id: 's' as FillId, order, market: A, action: 'sell', outcome: 'yes', price: 3_900 as Price } as const
    const rest = { quantity: contracts(10), received: contracts(10), fee: money(0.1), liquidity: 'taker', at } as const
    foldRecord(ledger, { type: 'order.filled', at, fill: { ...fill, ...rest }, stage: 'confirmed' })
    foldRecord(ledger, {
      type: 'order.resolved',
      at,
      order,
      filled: contracts(10),
      canceled: contracts(0),
      by: 'venue-record',
    })
    expect(ledger.cash.get('kalshi')).toBe(money(99.8))
    expect(ledger.trades.get(1)?.repairs).toBe(1)
    foldRecord(ledger, { type: 'trade.ended', at, trade: 1, ending: 'flattened', reason: '' })
    expect(ledger.trades.size).toBe(0)
    expect([ledger.exposedTotal, ledger.invested]).toEqual([0, 0])
  })

  test('finds a trade by its name and markets as long as it is held, and keeps nothing of it afterwards', () => {
    const ledger = unequal()
    const trade = ledger.trades.get(1)
    expect([...ledger.unfinished]).toEqual([trade])
    expect([A, B].map((market) => [...(ledger.tradesByMarket.get(market) ?? [])])).toEqual([[trade], [trade]])
    const copy = createLedger(cashOf(0))
    restoreLedger(copy, snapshotLedger(ledger))
    expect([...(copy.tradesByMarket.get(B) ?? [])]).toEqual([copy.trades.get(1)])
    foldRecord(ledger, { type: 'trade.ended', at: seconds(4), trade: 1, ending: 'hedged', reason: '' })
    foldSettlement(ledger, A, 10_000 as Price)
    foldSettlement(ledger, B, 10_000 as Price)
    expect([ledger.trades, ledger.unfinished, ledger.tradesByMarket, ledger.exposed].map(({ size }) => size)).toEqual([
      0, 0, 0, 0,
    ])
  })
})
