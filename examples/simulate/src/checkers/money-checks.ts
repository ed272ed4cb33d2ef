/*
 * Money and contracts at the end: the fills in our journal against those in the venues' records, and
 * those records against the venues' own balances, each to the unit.
 */
import type { Micros, Money } from '@arbees/core'
import { mulDiv, PRICE_ONE } from '@arbees/core'
import { totalOfKalshi } from '@arbees/venue-fakes'
import type { Question } from '../world/question.ts'
import type { Venues } from '../world/venues.ts'
import type { JournalledFills } from './journalled-fills.ts'
import type { Violations } from './violation.ts'
import type { Witness, WitnessedOrder } from './witness.ts'
import { flowsIn } from './witness.ts'

/** What the check of money needs. */
export type MoneyCheck = {
  readonly witness: Witness
  readonly journalled: JournalledFills
  readonly venues: Venues
  readonly questions: readonly Question[]
  readonly owner: string
  /** What was there at first. */
  readonly cash: { readonly kalshi: Money; readonly polymarket: Money }
  readonly now: Micros
  readonly violations: Violations
}

type Sum = { quantity: number; received: number; fee: number; worth: number }

function sumOf(fills: Iterable<{ price: number; quantity: number; received: number; fee: number }>): Sum {
  const sum = { quantity: 0, received: 0, fee: 0, worth: 0 }
  for (const { price, quantity, received, fee } of fills) {
    sum.quantity += quantity
    sum.received += received
    sum.fee += fee
    sum.worth += mulDiv(price, quantity, PRICE_ONE, 'floor')
  }
  return sum
}

function checkOrder({ journalled, now, violations }: MoneyCheck, order: WitnessedOrder): void {
  const { intent } = order
  const ours = sumOf(journalled.of(intent.order))
  const theirs = sumOf(order.fills.values())
  for (const key of ['quantity', 'received', 'fee', 'worth'] as const) {
    if (ours[key] === theirs[key]) continue
    violations.add(
      'money-conserved',
      now,
      `${intent.order}: ${key} is ${ours[key]} by the journal, ${theirs[key]} by the venue`,
    )
  }
}

/** What Kalshi paid when a market settled, of what is held there. */
function settledOn({ venues }: MoneyCheck, question: Question, net: number): number {
  const { yesPayout } = venues.kalshi.market(question.ticker)
  if (yesPayout === undefined) return 0
  return mulDiv(Math.abs(net), net > 0 ? yesPayout : PRICE_ONE - yesPayout, PRICE_ONE, 'floor')
}

function checkKalshi(check: MoneyCheck): void {
  const { witness, venues, questions, cash, now, violations } = check
  let expected = cash.kalshi as number
  for (const question of questions) {
    const { yes, no, spent } = flowsIn(witness, question.kalshi)
    // A YES and a NO of one market are closed against each other, for a dollar.
    expected += Math.min(yes, no) - spent + settledOn(check, question, yes - no)
  }
  const member = [...venues.kalshi.world.members.values()].find((one) => !one.isHouse)
  const found = member?.ledgers.get(0)?.cash.get(0)
  if (found !== expected) {
    violations.add('money-conserved', now, `Kalshi holds ${found} micro-dollars for us; its fills leave ${expected}`)
  }
}

function checkPolymarket({ witness, venues, questions, owner, cash, now, violations }: MoneyCheck): void {
  let expected = cash.polymarket as number
  const ledger = venues.polymarket.ledger()
  const wallet = ledger.wallets.get(owner)
  for (const question of questions) {
    const { yes, no, spent } = flowsIn(witness, question.polymarket)
    expected -= spent
    for (const [index, held] of [yes, no].entries()) {
      const found = wallet?.tokens.get(question.polymarketMarket.tokenIds[index] as string) ?? 0
      if (found !== held) {
        violations.add(
          'money-conserved',
          now,
          `Polymarket holds ${found} of token ${index} for us; its fills leave ${held}`,
        )
      }
    }
  }
  if (wallet?.cash !== expected) {
    violations.add(
      'money-conserved',
      now,
      `Polymarket holds ${wallet?.cash} micro-dollars for us; its fills leave ${expected}`,
    )
  }
}

/** Checks all money, when everything has come to rest. `totalAtFirst` is what Kalshi held in all. */
export function checkMoney(check: MoneyCheck, totalAtFirst: Money): void {
  for (const order of check.witness.orders.values()) checkOrder(check, order)
  checkKalshi(check)
  checkPolymarket(check)
  const total = totalOfKalshi(check.venues.kalshi.world)
  if (total !== totalAtFirst) {
    check.violations.add('money-conserved', check.now, `all money at Kalshi was ${totalAtFirst}, found ${total}`)
  }
}
