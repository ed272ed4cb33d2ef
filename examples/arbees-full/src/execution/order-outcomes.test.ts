import type { JournalRecord } from '@arbees/arb-engine'
import { applyRecord, emptyJournalState, snapshotOf } from '@arbees/arb-engine'
import type { ClientOrderId, FillId, Micros, Money, OrderId, Price, Quantity } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { OutcomeBook, TradeOutcome } from './order-outcomes.ts'
import { createOutcomeBook, foldOutcome } from './order-outcomes.ts'

const A = toMarketId('kalshi', 'A')
const B = toMarketId('polymarket', '7')
const at = (micros: number) => micros as Micros
const name = (number: number) => `arb${number}` as ClientOrderId

function intent(number: number, market: typeof A, outcome: 'yes' | 'no') {
  const about = { limit: 4_000 as Price, quantity: 10_000_000 as Quantity, costMax: 4_100_000 as Money }
  return { order: name(number), number, market, action: 'buy' as const, outcome, continuity: 1 as never, ...about }
}

const opened: JournalRecord = {
  type: 'trade.intended',
  at: at(1),
  trade: 1,
  name: 'pair',
  strategy: 'pair',
  opportunityType: 'cross_platform_arb',
  payout: 1_000_000 as Money,
  bound: { quantity: 0 as Quantity, money: 0 as Money },
  expiresAt: at(9),
  first: 'all',
  legs: [intent(1, A, 'yes'), intent(2, B, 'no')],
}

function fill(
  number: number,
  market: typeof A,
  quantity: number,
  received: number,
  stage: 'matched' | 'confirmed',
): JournalRecord {
  const about = { price: 4_000 as Price, fee: 5 as Money, liquidity: 'taker' as const, at: at(3) }
  const outcome = market === A ? 'yes' : 'no'
  const of = { id: `f${number}` as FillId, order: name(number), market, action: 'buy' as const, outcome } as const
  return {
    type: 'order.filled',
    at: at(3),
    stage,
    fill: { ...about, ...of, quantity: quantity as Quantity, received: received as Quantity },
  }
}

const accepted = (number: number, filled: number): JournalRecord => ({
  type: 'order.accepted',
  at: at(3),
  order: name(number),
  venueOrder: `v${number}` as OrderId,
  filled: filled as Quantity,
  isDone: true,
})
const sent = (number: number): JournalRecord => ({ type: 'order.sent', at: at(2), order: name(number) })
const ended = (ending: 'hedged' | 'flattened' | 'halted'): JournalRecord => ({
  type: 'trade.ended',
  at: at(5),
  trade: 1,
  ending,
  reason: '',
})

function told(records: readonly JournalRecord[], book: OutcomeBook = createOutcomeBook()): readonly TradeOutcome[] {
  return records.flatMap((record) => foldOutcome(book, record))
}

const ALL = [opened, sent(1), sent(2), accepted(1, 10_000_000), fill(1, A, 10_000_000, 10_000_000, 'confirmed')]

describe('what the records of a trade come to', () => {
  it('is a row once an order is over: its last word, and a certain fill for all that it counts', () => {
    const book = createOutcomeBook()
    expect(told(ALL.slice(0, 4), book)).toEqual([])
    expect(told(ALL.slice(4), book)).toMatchObject([
      {
        type: 'order',
        trade: 1,
        row: { order: 'arb1', venueOrder: 'v1', filled: 10_000_000, cost: 4_000_000, fee: 5, sentAt: 2 },
      },
    ])
    // A claim is not a fill until it is confirmed.
    expect(told([accepted(2, 4_000_000), fill(2, B, 4_000_000, 3_900_000, 'matched')], book)).toEqual([])
    expect(told([ended('halted')], book)).toMatchObject([
      { type: 'trade', standing: { ending: 'halted', hasFilled: true } },
    ])
    const settled: JournalRecord = {
      type: 'fill.settled',
      at: at(6),
      order: name(2),
      fill: 'f2' as FillId,
      stage: 'failed',
    }
    expect(told([settled], book)).toMatchObject([
      { type: 'order', row: { order: 'arb2', filled: 0, received: 0, cost: 0 } },
    ])
  })

  it('tells how a trade stands after its last order, and what the venue counts apart from what arrived', () => {
    const other = [accepted(2, 10_000_000), fill(2, B, 10_000_000, 9_900_000, 'confirmed')]
    const [, , trade] = told([...ALL, ...other, ended('hedged')])
    expect(trade).toMatchObject({
      type: 'trade',
      standing: {
        ending: 'hedged',
        hasFilled: true,
        cash: -8_000_010,
        fees: 10,
        held: [
          { market: A, quantity: 10_000_000 },
          { market: B, quantity: 9_900_000 },
        ],
      },
    })
  })

  it('says of orders that never left, and of refused ones, that they came to nothing', () => {
    const refused: JournalRecord = {
      type: 'order.rejected',
      at: at(3),
      order: name(1),
      reason: 'funds',
      sentence: 'no money',
    }
    const dropped: JournalRecord = {
      type: 'order.resolved',
      at: at(3),
      order: name(2),
      filled: 0 as Quantity,
      canceled: 10_000_000 as Quantity,
      by: 'not-sent',
    }
    const outcomes = told([opened, sent(1), refused, dropped, ended('hedged')])
    expect(outcomes).toMatchObject([
      { row: { order: 'arb1', venueStatus: 'rejected: funds', filled: 0 } },
      { row: { order: 'arb2', venueStatus: 'not sent', filled: 0 } },
      { standing: { hasFilled: false, held: [], cash: 0 } },
    ])
  })

  it('goes on from a compacted journal', () => {
    const state = emptyJournalState('000000001')
    for (const record of ALL) applyRecord(state, record)
    const snapshot: JournalRecord = { type: 'snapshot', at: at(4), state: snapshotOf(state) }
    const rest = [accepted(2, 0), ended('flattened')]
    expect(told([snapshot, ...rest]).map((one) => (one.type === 'order' ? one.row.order : one.standing.held))).toEqual([
      'arb1',
      'arb2',
      [expect.objectContaining({ market: A, quantity: 10_000_000 })],
    ])
  })
})
