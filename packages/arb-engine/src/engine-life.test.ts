import type { Ladder, Money, Outcome } from '@arbees/core'
import { createRng, seconds, venueOf } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { liveOn, randomEngine } from '../test/random-life.ts'
import type { EngineSnapshot } from './engine.ts'
import { createEngine } from './engine.ts'
import { foldJournal } from './journal/fold-journal.ts'
import { snapshotOf } from './journal/journal-state.ts'
import type { Plan, PlannedLeg } from './plan/plan.ts'
import type { Ledger } from './risk/ledger-state.ts'

const SEEDS = 200

function shown(ladder: Ladder, outcome: Outcome, limit: number): number {
  const side = outcome === 'yes' ? ladder.asks : ladder.bids
  let quantity = 0
  for (let index = 0; index < side.length; index++) {
    const price = side.prices[index] as number
    if ((outcome === 'yes' ? price : 10_000 - price) <= limit) quantity += side.quantities[index] as number
  }
  return quantity
}

function sumBy(legs: readonly PlannedLeg[], key: (leg: PlannedLeg) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const leg of legs) sums.set(key(leg), (sums.get(key(leg)) ?? 0) + leg.costMax)
  return sums
}

function exposedOn(ledger: Ledger, market: string): number {
  return (ledger.exposed.get(`${market} yes`) ?? 0) + (ledger.exposed.get(`${market} no`) ?? 0)
}

