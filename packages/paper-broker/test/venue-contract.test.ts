/*
 * The paper account keeps what every venue promises, over a feed of books that the test lays down.
 */
import type { ClientOrderId, Fact, FactListener, Feed, Level, Market, MarketId, Micros, Price } from '@arbees/core'
import {
  createContinuitySource,
  LOT,
  millis,
  NO_MONEY,
  nextContinuity,
  parseMoney,
  quadraticFee,
  toMarketId,
  toMicros,
  uniformGrid,
  VenueError,
} from '@arbees/core'
import type { VenueSubject, VirtualRuntime } from '@arbees/testkit'
import { createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import type { PaperBroker } from '../src/index.ts'
import { constantLatency, createPaperBroker } from '../src/index.ts'

const ID = toMarketId('kalshi', 'KXGAME-26DEC05-A')
const FEES = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const MARKET: Market = {
  id: ID,
  venue: 'kalshi',
  title: 'A wins',
  status: 'open',
  grid: uniformGrid(100 as Price),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}
const STORE = 'paper/kalshi.ledger'

const settingsOf = ({ clock, rng, disk }: VirtualRuntime) => ({
  venue: 'kalshi',
  cash: parseMoney('1000'),
  latency: constantLatency(millis(80)),
  clock,
  rng,
  market: (id: MarketId) => (id === ID ? { market: MARKET, fees: FEES } : undefined),
  store: { disk, path: STORE },
})

async function createWorld(runtime = createVirtualRuntime({ seed: 1 })) {
  const { clock } = runtime
  const broker = await createPaperBroker(settingsOf(runtime))
  const tokens = createContinuitySource()
  const listeners = new Set<FactListener>([broker.fold])
  let last: Fact | undefined
  const feed: Feed = {
    venue: 'kalshi',
    market: async (market) => {
      if (market === ID) return MARKET
      throw new VenueError('market.not-found', { venue: 'kalshi', market })
    },
    fees: async (market) => {
      if (market === ID) return FEES
      throw new VenueError('fees.unknown', { venue: 'kalshi', market, detail: 'no such market' })
    },
    subscribe: (_markets, listener) => {
      listeners.add(listener)
      if (last !== undefined) listener([{ ...last, at: clock.now() }])
      return () => void listeners.delete(listener)
    },
  }
  const rest = (bids: readonly Level[], asks: readonly Level[]) => {
    last = { type: 'book.replaced', at: clock.now(), market: ID, bids, asks, continuity: nextContinuity(tokens) }
    for (const listener of listeners) listener([last])
  }
  return { runtime, broker, feed, rest }
}

async function createSubject(): Promise<
  VenueSubject & { readonly broker: PaperBroker; readonly world: VirtualRuntime }
> {
  const { runtime, broker, feed, rest } = await createWorld()
  const { clock } = runtime
  const taken = new Set<string>()
  let count = 0
  return {
    broker,
    world: runtime,
    venue: {
      ...broker,
      ...feed,
      submit: async (order, lastLook) => {
        const submission = await broker.submit(order, lastLook)
        if (submission.type === 'accepted') taken.add(submission.orderId)
        return submission
      },
    },
    market: ID,
    missing: toMarketId('kalshi', 'KXNOTHING-1'),
    now: clock.now,
    nextId: () => {
      count += 1
      return `arb${String(count).padStart(9, '0')}` as ClientOrderId
    },
    pass: async (delay: Micros) => {
      await clock.run(toMicros(clock.now() + delay))
    },
    rest,
    taken: (order) => (taken.has(`paper-${order}`) ? 1 : 0),
  }
}

const LEVELS = [
  [{ price: 4000, quantity: 20_000_000 }] as unknown as Level[],
  [{ price: 4200, quantity: 5_000_000 }] as unknown as Level[],
] as const

const buy = (subject: VenueSubject, more = {}) =>
  ({
    id: subject.nextId(),
    market: ID,
    action: 'buy',
    outcome: 'yes',
    limit: 4200 as Price,
    quantity: 3_000_000,
    ...more,
  }) as never

describe('the venue contract', () => {
  it.each(VENUE_CONTRACT)('$id $sentence', async ({ run }) => run(await createSubject()))
})

describe('a paper account', () => {
  it('meets the book of its arrival, not the one it was decided on', async () => {
    const subject = await createSubject()
    await subject.rest(...LEVELS)
    const answer = subject.venue.submit(buy(subject))
    await subject.pass(millis(40))
    await subject.rest(LEVELS[0], [])
    await subject.pass(millis(80))
    expect(await answer).toMatchObject({ type: 'accepted', filled: 0, isDone: true })
  })

  it('says of an order on its way that it may still fill', async () => {
    const subject = await createSubject()
    await subject.rest(...LEVELS)
    const order: Parameters<PaperBroker['submit']>[0] = buy(subject)
    const answer = subject.venue.submit(order)
    expect(await subject.venue.find(order, subject.now())).toMatchObject({ isDone: false, filled: 0 })
    expect((await subject.venue.snapshot()).open).toHaveLength(1)
    await subject.pass(millis(80))
    expect(await answer).toMatchObject({ filled: 3_000_000 })
  })

  it('remembers money, holdings and orders across lives, and pays a settlement once', async () => {
    const subject = await createSubject()
    await subject.rest(...LEVELS)
    const order: Parameters<PaperBroker['submit']>[0] = buy(subject)
    const answer = subject.venue.submit(order)
    await subject.pass(millis(80))
    await answer
    const before = await subject.venue.snapshot()
    subject.broker.close()
    const next = await createWorld(subject.world)
    const after = await next.broker.snapshot()
    expect({ ...after, at: 0 }).toEqual({ ...before, at: 0 })
    expect(await next.broker.find(order, subject.now())).toMatchObject({ filled: 3_000_000, isDone: true })
    expect(await next.broker.submit(order)).toMatchObject({ type: 'rejected', reason: 'duplicate' })
    const settled: Fact = {
      type: 'market.settled',
      at: subject.now(),
      market: ID,
      outcome: 'yes',
      yesPrice: 10_000 as Price,
    }
    next.broker.fold([settled])
    expect((await next.broker.snapshot()).free).toBe(before.free + 3_000_000)
    next.broker.close()
    const last = await createWorld(subject.world)
    last.broker.fold([settled])
    expect((await last.broker.snapshot()).free).toBe(before.free + 3_000_000)
    expect(await last.broker.submit(buy(subject))).toMatchObject({ type: 'rejected', reason: 'closed' })
  })

  it('forgets an order that was on its way when the process died, and gives its money back', async () => {
    const subject = await createSubject()
    await subject.rest(...LEVELS)
    const order: Parameters<PaperBroker['submit']>[0] = buy(subject)
    void subject.venue.submit(order)
    subject.broker.close()
    const next = await createWorld(subject.world)
    expect(await next.broker.find(order, subject.now())).toBeUndefined()
    expect((await next.broker.snapshot()).free).toBe(parseMoney('1000'))
  })

  it('does not say of an order too old to be remembered that it was never taken', async () => {
    const subject = await createSubject()
    await subject.rest(...LEVELS)
    const [oldest, ...others] = Array.from({ length: 510 }, () => ({
      order: buy(subject, { quantity: 10_000 }) as Parameters<PaperBroker['submit']>[0],
      since: 0 as Micros,
    }))
    for (const sent of [oldest as (typeof others)[0], ...others]) {
      sent.since = subject.now()
      const answer = subject.venue.submit(sent.order)
      await subject.pass(millis(80))
      await answer
    }
    const { order, since } = oldest as (typeof others)[0]
    const newest = others.at(-1) as (typeof others)[0]
    const neverSent: Parameters<PaperBroker['submit']>[0] = buy(subject)
    subject.broker.close()
    for (const { find } of [subject.broker, (await createWorld(subject.world)).broker]) {
      await expect(find(order, since)).rejects.toMatchObject({ code: 'order.not-found' })
      expect(await find(newest.order, newest.since)).toMatchObject({ quantity: 10_000, isDone: true })
      expect(await find(neverSent, newest.since)).toBeUndefined()
    }
  })

  it('passes over a torn last line and refuses anything else that is not its own', async () => {
    const subject = await createSubject()
    subject.broker.close()
    const { disk } = subject.world
    const file = disk.openAppend(STORE)
    file.append(new TextEncoder().encode('{"type":"ord'))
    file.close()
    expect((await (await createWorld(subject.world)).broker.snapshot()).free).toBe(parseMoney('1000'))
    await disk.replace(STORE, new TextEncoder().encode('hello\nworld\n'))
    await expect(createWorld(subject.world)).rejects.toMatchObject({
      code: 'journal.malformed',
      context: { file: STORE, offset: 0, found: 'hello' },
    })
  })
})
