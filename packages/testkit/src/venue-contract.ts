/*
 * What every venue promises, as numbered cases: a client against a fake, a fake, the paper broker. The
 * subject brings the venue and a hand on its world; a case whose fault the world cannot do is passed over.
 */
import type { Fact, IocOrder, Level, Micros, OrderReport, Price, Quantity, Submission } from '@arbees/core'
import { invariant, isVenueError, millis, NO_QUANTITY, seconds } from '@arbees/core'
import type { ContractCase } from './contract-case.ts'
import { expectSame, expectThrown } from './contract-case.ts'
import { bookCases } from './venue-contract-books.ts'
import type { VenueSubject } from './venue-subject.ts'
import { FIVE, orderOf, settled } from './venue-subject.ts'

const PRICE = { bid: 4000 as Price, ask: 4200 as Price, far: 4300 as Price }
const contracts = (count: number) => (count * 1_000_000) as Quantity
const level = (price: Price, count: number): Level => ({ price, quantity: contracts(count) })
/** An order that meets its whole quantity at its limit: what bounds it, contracts or money, makes no difference. */
const EXACT = { limit: PRICE.ask, quantity: FIVE }
const DEEP = { bids: [level(PRICE.bid, 20)], asks: [level(PRICE.ask, 5), level(PRICE.far, 20)] }

async function submitOn(subject: VenueSubject, order: IocOrder): Promise<Submission> {
  return settled(subject, subject.venue.submit(order))
}

/** Asks until the records are complete: a report, or undefined for an order that was certainly never taken. */
async function found(subject: VenueSubject, order: IocOrder, since: Micros): Promise<OrderReport | undefined> {
  for (let look = 1; ; look++) {
    try {
      return await settled(subject, subject.venue.find(order, since))
    } catch (error) {
      invariant(isVenueError(error), `a look-up fails with a VenueError, found ${String(error)}`)
      invariant(look < 60, `the records become complete within a minute, found ${error.message}`)
      await subject.pass(seconds(1))
    }
  }
}

/** Holds a report to what was ordered; returns what filled. */
function checkReport(report: OrderReport | undefined, order: IocOrder): Quantity {
  invariant(report !== undefined, `the venue knows the order ${order.id}, found nothing`)
  expectSame([report.order, report.market, report.quantity], [order.id, order.market, order.quantity], 'the report')
  invariant(report.isDone, 'an order that cannot rest is done')
  let total = 0
  for (const fill of report.fills) {
    expectSame([fill.order, fill.action, fill.outcome], [order.id, order.action, order.outcome], 'a fill')
    const isWithin = order.action === 'buy' ? fill.price <= order.limit : fill.price >= order.limit
    invariant(isWithin, `a fill is at ${order.limit} or better, found ${fill.price}`)
    invariant(fill.fee >= 0 && fill.received <= fill.quantity, 'a fill has a fee, and brings no more than it took')
    total += fill.quantity
  }
  expectSame(total, report.filled, 'the sum of the fills')
  return report.filled
}

async function noneOpen(subject: VenueSubject): Promise<void> {
  const { open } = await settled(subject, subject.venue.snapshot())
  expectSame(open.length, 0, 'orders that rest')
}

function expectAccepted(submission: Submission, filled: Quantity): void {
  expectSame(submission.type, 'accepted', 'the submission')
  if (submission.type !== 'accepted') return
  expectSame([submission.filled, submission.isDone], [filled, true], 'what filled, and that it is done')
}

