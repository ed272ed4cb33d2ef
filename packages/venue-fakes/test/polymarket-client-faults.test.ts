/*
 * Every fault by its name, and what our client says of it: accepted, rejected, unknown; a book that is stale,
 * or right all the same, and never silently wrong. The table has a row for each name or it does not compile.
 */

import { isDeepStrictEqual as isEqual } from 'node:util'
import type { Fact, RejectReason, Submission } from '@arbees/core'
import {
  applyBookFact,
  createLadder,
  DISCONTINUOUS,
  isBookFact,
  isLadderCrossed,
  seconds,
  toBook,
  toPrice,
  toQuantity,
} from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { FaultName, FaultOrder } from '../src/index.ts'
import { createVenue } from './polymarket-venue.ts'

/** What must be said of an order, and what there was of it. */
type OrderRow = {
  readonly on: 'order'
  readonly says: Submission['type']
  readonly because?: RejectReason
  readonly truth: 'filled' | 'nothing'
  readonly amount?: number
}
/** What must be said of a book: that it was stale for a while, or nothing because it stayed right. */
type StreamRow = { readonly on: 'stream'; readonly says: 'stale' | 'right' }
/** Told by a test of its own, below. */
type OwnRow = { readonly on: 'own' }

const filled = (says: Submission['type']): OrderRow => ({ on: 'order', says, truth: 'filled' })
const nothing = (says: Submission['type'], because?: RejectReason): OrderRow => ({
  on: 'order',
  says,
  truth: 'nothing',
  ...(because === undefined ? {} : { because }),
})

const ROWS: Readonly<Record<FaultName, OrderRow | StreamRow | OwnRow>> = {
  'answer.5xx-before': nothing('unknown'),
  'answer.5xx-after': filled('unknown'),
  'connection.cut-before': nothing('unknown'),
  'connection.cut-after': filled('unknown'),
  'answer.silence-after': filled('unknown'),
  'answer.no-order': filled('unknown'),
  'answer.html-429': nothing('rejected', 'rate'),
  'answer.html-502': nothing('unknown'),
  'answer.rate-limited': nothing('rejected', 'rate'),
  'answer.maintenance': nothing('rejected'),
  'answer.gone': nothing('rejected'),
  'answer.slow': { ...filled('accepted'), amount: 3 },
  'clock.skew': { ...nothing('rejected'), amount: 120 },
  'stream.gap': { on: 'stream', says: 'stale' },
  'stream.stall': { on: 'stream', says: 'stale' },
  'stream.frozen': { on: 'stream', says: 'stale' },
  'stream.crossed': { on: 'stream', says: 'stale' },
  // Messages here are absolute: the same one again changes nothing.
  'stream.duplicate': { on: 'stream', says: 'right' },
  'stream.reorder': { on: 'stream', says: 'stale' },
  'stream.cut': { on: 'stream', says: 'stale' },
  // The grid becomes finer, so the price is on it still.
  'market.tick-change': filled('accepted'),
  'market.paused': nothing('rejected'),
  'market.closed': nothing('rejected'),
  'market.settled': nothing('rejected'),
  'market.voided': nothing('rejected'),
  'restart.425': nothing('rejected'),
  'order.live': filled('unknown'),
  'order.delayed': filled('unknown'),
  'fill.ghost': { on: 'own' },
  'batch.lie': { on: 'own' },
  'lock.stuck': { on: 'own' },
}

const rowsOf = <Row>(on: string) =>
  Object.entries(ROWS).filter(([, row]) => row.on === on) as unknown as readonly (readonly [FaultName, Row])[]

