import type { EngineFact, ExecutorFact } from '@arbees/arb-engine'
import { unmatchedQuantity } from '@arbees/arb-engine'
import type { Money, Quantity } from '@arbees/core'
import { formatMoney, millis, seconds } from '@arbees/core'
import { generateGameDay } from '@arbees/testkit'
import { describe, expect, test } from 'vitest'
import { replayRecording } from '../src/replay/replay.ts'
import { tradeStatus } from '../src/replay/replay-trade.ts'
import { summarizeReplay } from '../src/replay/summary.ts'

async function* bytesOf(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  let batch: string[] = []
  for (const line of lines) {
    batch.push(line)
    if (batch.length < 2_000) continue
    yield Buffer.from(`${batch.join('\n')}\n`)
    batch = []
  }
  yield Buffer.from(`${batch.join('\n')}\n`)
}

async function play(seed: number, latencyMs: number, repairLossMax: number) {
  const day = generateGameDay({ seed, games: 3, minutes: 60, startAt: seconds(1_793_638_800) })
  const decided: (EngineFact | ExecutorFact)[] = []
  const settings = {
    edgeMin: 1_000 as Money,
    latency: millis(latencyMs),
    bankroll: 10_000_000_000 as Money,
    maxAgeUs: null,
    quantityMax: 100_000_000 as Quantity,
    notionalMax: 100_000_000 as Money,
    repairLossMax: repairLossMax as Money,
    lenient: false,
  }
  // The replay itself refuses to end when engine and exchange disagree about a micro-dollar.
  const result = await replayRecording(bytesOf(day.lines()), settings, { decided: (fact) => decided.push(fact) })
  return { result, decided, summary: summarizeReplay(result) }
}

const HALF_DAY = [
  [1, 250, 50_000],
  [2, 2_000, 50_000],
  [3, 2_000, 0],
] as const

describe('a day of unequal legs', () => {
  test.each(HALF_DAY)(
    'seed %i at %i ms: every trade has one end, and none exposes more than it wanted',
    async (...day) => {
      const { result, decided, summary } = await play(...day)
      const { trades, trader } = result
      expect(trades.length).toBeGreaterThan(5)
      const ends = new Map<number, string>()
      for (const fact of decided) {
        if (fact.type === 'trade.repaired') {
          const most = (day[2] * fact.quantity) / 1_000_000
          expect(fact.loss).toBeLessThanOrEqual(most)
        }
        if (fact.type !== 'trade.ended') continue
        expect(ends.has(fact.trade), `trade ${fact.trade} ends once`).toBe(false)
        ends.set(fact.trade, fact.ending)
      }
      for (const trade of trades) {
        const { ledger, plan } = trade
        expect(unmatchedQuantity(ledger)).toBeLessThanOrEqual(plan.bound.quantity)
        const status = tradeStatus(trade, trader.state())
        const isOver = status !== 'in-flight' && status !== 'repairing'
        expect(ends.get(ledger.trade)).toBe(isOver ? status.replace('missed', 'hedged') : undefined)
        for (const { received, bought } of ledger.legs) {
          expect(received).toBeGreaterThanOrEqual(0)
          expect(received).toBeLessThanOrEqual(bought)
        }
      }
      const { hedged, flattened, missed, unbalanced, inFlight, opened } = summary.trades
      expect(hedged + flattened + missed + unbalanced + inFlight).toBe(opened)
      expect(summary.bankroll.start).toBe(formatMoney(10_000_000_000 as Money))
    },
  )
})
