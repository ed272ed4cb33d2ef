/*
 * Selling what is held: part of it as an exit, or whatever there is because somebody asked for that. Each
 * sale is a trade of its own in the journal, of one order that cannot rest.
 */
import type { ContinuityToken, MarketId, Micros, Outcome, Price, Quantity } from '@arbees/core'
import { defectOfOrder, NO_MONEY, NO_QUANTITY, venueOf } from '@arbees/core'
import type { JournalTrade } from '../journal/journal-state.ts'
import type { LateReason, Refusal } from '../legs/late-reason.ts'
import type { OrderTerms } from '../legs/order-terms.ts'
import type { SendPurpose } from '../legs/recheck.ts'
import { staleReason } from '../legs/recheck.ts'
import { barrierOf } from './barrier.ts'
import type { Desk } from './desk.ts'
import { nowOf } from './desk.ts'
import { leaveOrDrop, whenDurable } from './leave.ts'
import { noteTrade, write } from './notes.ts'
import { takeRate } from './take-rate.ts'

/** An exit: what is held of one outcome is sold by one order that cannot rest. */
export type Sale = {
  /** Of one name, one sale or trade is under way at a time. */
  readonly name: string
  readonly market: MarketId
  readonly outcome: Outcome
  /** The least price of `outcome`. */
  readonly limit: Price
  readonly quantity: Quantity
  /** The book it was decided on. */
  readonly continuity: ContinuityToken
  /** It does not leave after this instant. */
  readonly expiresAt: Micros
}

type SaleTerms = {
  readonly name: string
  readonly terms: OrderTerms
  readonly purpose: SendPurpose
  readonly expiresAt: Micros
}

function openSale(desk: Desk, { name, terms, purpose, expiresAt }: SaleTerms): number {
  const { journal } = desk.settings
  const at = nowOf(desk)
  const trade = desk.state.nextTrade
  const intent = { ...terms, ...journal.nameOrder(at) }
  desk.mine.add(intent.order)
  const { durable } = write(desk, [
    {
      type: 'trade.intended',
      at,
      trade,
      name,
      strategy: 'close',
      opportunityType: null,
      payout: NO_MONEY,
      bound: { quantity: NO_QUANTITY, money: NO_MONEY },
      expiresAt,
      first: 'all',
      legs: [intent],
    },
  ])
  noteTrade(desk, trade)
  const opened = desk.state.trades.get(trade) as JournalTrade
  const leave = () =>
    leaveOrDrop(desk, opened, opened.orders, purpose, barrierOf(desk)(terms.market, purpose, opened.name))
  if (journal.isDurableAtOnce()) leave()
  else whenDurable(desk, trade, durable, leave)
  desk.dirty.add(trade)
  return trade
}

/** Sells what is held of one market because somebody asked for all of it, halts or not. */
export function sendSale(desk: Desk, terms: OrderTerms): boolean {
  if (takeRate(desk, [venueOf(terms.market)], true) > 0) return false
  const expiresAt = (nowOf(desk) + desk.settings.limits.repairExpiryMicros) as Micros
  openSale(desk, { name: `close ${terms.market}`, terms, purpose: 'close', expiresAt })
  return true
}

/** Sells part of what is held, or says why not. How much is held is for who asks to know, and the venue's to say. */
export function openExit(desk: Desk, sale: Sale): { readonly trade: number } | { readonly refused: Refusal } {
  const { name, expiresAt, market, outcome, limit, quantity, continuity } = sale
  const { settings } = desk
  const refuse = (reason: LateReason, sentence: string) => ({ refused: { reason, sentence } })
  const open = desk.names.get(name)
  if (open !== undefined) return refuse('in-flight', `trade ${open} of ${name} is open`)
  const late = nowOf(desk) - expiresAt
  if (late > 0) return refuse('expired', `it expired ${late} µs ago`)
  const listed = settings.market(market)
  if (listed === undefined) return refuse('market-unknown', `no rules and fees are known of ${market}`)
  const terms: OrderTerms = { market, action: 'sell', outcome, limit, quantity, costMax: NO_MONEY, continuity }
  const defect = defectOfOrder({ ...terms, id: '' as never }, listed.market)
  if (defect !== undefined) return refuse('market-rules', `${market}: ${defect.sentence}`)
  const refused = barrierOf(desk)(market, 'flatten', name) ?? staleReason(settings.book(market), continuity, market)
  if (refused !== undefined) return { refused }
  const wait = takeRate(desk, [venueOf(market)], true)
  if (wait > 0) return refuse('rate', `the orders a second are used up for ${wait} µs`)
  return { trade: openSale(desk, { name, terms, purpose: 'flatten', expiresAt }) }
}