describe('of an order that met a fault, our client says', () => {
  it.each(rowsOf<OrderRow>('order'))('%s', async (fault, { says, because, truth, amount }) => {
    const { broker, order, wait, quote, fake, pass, client, market, clock } = await createVenue()
    quote('ask', 0.52, 100)
    await wait(client.markets.find({ market }))
    const isOfMarket = fault.startsWith('market.') || fault.startsWith('order.')
    fake.faults.inject({
      fault,
      ...(isOfMarket ? {} : { match: 'POST /order' }),
      ...(amount === undefined ? {} : { amountMicros: seconds(amount) }),
    })
    const sent = order()
    const since = clock.now()
    const submission = await wait(broker.submit(sent))
    expect(submission.type).toBe(says)
    if (because !== undefined) expect(submission).toMatchObject({ reason: because })
    expect(fake.faults.struck()).toEqual({ [fault]: 1 })
    await pass(60)
    const report = await wait(broker.find(sent, since))
    if (truth === 'filled') expect(report).toMatchObject({ filled: 10_000_000, isDone: true })
    else expect(report).toBeUndefined()
  })

  it('fill.ghost: accepted, then told as failed', async () => {
    const { broker, submit, quote, fake, pass } = await createVenue()
    quote('ask', 0.52, 100)
    const facts: Fact[] = []
    broker.listen((found) => facts.push(...found))
    await pass(2)
    fake.faults.inject({ fault: 'fill.ghost' })
    expect(await submit()).toMatchObject({ type: 'accepted', filled: 10_000_000 })
    await pass(30)
    expect(facts.flatMap((fact) => (fact.type === 'fill.settled' ? [fact.stage] : [])).at(-1)).toBe('failed')
  })

  it('order.live: its record is not believed while it counts more than the trades tell', async () => {
    const { client, broker, order, wait, quote, fake, pass, market, clock } = await createVenue()
    quote('ask', 0.52, 100)
    await wait(client.markets.find({ market }))
    fake.faults.inject({ fault: 'order.live', amountMicros: seconds(5) })
    const sent = order()
    const since = clock.now()
    expect(await wait(broker.submit(sent))).toMatchObject({ type: 'unknown' })
    // The trades are read before it matches, the order itself only after: at once it cannot be.
    fake.faults.inject({ fault: 'answer.silence-after', match: 'GET /data/order/' })
    const found = wait(broker.find(sent, since))
    await expect(found).rejects.toMatchObject({ code: 'payload.malformed', context: { where: 'GET /data/trades' } })
    await pass(10)
    expect(await wait(broker.find(sent, since))).toMatchObject({ filled: 10_000_000, isDone: true, takenBack: [] })
  })

  it('batch.lie: one leg accepted, the one that names no order unknown, and both are there', async () => {
    const { client, wait, quote, fake, market } = await createVenue()
    quote('ask', 0.52, 100)
    const found = await wait(client.markets.find({ market }))
    fake.faults.inject({ fault: 'batch.lie', match: 'leg 1' })
    const draft = {
      market: found,
      outcome: 'yes',
      action: 'buy',
      price: toPrice(5200),
      quantity: toQuantity(10_000_000),
      kind: 'FAK',
    } as const
    const placed = await wait(client.desk.placeMany([draft, draft]))
    expect(placed.map(({ outcome }) => outcome.type)).toEqual(['accepted', 'unknown'])
    for (const { order } of placed) {
      expect(await wait(client.orders.getOrder({ orderId: order.orderId }))).toMatchObject({ status: 'MATCHED' })
    }
  })

  it('lock.stuck: an order for money that the venue still counts as matched is refused as funds', async () => {
    const { submit, quote, fake, pass, broker, wait } = await createVenue()
    quote('ask', 0.5, 1500)
    fake.faults.inject({ fault: 'lock.stuck' })
    const half = { limit: toPrice(5000), quantity: toQuantity(1_000_000_000) }
    expect(await submit(half)).toMatchObject({ type: 'accepted', filled: 1_000_000_000 })
    await pass(30)
    expect(await submit({ ...half, quantity: toQuantity(500_000_000) })).toMatchObject({
      type: 'rejected',
      reason: 'funds',
    })
    fake.releaseLocks()
    expect(await submit({ ...half, quantity: toQuantity(500_000_000) })).toMatchObject({ type: 'accepted' })
    await pass(30)
    expect((await wait(broker.snapshot())).open).toEqual([])
  })

  it('restart.425: for two minutes after it an order that may take is refused, and then taken', async () => {
    const { submit, quote, fake, pass, client, market, wait } = await createVenue()
    quote('ask', 0.52, 100)
    await wait(client.markets.find({ market }))
    fake.faults.inject({ fault: 'restart.425', match: 'POST /order', amountMicros: seconds(5) })
    expect((await submit()).type).toBe('rejected')
    await pass(10)
    expect((await submit()).type).toBe('rejected')
    await pass(130)
    expect((await submit()).type).toBe('accepted')
  })
})

describe('of a stream that met a fault, our client says', () => {
  async function hear(fault: FaultOrder | undefined, second = 0.46) {
    const venue = await createVenue()
    const { feed, market, quote, fake, pass, settings } = venue
    const ladder = createLadder()
    const facts: Fact[] = []
    let wasCrossed = false
    quote('bid', 0.45, 30)
    quote('ask', 0.55, 30)
    feed.subscribe([market], (found) => {
      for (const fact of found) {
        facts.push(fact)
        if (isBookFact(fact)) applyBookFact(ladder, fact)
      }
      wasCrossed ||= ladder.continuity !== DISCONTINUOUS && isLadderCrossed(ladder)
    })
    await pass(2)
    if (fault !== undefined) fake.faults.inject(fault)
    quote('bid', 0.47, 11)
    quote('bid', second, 12)
    await pass(90)
    quote('bid', 0.44, 13)
    await pass(90)
    const kept = toBook(ladder, market).bids
    const real = fake.market(settings.conditionId).book.bids.levels.toReversed()
    const isRight = isEqual(
      kept.map(({ price, quantity }) => [price, quantity]),
      real.map(({ price, total }) => [price, total]),
    )
    const stale = facts.filter((fact) => fact.type === 'book.stale').length
    return { isRight, isWhole: ladder.continuity !== DISCONTINUOUS, stale, wasCrossed, fake }
  }

  it('nothing of the kind without one', async () => {
    expect(await hear(undefined)).toMatchObject({ isRight: true, isWhole: true, stale: 0, wasCrossed: false })
  })

  it('stream.reorder of two changes of one level: a quantity that is wrong does not stay', async () => {
    const told = await hear({ fault: 'stream.reorder', match: 'market/price_change' }, 0.47)
    expect(told.fake.faults.struck()).toEqual({ 'stream.reorder': 1 })
    expect(told.isRight || !told.isWhole).toBe(true)
  })

  it.each(rowsOf<StreamRow>('stream'))('%s', async (fault, { says }) => {
    const isOfMarket = fault === 'stream.crossed'
    const told = await hear({ fault, ...(isOfMarket ? {} : { match: 'market/price_change' }) })
    expect(told.fake.faults.struck()).toEqual({ [fault]: 1 })
    if (says === 'stale') expect(told.stale).toBeGreaterThan(0)
    // What is called whole is right.
    if (told.isWhole) expect(told.isRight).toBe(true)
    expect(told.wasCrossed).toBe(false)
  })
})
