import type { ClientOrderId, Fill, FillId, Micros, Money, OrderId, Price, Quantity } from '@arbees/core'
import { createRng, InvariantError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { intentOf, nextRecord, START } from '../../test/journal-life.ts'
import { compactedJournal } from './compact.ts'
import { applyRecord, foldJournal } from './fold-journal.ts'
import type { JournalTrade } from './journal-state.ts'
import { emptyJournalState, snapshotOf } from './journal-state.ts'
import { doubtOf } from './order-doubt.ts'
import { readJournal } from './read-journal.ts'
import type { JournalRecord, OrderIntent, TradeIntended } from './record.ts'
import { tradeExposure } from './trade-exposure.ts'
import type { TradeEnding } from './trade-terms.ts'

const SALT = '000000042'
const at = START

function life(seed: number | string, length: number): readonly JournalRecord[] {
  const rng = createRng(seed)
  const state = emptyJournalState(SALT)
  return Array.from({ length }, (_, serial) => {
    const record = nextRecord(rng, state, serial)
    applyRecord(state, record)
    return record
  })
}

const A = 'arb1' as ClientOrderId
const B = 'arb2' as ClientOrderId
const ten = 10_000_000 as Quantity

function leg(which: number, number: number, more: Partial<OrderIntent> = {}): OrderIntent {
  const base = intentOf(createRng(1), which, number)
  return { ...base, limit: 4_000 as Price, quantity: ten, costMax: 4_200_000 as Money, ...more }
}

const INTENT: TradeIntended = {
  type: 'trade.intended',
  at,
  trade: 1,
  name: 'a/b',
  strategy: 'pair',
  opportunityType: 'cross_platform_arb',
  payout: 1_000_000 as Money,
  bound: { quantity: ten, money: 5_000_000 as Money },
  expiresAt: (at + 1_000_000) as Micros,
  first: 'all',
  legs: [leg(0, 1), leg(1, 2)],
}

const sent = (order: ClientOrderId): JournalRecord => ({ type: 'order.sent', at, order })
const answered = (order: ClientOrderId, filled: Quantity, isDone = true): JournalRecord => ({
  type: 'order.accepted',
  at,
  order,
  venueOrder: `venue-${order}` as OrderId,
  filled,
  isDone,
})
const ended = (ending: TradeEnding): JournalRecord => ({ type: 'trade.ended', at, trade: 1, ending, reason: 'x' })

function filled(
  order: ClientOrderId,
  quantity: number,
  more: Partial<Fill> = {},
  stage: 'matched' | 'confirmed' | 'failed' = 'confirmed',
): JournalRecord {
  const { market, action, outcome } = INTENT.legs[order === A ? 0 : 1] as OrderIntent
  const fill: Fill = {
    id: `f-${order}` as FillId,
    order,
    market,
    action,
    outcome,
    price: 4_000 as Price,
    quantity: quantity as Quantity,
    received: quantity as Quantity,
    fee: 10_000 as Money,
    liquidity: 'taker',
    at,
    ...more,
  }
  return { type: 'order.filled', at, fill, stage }
}

function tradeAfter(...records: readonly JournalRecord[]): JournalTrade {
  return foldJournal([INTENT, ...records], SALT).trades.get(1) as JournalTrade
}

describe('folding', () => {
  test('a part, a snapshot of it, and the rest gives what folding all gives', () => {
    for (let seed = 0; seed < 60; seed++) {
      const records = life(seed, 120)
      const whole = foldJournal(records, SALT)
      const cut = (seed * 37) % 120
      const part = foldJournal(records.slice(0, cut), SALT)
      const snapshot: JournalRecord = { type: 'snapshot', at, state: snapshotOf(part) }
      expect(foldJournal([snapshot, ...records.slice(cut)], '999999999')).toEqual(whole)
      for (const record of records.slice(cut)) applyRecord(part, record)
      expect(part).toEqual(whole)
    }
  })

  test('does not change what it folds', () => {
    const records = life('frozen', 200)
    const snapshot: JournalRecord = { type: 'snapshot', at, state: snapshotOf(foldJournal(records, SALT)) }
    const before = structuredClone([snapshot])
    const state = foldJournal([snapshot], SALT)
    const rng = createRng('more')
    for (let serial = 1_000; serial < 1_200; serial++) applyRecord(state, nextRecord(rng, state, serial))
    expect([snapshot]).toEqual(before)
  })

  test('is kept by compaction', () => {
    for (let seed = 0; seed < 40; seed++) {
      const state = foldJournal(life(`compact-${seed}`, 90), SALT)
      const content = readJournal(compactedJournal(state, 91, at), 'j')
      expect(content.state).toEqual(state)
      expect(content.sequence).toBe(91)
    }
  })

  test('meets every kind of record, every ending and every status in these lives', () => {
    const records = life('coverage', 8_000)
    expect(new Set(records.map(({ type }) => type)).size).toBe(12)
    const { endings } = foldJournal(records, SALT)
    expect(Math.min(endings.hedged, endings.flattened)).toBeGreaterThan(3)
  })
})

describe('a trade', () => {
  test('is forgotten once it is over and its fills are confirmed, and its numbers are not given again', () => {
    const records = [sent(A), sent(B), answered(A, ten), answered(B, ten), filled(A, ten), filled(B, ten)]
    const state = foldJournal([INTENT, ...records, ended('hedged')], SALT)
    expect([state.trades.size, state.orders.size]).toEqual([0, 0])
    expect([state.nextOrder, state.nextTrade, state.endings.hedged]).toEqual([3, 2, 1])
    expect(() => applyRecord(state, INTENT)).toThrow('a trade has the number 2 or more, found 1')
    const again = { ...INTENT, trade: 2 }
    expect(() => applyRecord(state, again)).toThrow('has the number 1, expected 3 or more')
  })

  test('is remembered while a fill may be taken back, and opens again when it is', () => {
    const over = [sent(A), sent(B), answered(A, ten), answered(B, ten), filled(A, ten), filled(B, ten, {}, 'matched')]
    const state = foldJournal([INTENT, ...over, ended('hedged')], SALT)
    expect(state.trades.get(1)?.ending).toBe('hedged')
    applyRecord(state, { type: 'fill.settled', at, order: B, fill: 'f-arb2' as FillId, stage: 'failed' })
    const trade = state.trades.get(1) as JournalTrade
    expect([trade.ending, trade.reason, state.endings.hedged]).toEqual([null, 'the fill f-arb2 is failed', 0])
    expect(tradeExposure(trade).quantity).toBe(ten)
  })

  test('that halted stays until it ends otherwise', () => {
    const state = foldJournal([INTENT, sent(A), ended('halted')], SALT)
    expect(state.trades.get(1)?.ending).toBe('halted')
    for (const record of [answered(A, ten), filled(A, ten)]) applyRecord(state, record)
    expect(() => applyRecord(state, ended('flattened'))).toThrow('found arb2 intended')
    applyRecord(state, {
      type: 'order.resolved',
      at,
      order: B,
      filled: 0 as Quantity,
      canceled: ten,
      by: 'not-sent',
    })
    expect(state.trades.size).toBe(1)
    applyRecord(state, ended('flattened'))
    expect([state.trades.size, state.endings]).toEqual([0, { hedged: 0, flattened: 1, halted: 0 }])
  })

  test('has up to 16 legs, and a further order of it belongs to one of them', () => {
    const legs = Array.from({ length: 16 }, (_, at) => leg(at, at + 1))
    const state = foldJournal([{ ...INTENT, legs, first: 15 }], SALT)
    expect(state.trades.get(1)).toMatchObject({ legs: 16, first: 15, orders: { length: 16 } })
    expect(state.trades.get(1)?.orders.map((order) => order.leg)).toEqual(legs.map((_, at) => at))
    const further = { type: 'order.intended', at, trade: 1, purpose: 'complete', expiresAt: at } as const
    const intent = leg(0, 17)
    expect(() => applyRecord(state, { ...further, leg: 16, intent })).toThrow('trade 1 has 16 legs, found leg 16')
    expect(() => foldJournal([{ ...INTENT, first: 2 }], SALT)).toThrow('one of 2 legs leaves first, found leg 2')
    expect(() => foldJournal([{ ...INTENT, legs: [leg(0, 1), leg(1, 1)] }], SALT)).toThrow('expected 2 or more')
    const twice = { ...INTENT, legs: [leg(0, 1), leg(1, 2, { order: A })] }
    expect(() => foldJournal([twice], SALT)).toThrow('an order of its own')
  })

  test('that halted has news when something is learned of it, and is open again by a further order', () => {
    const state = foldJournal([INTENT, sent(A), sent(B), ended('halted')], SALT)
    const trade = state.trades.get(1) as JournalTrade
    expect([trade.ordersAtEnd, trade.hasNews]).toEqual([2, false])
    applyRecord(state, answered(A, ten))
    expect([trade.ending, trade.hasNews]).toEqual(['halted', true])
    const intent = leg(1, 3)
    const later = (at + 5) as Micros
    applyRecord(state, {
      type: 'order.intended',
      at: later,
      trade: 1,
      leg: 1,
      purpose: 'complete',
      expiresAt: at,
      intent,
    })
    expect([trade.ending, trade.changedAt, state.endings.halted]).toEqual([null, later, 0])
  })

  test.each<[string, readonly JournalRecord[]]>([
    ['an answer before it left', [answered(A, ten)]],
    ['to leave twice', [sent(A), sent(A)]],
    ['an end as hedged while in doubt', [sent(A), ended('hedged')]],
    ['one fill twice', [sent(A), filled(A, 10_000), filled(A, 10_000)]],
    [
      'to have never left after it did',
      [sent(A), { type: 'order.resolved', at, order: A, filled: 0 as Quantity, canceled: ten, by: 'not-sent' }],
    ],
    [
      'a last word that does not add up',
      [sent(A), { type: 'order.resolved', at, order: A, filled: ten, canceled: ten, by: 'venue-record' }],
    ],
    ['an order nobody meant', [sent('arb9' as ClientOrderId)]],
    ['a halt cleared that is not set', [{ type: 'halt.cleared', at, scope: 'all', reason: 'x' }]],
  ])('cannot have %s, and refusing it changes nothing', (_what, records) => {
    const state = foldJournal([INTENT, ...records.slice(0, -1)], SALT)
    const before = structuredClone(state)
    expect(() => applyRecord(state, records.at(-1) as JournalRecord)).toThrow(InvariantError)
    expect(state).toEqual(before)
  })

  test.each<[string, readonly JournalRecord[], string]>([
    ['a fill of an order that is not known', [filled('arb9' as ClientOrderId, 10_000)], 'which no open trade has'],
    ['fills beyond the order', [sent(A), filled(A, ten + 10_000)], 'fills of 10010000 of arb1'],
    [
      'a fill of an order that was refused',
      [sent(A), { type: 'order.rejected', at, order: A, reason: 'funds', sentence: '' }, filled(A, 10_000)],
      'which is rejected',
    ],
    ['a last word below the fills', [sent(A), filled(A, ten), answered(A, 0 as Quantity)], 'filled 0 by its last word'],
    [
      'a stage of a fill never claimed',
      [{ type: 'fill.settled', at, order: A, fill: 'ghost' as FillId, stage: 'failed' }],
      'was never claimed',
    ],
  ])('halts everything on %s', (_what, records, reason) => {
    expect(foldJournal([INTENT, ...records], SALT).halts.get('all')?.reason).toContain(reason)
  })
})

/** All that the orders of each leg may turn out to be: all buys in doubt or none, all sales or none. */
function endsOf(trade: JournalTrade): readonly { readonly held: readonly number[]; readonly spent: number }[] {
  let ends = [{ held: Array.from({ length: trade.legs }, () => 0), spent: 0 }]
  for (const order of trade.orders) {
    const isBuy = order.action === 'buy'
    for (const { stage, received, quantity, price, fee } of order.fills) {
      if (stage === 'failed') continue
      for (const end of ends) {
        end.held[order.leg] = (end.held[order.leg] as number) + (isBuy ? received : -quantity)
        end.spent += fee + ((isBuy ? 1 : -1) * price * quantity) / 10_000
      }
    }
  }
  for (let which = 0; which < trade.legs * 2; which++) {
    const doubted = trade.orders.filter(
      ({ leg: at, action }) => at === which >> 1 && (action === 'buy') === !(which & 1),
    )
    const doubt = doubted.reduce((sum, order) => sum + doubtOf(order), 0)
    const cost = doubted.reduce((sum, order) => sum + (order.costMax * doubtOf(order)) / order.quantity, 0)
    if (doubt === 0) continue
    const isBuy = (which & 1) === 0
    ends = ends.flatMap(({ held, spent }) => {
      const filled = held.map((one, at) => (at === which >> 1 ? one + (isBuy ? doubt : -doubt) : one))
      // A sale in doubt brings nothing for certain.
      return [
        { held, spent },
        { held: filled, spent: spent + (isBuy ? cost : 0) },
      ]
    })
  }
  return ends
}

describe('exposure', () => {
  test('counts an order from the moment it is meant, as filled against us', () => {
    const exposure = tradeExposure(tradeAfter())
    expect(exposure).toEqual({
      legs: [
        { low: 0, high: ten },
        { low: 0, high: ten },
      ],
      quantity: ten,
      money: 4_200_000,
      spent: 0,
      unsettled: 0,
    })
  })

  test('is gone when both legs received the same, and what is paid stays', () => {
    const trade = tradeAfter(
      sent(A),
      sent(B),
      answered(A, ten),
      answered(B, ten),
      filled(A, ten),
      filled(B, ten, {}, 'matched'),
    )
    const { quantity, money, spent, unsettled } = tradeExposure(trade)
    expect([quantity, money, spent, unsettled]).toEqual([0, 0, 8_020_000, ten])
  })

  test('follows received contracts, not sent ones', () => {
    const received = (ten - 120_000) as Quantity
    const trade = tradeAfter(
      sent(A),
      sent(B),
      answered(A, ten),
      answered(B, ten),
      filled(A, ten),
      filled(B, ten, { received }),
    )
    expect(tradeExposure(trade).quantity).toBe(120_000)
  })

  test('keeps in doubt what the last word counts and no fill names', () => {
    const trade = tradeAfter(sent(A), sent(B), answered(A, ten), answered(B, ten), filled(A, ten))
    expect(tradeExposure(trade)).toMatchObject({ quantity: ten, legs: [{ low: ten }, { low: 0, high: ten }] })
  })

  test('counts a sale in doubt as having sold', () => {
    const sale: JournalRecord = {
      type: 'order.intended',
      at,
      trade: 1,
      leg: 0,
      purpose: 'flatten',
      expiresAt: at,
      intent: leg(0, 3, { action: 'sell', costMax: 0 as Money }),
    }
    const none: JournalRecord = { type: 'order.rejected', at, order: B, reason: 'no-match', sentence: '' }
    const trade = tradeAfter(sent(A), sent(B), answered(A, ten), filled(A, ten), none, sale)
    expect(tradeExposure(trade)).toMatchObject({
      legs: [
        { low: 0, high: ten },
        { low: 0, high: 0 },
      ],
      quantity: ten,
    })
  })

  test('is never below what is true, however the doubts turn out', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const trade of foldJournal(life(`doubt-${seed}`, 60), SALT).trades.values()) {
        const { quantity, money } = tradeExposure(trade)
        if (trade.legs > 3) continue
        for (const { held, spent } of endsOf(trade)) {
          expect(quantity).toBeGreaterThanOrEqual(Math.max(...held) - Math.min(...held))
          // Two roundings of one micro-dollar a leg.
          const payout = (trade.payout * Math.min(...held)) / 1_000_000
          expect(money + 2 * trade.legs).toBeGreaterThanOrEqual(spent - payout)
        }
      }
    }
  })

  test('in money is the dearest leg alone while nothing is known, not the sum of what may be hedged', () => {
    const dear = { ...INTENT, legs: [leg(0, 1, { costMax: 3_000_000 as Money }), leg(1, 2)] }
    const trade = foldJournal([dear], SALT).trades.get(1) as JournalTrade
    expect(tradeExposure(trade).money).toBe(4_200_000)
    const alone: TradeIntended = { ...INTENT, payout: 0 as Money, legs: [leg(0, 1)] }
    const directional = tradeExposure(foldJournal([alone], SALT).trades.get(1) as JournalTrade)
    expect([directional.quantity, directional.money]).toEqual([0, 4_200_000])
  })
})
