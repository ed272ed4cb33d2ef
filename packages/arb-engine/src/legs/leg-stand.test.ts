import type { Micros, Money, OrderId, Price, Quantity } from '@arbees/core'
import { createRng, quadraticFee } from '@arbees/core'
import { expect, test } from 'vitest'
import { intentOf } from '../../test/journal-life.ts'
import { foldJournal } from '../journal/fold-journal.ts'
import type { JournalTrade } from '../journal/journal-state.ts'
import type { JournalRecord } from '../journal/record.ts'
import { tradeExposure } from '../journal/trade-exposure.ts'
import { paidForPart, receivedOf, standsOf } from './leg-stand.ts'

const at = 1_796_493_600_000_000 as Micros
const eight = 8_000_000 as Quantity
const fees = quadraticFee({ name: 'charged', takerRate: 700, roundUpTo: 100 })

/*
 * Seed 7000142: a venue that spends money brought 8.19 contracts for the price of 8. Its answer named no
 * fills, and what they cost was shared out among the 512 contracts that the money could have bought at a
 * cent each: 0.19 contracts on one side, 12 cents, looked like dust of 0.2 cents.
 */
test('what filled and has no names yet may have cost all of the money, however much it might have brought', () => {
  const terms = { limit: 6_400 as Price, quantity: eight, costMax: 5_382_375 as Money }
  const intents = [0, 1].map((leg) => ({ ...intentOf(createRng(1), leg, leg + 1), ...terms }))
  const legs = intents.map((intent, leg) => (leg === 0 ? intent : { ...intent, most: 512_000_000 as Quantity }))
  const bound = { quantity: 512_000_000 as Quantity, money: 6_582_375 as Money }
  const about = { at, trade: 1, name: 'x', strategy: 's', opportunityType: null, payout: 1_000_000 as Money } as const
  const answers = legs.flatMap(({ order }, leg): readonly JournalRecord[] => {
    const filled = (leg === 0 ? eight : 8_190_476) as Quantity
    const answer = { at, order, venueOrder: `venue-${order}` as OrderId, filled, isDone: true }
    return [
      { type: 'order.sent', at, order },
      { type: 'order.accepted', ...answer },
    ]
  })
  const meant: JournalRecord = { type: 'trade.intended', ...about, bound, expiresAt: at, first: 'all', legs }
  const trade = foldJournal([meant, ...answers], '000000001').trades.get(1) as JournalTrade
  const [, stand] = standsOf(trade, () => fees, receivedOf) ?? []
  expect(stand).toMatchObject({ held: 8_190_476, paid: 5_382_375 })
  expect(stand === undefined ? 0 : paidForPart(stand, 190_476)).toBe(125_172)
  // One leg may be paid for and the other have nothing.
  expect(tradeExposure(trade).money).toBe(5_382_375)
})
