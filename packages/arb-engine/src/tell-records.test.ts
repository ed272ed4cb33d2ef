import type { Fact, Ladder, MarketId, Micros, Money, Quantity } from '@arbees/core'
import { createRng, millis, NO_FEES, nextChance, nextInteger, seconds, toBook } from '@arbees/core'
import { createVirtualClock, createVirtualDisk } from '@arbees/testkit'
import { describe, expect, test } from 'vitest'
import { A, B, createWorld, pass } from '../test/executor-world.ts'
import { nextFate } from '../test/scripted-venue.ts'
import { cashOf, filled, intended, listed, wideLimits } from '../test/trading-world.ts'
import { createEngine } from './engine.ts'
import { openJournal } from './journal/journal.ts'
import type { JournalRecord } from './journal/record.ts'
import type { Plan } from './plan/plan.ts'
import { tellRecords } from './tell-records.ts'

const LEG = { market: A, outcome: 'yes', limit: 4_000, quantity: 10_000, costMax: 10_400, continuity: 1 }

describe('records', () => {
  test('are told as they are written, and not when they cannot be', async () => {
    const clock = createVirtualClock(seconds(1_796_493_600))
    const disk = createVirtualDisk({ clock, rng: createRng('disk'), syncMicros: 0 as Micros })
    const writer = { name: 'one', isAlive: () => true }
    const opening = openJournal({ disk, rng: createRng(1), path: 'j', durability: 'process', writer, at: clock.now() })
    await clock.run((clock.now() + seconds(1)) as Micros)
    const heard: JournalRecord[] = []
    const journal = tellRecords(await opening, (record) => heard.push(record))
    const plan = {
      name: 'x',
      strategy: 's',
      opportunityType: 'model_edge_yes',
      payout: 0,
      legs: [LEG],
    } as never as Plan
    const bound = { quantity: 10_000 as Quantity, money: 10_400 as Money }
    const meant = intended({ ...plan, bound, expiresAt: clock.now(), first: 'all' }, 1, clock.now())
    const [claim, done] = filled({ ...plan, bound }, 1, 0, 10_000, clock.now()) as [JournalRecord, JournalRecord]
    const sent: JournalRecord = { type: 'order.sent', at: clock.now(), order: 'arb1-0' as never }
    journal.append(meant)
    journal.appendAll([sent, claim])
    expect(heard).toEqual([meant, sent, claim])
    // The same fill again cannot follow.
    expect(() => journal.append(claim)).toThrow('claimed twice')
    journal.append(done)
    expect(heard).toEqual([meant, sent, claim, done])
  })

  test('of an executor on troubled venues make the ledger hold what the venues hold, in 40 lives', async () => {
    let traded = 0
    let takenBack = 0
    for (let seed = 1; seed <= 40; seed++) {
      const world = createWorld(`ledger ${seed}`, {
        fateOf: (chance) => ({ ...nextFate(chance, 0.3), fails: nextChance(chance, 0.2) }),
        stages: seed % 2 === 0,
      })
      const life = await world.start()
      await life.executor.ready
      const engine = createEngine({
        markets: [A, B].map((id) => listed(id, { fees: NO_FEES })),
        pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
        limits: wideLimits(),
        cash: cashOf(),
      })
      let told = 0
      const tell = () => {
        for (; told < world.records.length; told++) engine.record(world.records[told] as JournalRecord)
      }
      const rng = createRng(seed)
      for (let round = 0; round < 6; round++) {
        const ask = 3_900 + nextInteger(rng, 0, 12) * 100
        world.setBook(A, [[ask - 100, 50]], [[ask, nextInteger(rng, 1, 20)]])
        const facts = [A, B].map((id: MarketId): Fact => {
          const { bids, asks, continuity } = toBook(world.ladders.get(id) as Ladder, id)
          return { type: 'book.replaced', at: world.clock.now(), market: id, bids, asks, continuity }
        })
        for (const { plan } of engine.step(facts).commands) {
          const opened = life.executor.open(plan)
          if ('refused' in opened) engine.drop(plan.name)
          else traded += 1
        }
        await pass(world, seconds(3))
        tell()
      }
      await pass(world, seconds(60))
      tell()
      const { cash, reserved, invested, trades, pending } = engine.ledger()
      const sum = (amounts: ReadonlyMap<string, number>) => [...amounts.values()].reduce((all, one) => all + one, 0)
      const about = `seed ${seed}`
      expect(pending.size, about).toBe(0)
      // By the venues' own records: what every fill that holds cost or brought.
      let spent = 0
      const held = new Map<string, number>()
      for (const { truth } of Object.values(world.venues)) {
        for (const { order, fills, failed } of truth.values()) {
          if (failed && fills.length > 0) takenBack += 1
          for (const { price, quantity, received, fee } of failed ? [] : fills) {
            const sign = order.action === 'buy' ? 1 : -1
            spent += sign * ((price * quantity) / 10_000) + fee
            const key = `${order.market} ${order.outcome}`
            held.set(key, (held.get(key) ?? 0) + (sign === 1 ? received : -quantity))
          }
        }
      }
      expect(sum(cash) + sum(reserved), about).toBe(2_000_000_000 - spent)
      const ours = new Map<string, number>()
      for (const { legs } of trades.values()) {
        for (const { market, outcome, received } of legs) {
          ours.set(`${market} ${outcome}`, (ours.get(`${market} ${outcome}`) ?? 0) + received)
        }
      }
      for (const [key, quantity] of held) expect(ours.get(key) ?? 0, `${about}, ${key}`).toBe(quantity)
      expect(invested, about).toBeGreaterThanOrEqual(0)
      await pass(world, millis(1))
    }
    expect(traded).toBeGreaterThan(40)
    expect(takenBack).toBeGreaterThan(3)
  })
})