const lifeCases: readonly ContractCase<VenueSubject>[] = [
  {
    id: 'VC-10',
    sentence: 'an order that is met fills whole, at its limit or better, and the records say so',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const [order, since] = [orderOf(subject, { limit: PRICE.far, quantity: contracts(8) }), subject.now()]
      expectAccepted(await submitOn(subject, order), order.quantity)
      expectSame(checkReport(await found(subject, order, since), order), order.quantity, 'what filled')
      expectSame(subject.taken(order.id), 1, 'orders the venue took')
    },
  },
  {
    id: 'VC-11',
    sentence: 'an order that meets nobody fills nothing and does not rest',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const submission = await submitOn(subject, orderOf(subject, { limit: PRICE.bid, quantity: contracts(3) }))
      if (submission.type === 'rejected') expectSame(submission.reason, 'no-match', 'why it was refused')
      else expectAccepted(submission, NO_QUANTITY)
      await noneOpen(subject)
    },
  },
  {
    id: 'VC-12',
    sentence: 'an order that is met in part fills that part, and the rest is canceled',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const [order, since] = [orderOf(subject, { limit: PRICE.ask, quantity: contracts(9) }), subject.now()]
      expectAccepted(await submitOn(subject, order), contracts(5))
      expectSame(checkReport(await found(subject, order, since), order), contracts(5), 'what filled')
      await noneOpen(subject)
    },
  },
  {
    id: 'VC-13',
    sentence: 'an order for all or nothing that is met in part fills nothing',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const order = orderOf(subject, { limit: PRICE.ask, quantity: contracts(9), fill: 'all' })
      const submission = await submitOn(subject, order)
      if (submission.type === 'rejected') expectSame(submission.reason, 'no-match', 'why it was refused')
      else expectAccepted(submission, NO_QUANTITY)
      expectSame((await settled(subject, subject.venue.snapshot())).holdings.length, 0, 'holdings')
    },
  },
  {
    id: 'VC-14',
    sentence: 'buying NO takes the bids of YES, at the other end of the dollar, and is held as NO',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const order = orderOf(subject, { outcome: 'no', limit: 6000 as Price, quantity: contracts(2) })
      const since = subject.now()
      expectAccepted(await submitOn(subject, order), contracts(2))
      const report = await found(subject, order, since)
      checkReport(report, order)
      expectSame(report?.fills.map(({ price }) => price)[0], 6000, 'the price of NO')
      const { holdings } = await settled(subject, subject.venue.snapshot())
      expectSame(holdings, [{ market: subject.market, outcome: 'no', quantity: contracts(2) }], 'what is held')
    },
  },
  {
    id: 'VC-15',
    sentence: 'what the market does not allow is refused for certain, by its reason',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const off = await submitOn(subject, orderOf(subject, { limit: 4255 as Price, quantity: contracts(1) }))
      expectSame(off.type === 'rejected' && off.reason, 'tick', 'a price off the grid')
      const rich = await submitOn(subject, orderOf(subject, { limit: PRICE.far, quantity: contracts(1_000_000) }))
      expectSame(rich.type === 'rejected' && rich.reason, 'funds', 'an order beyond all money')
      await noneOpen(subject)
    },
  },
  {
    id: 'VC-16',
    sentence: 'an order whose time has passed does not leave',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const late = orderOf(subject, { limit: PRICE.far, expiresAt: (subject.now() - 1) as Micros })
      const submission = await submitOn(subject, late)
      expectSame(submission.type === 'rejected' && submission.reason, 'expired', 'a late order')
      expectSame(subject.taken(late.id), 0, 'orders the venue took')
    },
  },
  {
    id: 'VC-17',
    sentence: 'the same order twice is never two orders',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const [order, since] = [orderOf(subject, EXACT), subject.now()]
      await submitOn(subject, order)
      const again = await submitOn(subject, order)
      invariant(again.type !== 'accepted' || again.filled === order.quantity, 'a repetition is no new order')
      expectSame(subject.taken(order.id), 1, 'orders the venue took')
      expectSame(checkReport(await found(subject, order, since), order), order.quantity, 'what filled')
    },
  },
  {
    id: 'VC-18',
    sentence: 'each fill is told once as a fact, under our name of the order',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const facts: Fact[] = []
      const stop = subject.venue.listen((batch) => facts.push(...batch))
      await subject.pass(seconds(1))
      const order = orderOf(subject, { limit: PRICE.far, quantity: contracts(8) })
      await submitOn(subject, order)
      await subject.pass(seconds(2))
      stop()
      const fills = facts.flatMap((fact) => (fact.type === 'order.filled' ? [fact.fill] : []))
      expectSame(new Set(fills.map(({ id }) => id)).size, fills.length, 'fills told twice')
      expectSame(
        fills.reduce((sum, fill) => sum + fill.quantity, 0),
        order.quantity,
        'the sum of the fills told',
      )
      for (const fill of fills) expectSame(fill.order, order.id, 'whose fill it is')
    },
  },
  {
    id: 'VC-19',
    sentence: 'money and holdings after an order are those of its fills, to the micro-dollar',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const before = await settled(subject, subject.venue.snapshot())
      const [order, since] = [orderOf(subject, { limit: PRICE.far, quantity: contracts(8) }), subject.now()]
      await submitOn(subject, order)
      const report = await found(subject, order, since)
      const after = await settled(subject, subject.venue.snapshot())
      const paid = (report?.fills ?? []).reduce((sum, one) => sum + (one.price * one.quantity) / 10_000 + one.fee, 0)
      expectSame(before.free + before.locked - after.free - after.locked, paid, 'what the order cost')
      const received = (report?.fills ?? []).reduce((sum, one) => sum + one.received, 0)
      expectSame(after.holdings, [{ market: subject.market, outcome: 'yes', quantity: received }], 'what is held')
    },
  },
]

