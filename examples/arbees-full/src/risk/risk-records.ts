/*
 * Orders at their end as the records that the risk desk's ledger is told: the desk judges in another
 * process than the journal's, and the bus carries rows, not records.
 */
import type { JournalRecord, OrderIntent, Plan } from '@arbees/arb-engine'
import type { FillId, Money, Price, Quantity } from '@arbees/core'
import { DISCONTINUOUS, invariant, mulDiv } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

/** An order at its end. */
export type Row = MessageOf<'order.recorded'>

/** What the ledger has to know of the plan that a trade came from. */
export type TradeTerms = Pick<
  Plan,
  'name' | 'strategy' | 'opportunityType' | 'payout' | 'bound' | 'expiresAt' | 'first'
>

function intentOf(row: Row, number: number): OrderIntent {
  const { order, market, action, outcome, limit, quantity, cost, fee } = row
  // Nothing of it is under way any more, so what is set aside is just what it took.
  const costMax = (action === 'buy' ? cost + fee : 0) as Money
  return { order, number, market, action, outcome, limit, quantity, costMax, continuity: DISCONTINUOUS }
}

/**
 * Returns the fills of an order whose total is known and whose prices are not: at two neighboring ticks,
 * so that they cost what it cost, to a micro-dollar or two.
 */
function fillsOf(row: Row): readonly JournalRecord[] {
  const { order, market, action, outcome, filled, received, cost, fee, doneAt: at } = row
  if (filled === 0) return []
  const low = mulDiv(cost, 10_000, filled, 'floor')
  const atHigh = cost * 10_000 - low * filled
  invariant(Number.isSafeInteger(atHigh) && atHigh >= 0, `an order's cost and quantity are of one size, found ${cost}`)
  const parts = [
    { price: low, quantity: filled - atHigh },
    { price: low + 1, quantity: atHigh },
  ].filter(({ quantity }) => quantity > 0)
  let [given, upTo] = [0, 0]
  return parts.map(({ price, quantity }, index): JournalRecord => {
    upTo += quantity
    const share = mulDiv(received, upTo, filled, 'floor') - given
    given += share
    const fill = {
      id: `${order}-${index}` as FillId,
      order,
      market,
      action,
      outcome,
      price: price as Price,
      quantity: quantity as Quantity,
      received: share as Quantity,
      fee: (index === 0 ? fee : 0) as Money,
      liquidity: 'taker' as const,
      at,
    }
    return { type: 'order.filled', at, fill, stage: 'confirmed' }
  })
}

function lastWordOf({ order, quantity, filled, doneAt: at }: Row): JournalRecord {
  const canceled = Math.max(0, quantity - filled) as Quantity
  return { type: 'order.resolved', at, order, filled, canceled, by: 'venue-record' }
}

/** Returns the records with which a trade begins, its opening orders at their ends already. */
export function openingRecords(
  trade: number,
  terms: TradeTerms,
  rows: readonly Row[],
  nextOrder: number,
): readonly JournalRecord[] {
  const { name, strategy, opportunityType, payout, bound, expiresAt, first } = terms
  const at = rows[0]?.sentAt ?? expiresAt
  const legs = rows.map((row, index) => intentOf(row, nextOrder + index))
  return [
    { type: 'trade.intended', at, trade, name, strategy, opportunityType, payout, bound, expiresAt, first, legs },
    ...rows.flatMap((row) => [...fillsOf(row), lastWordOf(row)]),
  ]
}

/** Returns the records of one more order of a trade: it completed, flattened or sold a leg. */
export function furtherRecords(trade: number, leg: number, row: Row, number: number): readonly JournalRecord[] {
  const { purpose, sentAt: at } = row
  return [
    {
      type: 'order.intended',
      at,
      trade,
      leg,
      purpose: purpose === 'complete' ? 'complete' : 'flatten',
      expiresAt: at,
      intent: intentOf(row, number),
    },
    ...fillsOf(row),
    lastWordOf(row),
  ]
}
