/*
 * Every fault by its name, and what our client says of it: accepted, rejected, unknown; a book that is stale,
 * crossed or old. The table has a row for each name or it does not compile.
 */
import type { Fact, Submission } from '@arbees/core'
import {
  applyBookFact,
  createLadder,
  DISCONTINUOUS,
  isBookFact,
  isLadderCrossed,
  seconds,
  toBook,
  toMicros,
} from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { FaultName } from '../src/index.ts'
import { finish, ioc, MARKET, virtually } from './kalshi-venue.ts'
import { level, TICKER } from './kalshi-world.ts'

type OrderRow = {
  readonly on: 'order'
  readonly says: Submission['type']
  readonly filled: number
  readonly amount?: number
}
/** What shows the fault: a book called stale that becomes whole; one that is crossed; one that only ages. */
type StreamRow = { readonly on: 'stream'; readonly says: 'stale' | 'crossed' | 'old' }
/** Kalshi has nothing of the kind. */
type AbsentRow = { readonly on: 'nothing'; readonly because: string }

const WHOLE = 5_000_000
const order = (says: Submission['type'], filled: number, amount = 2): OrderRow => ({
  on: 'order',
  says,
  filled,
  amount,
})
const stream = (says: StreamRow['says']): StreamRow => ({ on: 'stream', says })
const absent = (because: string): AbsentRow => ({ on: 'nothing', because })

const ROWS: Readonly<Record<FaultName, OrderRow | StreamRow | AbsentRow>> = {
  'answer.5xx-before': order('unknown', 0),
  'answer.5xx-after': order('unknown', WHOLE),
  'connection.cut-before': order('unknown', 0),
  'connection.cut-after': order('unknown', WHOLE),
  'answer.silence-after': order('unknown', WHOLE),
  'answer.no-order': order('unknown', WHOLE),
  'answer.html-502': order('unknown', 0),
  'answer.maintenance': order('unknown', 0),
  // A 429 was not processed: the client waits and sends once more.
  'answer.html-429': order('accepted', WHOLE),
  'answer.rate-limited': order('accepted', WHOLE),
  'answer.gone': order('rejected', 0),
  'answer.slow': order('accepted', WHOLE),
  'clock.skew': order('rejected', 0, 30),
  'market.tick-change': order('rejected', 0),
  'market.paused': order('rejected', 0),
  'market.closed': order('rejected', 0),
  'market.settled': order('rejected', 0),
  'market.voided': order('rejected', 0),
  'stream.gap': stream('stale'),
  'stream.reorder': stream('stale'),
  'stream.duplicate': stream('stale'),
  'stream.cut': stream('stale'),
  'stream.stall': stream('stale'),
  'stream.crossed': stream('crossed'),
  // Pings go on and no number is missing: the age of the book is all there is to see.
  'stream.frozen': stream('old'),
  'restart.425': absent('a restart of Polymarket’s engine'),
  'order.live': absent('an immediate order is answered after it has matched'),
  'order.delayed': absent('an immediate order is answered after it has matched'),
  'fill.ghost': absent('a fill is final'),
  'batch.lie': absent('a word of Polymarket’s batches'),
  'lock.stuck': absent('a match moves money at once'),
}

const rowsOf = <Row>(on: string) =>
  Object.entries(ROWS).filter(([, row]) => row.on === on) as unknown as readonly (readonly [FaultName, Row])[]

describe('of an order that met a fault, our client says', () => {
  it.each(rowsOf<OrderRow>('order'))('%s', async (fault, { says, filled, amount = 2 }) => {
    const { clock, kalshi, venue, arm } = virtually([{ fault, amountMicros: seconds(amount) }])
    await finish(clock, venue.market(MARKET))
    arm()
    const sent = ioc()
    const since = clock.now()
    const submission: Submission = await finish(clock, venue.submit(sent))
    expect(submission.type).toBe(says)
    expect(kalshi.faults.struck()).toEqual({ [fault]: 1 })
    const [behind] = [...kalshi.world.orders.values()]
    expect(behind?.filled ?? 0).toBe(filled)
    if (says !== 'unknown') return
    // Later the record says what nobody could tell then.
    await clock.run(toMicros(clock.now() + seconds(30)))
    const report = await finish(clock, venue.find(sent, since))
    expect(report?.filled ?? 0).toBe(filled)
  })
})

describe('of a stream that met a fault, our client says', () => {
  async function hear(fault: FaultName | undefined) {
    const { clock, kalshi, venue } = virtually()
    const facts: Fact[] = []
    const ladder = createLadder()
    let wasCrossed = false
    venue.subscribe([MARKET], (some) => {
      for (const fact of some) {
        facts.push(fact)
        if (isBookFact(fact)) applyBookFact(ladder, fact)
      }
      wasCrossed ||= ladder.continuity !== DISCONTINUOUS && isLadderCrossed(ladder)
    })
    await clock.run(toMicros(clock.now() + seconds(2)))
    expect(ladder.continuity).not.toBe(DISCONTINUOUS)
    const struckAt = clock.now()
    if (fault !== undefined)
      kalshi.faults.inject({ fault, match: fault === 'stream.crossed' ? TICKER : 'orderbook_delta' })
    for (let move = 1; move <= 4; move++) {
      kalshi.show(TICKER, [level(42, 13 + move)], [level(44, 17), level(45, 5)])
      await clock.run(toMicros(clock.now() + seconds(1)))
    }
    await clock.run(toMicros(clock.now() + seconds(60)))
    const { bids } = toBook(ladder, MARKET)
    const isRight = bids.length === 1 && bids[0]?.price === 4_200 && bids[0].quantity === 17_000_000
    return {
      kalshi,
      isRight,
      isWhole: ladder.continuity !== DISCONTINUOUS,
      isOld: ladder.at < struckAt,
      stale: facts.filter((fact) => fact.type === 'book.stale').length,
      wasCrossed,
    }
  }

  it('nothing of the kind without one', async () => {
    const told = { isRight: true, isWhole: true, isOld: false, stale: 0, wasCrossed: false }
    expect(await hear(undefined)).toMatchObject(told)
  })

  it.each(rowsOf<StreamRow>('stream'))('%s', async (fault, { says }) => {
    const told = await hear(fault)
    expect(told.kalshi.faults.struck()).toEqual({ [fault]: 1 })
    if (says === 'stale') {
      expect(told.stale).toBeGreaterThan(0)
      expect(told).toMatchObject({ isWhole: true, isRight: true })
    } else if (says === 'crossed') expect(told.wasCrossed).toBe(true)
    else expect(told).toMatchObject({ isOld: true, stale: 0 })
  })
})