describe('an engine’s life', () => {
  test(`no approved size exceeds depth, cash or a limit, in ${SEEDS} random lives`, () => {
    let approvals = 0
    let cut = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(`limits ${seed}`)
      const { engine, settings } = randomEngine(rng)
      const { limits } = settings
      const positions = settings.markets.map(({ market }) => market.id)
      const marketOf = (leg: PlannedLeg) => settings.markets[positions.indexOf(leg.market)]
      const most = (limit: Money | undefined) => limit ?? Number.MAX_SAFE_INTEGER
      const approved = (plan: Plan) => {
        approvals += 1
        const ledger = engine.ledger()
        const about = `seed ${seed}, ${plan.name}`
        if (plan.legs.some(({ quantity }) => quantity < limits.quantityMax)) cut += 1
        for (const leg of plan.legs) {
          const ladder = engine.ladder(positions.indexOf(leg.market))
          expect(leg.quantity, about).toBeLessThanOrEqual(shown(ladder, leg.outcome, leg.limit))
          expect(leg.quantity % 10_000, about).toBe(0)
          expect(leg.quoted.received, about).toBeLessThan(limits.quantityMax + 10_000)
          expect(leg.continuity, about).toBe(ladder.continuity)
          expect(leg.costMax, about).toBeGreaterThanOrEqual(leg.quoted.cost + leg.quoted.fee)
          // What is set aside by now is counted in the ledger already.
          expect(exposedOn(ledger, leg.market), about).toBeLessThanOrEqual(most(limits.marketMax))
          const outcome = ledger.exposed.get(`${leg.market} ${leg.outcome}`) ?? 0
          expect(outcome, about).toBeLessThanOrEqual(most(limits.positionMax))
          const event = marketOf(leg)?.event
          const inEvent = settings.markets.filter((one) => (one.event ?? one.market.id) === (event ?? leg.market))
          const total = inEvent.reduce((sum, { market }) => sum + exposedOn(ledger, market.id), 0)
          expect(total, about).toBeLessThanOrEqual(most(limits.eventMax))
        }
        for (const venue of sumBy(plan.legs, ({ market }) => venueOf(market)).keys()) {
          expect(ledger.cash.get(venue), about).toBeGreaterThanOrEqual(0)
        }
        const cost = plan.legs.reduce((sum, { costMax }) => sum + costMax, 0)
        expect(cost, about).toBeLessThanOrEqual(limits.notionalMax)
        expect(ledger.exposedTotal, about).toBeLessThanOrEqual(most(limits.totalMax))
        expect(plan.edge.net, about).toBe(plan.edge.gross - plan.edge.fees - plan.edge.slippage)
        expect(plan.edge.net, about).toBeGreaterThan(0)
        if (plan.legs.length > 1) expect(plan.bound.money, about).toBeLessThanOrEqual(most(limits.unhedgedMax))
      }
      liveOn(engine, rng, 40, { approved })
    }
    expect(approvals).toBeGreaterThan(400)
    expect(cut).toBeGreaterThan(200)
  })

  test(`money is conserved to the unit: what left the cash is set aside or was paid, in ${SEEDS} random lives`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(`money ${seed}`)
      const { engine, settings } = randomEngine(rng)
      const start = [...settings.cash.values()].reduce((sum, amount) => sum + amount, 0)
      const before = () => {
        const { cash, reserved, invested, exposed, exposedTotal, pending, orders } = engine.ledger()
        const sum = (amounts: ReadonlyMap<string, number>) => [...amounts.values()].reduce((all, one) => all + one, 0)
        // No sale and no settlement happens in these lives, so nothing is earned or lost yet.
        expect(sum(cash) + sum(reserved) + invested, `seed ${seed}`).toBe(start)
        expect(sum(exposed), `seed ${seed}`).toBe(exposedTotal)
        expect(exposedTotal, `seed ${seed}`).toBe(sum(reserved) + invested)
        if (pending.size === 0 && orders.size === 0) expect(sum(reserved), `seed ${seed}`).toBe(0)
      }
      liveOn(engine, rng, 40, { before })
    }
  })

  test(`an engine restored from a snapshot does as the one it was taken from, in ${SEEDS} random lives`, () => {
    let commands = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(`restore ${seed}`)
      const { engine, settings } = randomEngine(rng)
      const snapshots: string[] = []
      const lived = liveOn(engine, rng, 40, { before: () => snapshots.push(JSON.stringify(engine.snapshot())) })
      const from = seed % 40
      const restored = createEngine(settings)
      restored.restore(JSON.parse(snapshots[from] as string) as EngineSnapshot, 'same-process')
      for (const { inputs, records, said } of lived.slice(from)) {
        for (const record of records) restored.record(record)
        expect(JSON.stringify(restored.step(inputs)), `seed ${seed}, from step ${from}`).toBe(said)
        commands += said.includes('trade.open') ? 1 : 0
      }
      expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(engine.snapshot()))
    }
    expect(commands).toBeGreaterThan(300)
  })

  test('a new process sees books anew, forgets approvals not written down, and may be told the journal twice', () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(`again ${seed}`)
      const { engine, settings } = randomEngine(rng)
      const snapshots: string[] = []
      const lived = liveOn(engine, rng, 40, { before: () => snapshots.push(JSON.stringify(engine.snapshot())) })
      const from = seed % 40
      const again = createEngine(settings)
      again.restore(JSON.parse(snapshots[from] as string) as EngineSnapshot)
      expect(again.ledger().pending.size).toBe(0)
      expect(again.ladder(0).continuity).toBe(0)
      const journal = lived.flatMap(({ records }) => records)
      for (const record of journal) again.record(record)
      for (const name of [...engine.ledger().pending.keys()]) engine.drop(name)
      const { cash, reserved, exposed } = again.ledger()
      const nonZero = (amounts: ReadonlyMap<string, number>) => [...amounts].filter(([, amount]) => amount !== 0).sort()
      expect(nonZero(cash), `seed ${seed}`).toEqual(nonZero(engine.ledger().cash))
      expect(nonZero(reserved), `seed ${seed}`).toEqual(nonZero(engine.ledger().reserved))
      expect(nonZero(exposed), `seed ${seed}`).toEqual(nonZero(engine.ledger().exposed))
    }
  })

  test('a journal that was compacted tells what is open as the records did that it replaces', () => {
    let open = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(`compact ${seed}`)
      const { engine, settings } = randomEngine(rng)
      const lived = liveOn(engine, rng, 12 + (seed % 20))
      const records = lived.flatMap(({ records: written }) => written)
      const state = foldJournal(records, '000000001')
      open += state.trades.size
      const again = createEngine(settings)
      again.record({ type: 'snapshot', at: seconds(1_000), state: snapshotOf(state) })
      // Only what is open is told: money of trades that are over is not the journal's to know.
      const whole = createEngine(settings)
      for (const record of records) whole.record(record)
      for (const [number, trade] of state.trades) {
        const about = `seed ${seed}, trade ${trade.name}`
        const told = again.trade(number)
        expect(told?.ending, about).toBe(trade.ending)
        expect(
          told?.legs.map(({ received, cost, exposed }) => [received, cost, exposed]),
          about,
        ).toEqual(whole.trade(number)?.legs.map(({ received, cost, exposed }) => [received, cost, exposed]))
      }
    }
    expect(open).toBeGreaterThan(50)
  })
})