/** A case of an order that meets a fault: what may be said of it, and what the records must say. */
function faultCase(
  id: string,
  sentence: string,
  fault: NonNullable<Parameters<NonNullable<VenueSubject['disturb']>>[0]>,
  may: readonly Submission['type'][],
  taken: number,
): ContractCase<VenueSubject> {
  return {
    id,
    sentence,
    run: async (subject) => {
      if (subject.disturb === undefined) return
      await subject.rest(DEEP.bids, DEEP.asks)
      const [order, since] = [orderOf(subject, EXACT), subject.now()]
      subject.disturb(fault)
      const submission = await submitOn(subject, order)
      invariant(may.includes(submission.type), `the submission is ${may.join(' or ')}, found ${submission.type}`)
      await subject.pass(seconds(1))
      expectSame(subject.taken(order.id), taken, 'orders the venue took')
      const report = await found(subject, order, since)
      if (taken === 0) expectSame(report, undefined, 'the report of an order never taken')
      else expectSame(checkReport(report, order), order.quantity, 'what filled')
    },
  }
}

const outcomeCases: readonly ContractCase<VenueSubject>[] = [
  faultCase('VC-20', 'an order lost on its way is not there', 'lost-before', ['rejected', 'unknown'], 0),
  faultCase('VC-21', 'an order whose answer is lost is unknown, and is found', 'lost-after', ['unknown'], 1),
  faultCase(
    'VC-22',
    'an order answered by a fault after it was taken is unknown, and is found',
    'error-after',
    ['unknown'],
    1,
  ),
  faultCase(
    'VC-23',
    'an order answered by a fault before it was taken is unknown, and is not there',
    'error-before',
    ['unknown'],
    0,
  ),
  {
    id: 'VC-24',
    sentence: 'an order turned away for the rate is sent again, once, or refused for that reason',
    run: async (subject) => {
      if (subject.disturb === undefined) return
      await subject.rest(DEEP.bids, DEEP.asks)
      const order = orderOf(subject, EXACT)
      subject.disturb('limited')
      const submission = await submitOn(subject, order)
      if (submission.type === 'rejected') expectSame(submission.reason, 'rate', 'why it was refused')
      else expectAccepted(submission, order.quantity)
      expectSame(subject.taken(order.id), submission.type === 'rejected' ? 0 : 1, 'orders the venue took')
    },
  },
  {
    id: 'VC-25',
    sentence: 'an order that a last look finds wrong is refused for that reason and never arrives',
    run: async (subject) => {
      await subject.rest(DEEP.bids, DEEP.asks)
      const order = orderOf(subject, { limit: PRICE.far, quantity: contracts(8) })
      const lastLook = () => ({ reason: 'discontinuous', sentence: 'the book was replaced meanwhile' }) as const
      const submission = await settled(subject, subject.venue.submit(order, lastLook))
      expectSame(submission.type, 'rejected', 'the answer')
      if (submission.type === 'rejected') expectSame(submission.reason, 'discontinuous', 'why it was refused')
      expectSame(subject.taken(order.id), 0, 'orders the venue took')
    },
  },
  {
    id: 'VC-30',
    sentence: 'an order that was never sent is certainly not there, once the records are complete',
    run: async (subject) => {
      const since = subject.now()
      expectSame(await found(subject, orderOf(subject, {}), since), undefined, 'the report')
    },
  },
  {
    id: 'VC-31',
    sentence: 'silence of records that lag is not taken for an answer',
    run: async (subject) => {
      if (subject.disturb === undefined) return
      subject.disturb('stale-records')
      const order = orderOf(subject, {})
      const error = await expectThrown(
        () => settled(subject, subject.venue.find(order, subject.now())),
        'a look-up in records that lag',
      )
      invariant(isVenueError(error), `a look-up fails with a VenueError, found ${String(error)}`)
    },
  },
  {
    id: 'VC-32',
    sentence: 'a cancel of all ends with nothing resting',
    run: async (subject) => {
      await settled(subject, subject.venue.cancelAll())
      await noneOpen(subject)
    },
  },
  {
    id: 'VC-50',
    sentence: 'many orders at once are each answered once, within the rate limits',
    run: async (subject) => {
      await subject.rest([level(PRICE.bid, 1)], [level(PRICE.ask, 100)])
      const orders = Array.from({ length: 30 }, () => orderOf(subject, { limit: PRICE.ask, quantity: contracts(3) }))
      const answers = await settled(subject, Promise.all(orders.map((order) => subject.venue.submit(order))))
      expectSame(
        answers.map(({ type }) => type),
        orders.map(() => 'accepted'),
        'the answers',
      )
      for (const { id } of orders) expectSame(subject.taken(id), 1, `orders the venue took of ${id}`)
      await subject.pass(millis(10))
    },
  },
]

/** What a Feed and a Broker promise, numbered. Each case wants a fresh subject. */
export const VENUE_CONTRACT: readonly ContractCase<VenueSubject>[] = [...bookCases, ...lifeCases, ...outcomeCases]
