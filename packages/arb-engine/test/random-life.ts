/*
 * A random life for an engine: books that move, estimates, and trades whose legs fill, fail or stand
 * still, all from one generator, so that two engines can be told the same.
 */
import type { Fact, Level, MarketId, Micros, Money, Quantity, Rng } from '@arbees/core'
import { nextChance, nextInteger, nextOf, quadraticFee, toMarketId } from '@arbees/core'
import type { Engine, EngineInput, EngineLimits, EngineSettings, JournalRecord, Plan } from '../src/index.ts'
import { basket, createEngine, createFeeTable, modelEdge } from '../src/index.ts'
import { A, B, C, cashOf, filled, intended, listed, wideLimits } from './trading-world.ts'

const D = toMarketId('polymarket', '2')
const IDS: readonly MarketId[] = [A, B, C, D]
const charged = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const kept = quadraticFee({ name: 'v1', takerRate: 200, roundUpTo: 10, buyFeeIn: 'quantity' })
const tables = [createFeeTable(charged, 'charged'), createFeeTable(kept, 'charged')] as const

function limitsOf(rng: Rng): EngineLimits {
  const money = (least: number, most: number) => (nextInteger(rng, least, most) * 10_000) as Money
  const some = <Value>(value: Value) => (nextChance(rng, 0.5) ? [value] : [])
  const change: { -readonly [Name in keyof EngineLimits]?: EngineLimits[Name] } = {
    edgeMin: (nextInteger(rng, 0, 3) * 5_000) as Money,
    quantityMax: (nextInteger(rng, 1, 3_000) * 10_000) as Quantity,
    notionalMax: money(1, 3_000),
    slippageTicks: nextOf(rng, [0, 0, 100, 200]),
    depthShareBps: nextOf(rng, [10_000, 10_000, 5_000]),
    legOrder: nextOf(rng, ['all', 'thinner-first'] as const),
    tradeShareBps: nextOf(rng, [10_000, 100, 10]),
  }
  for (const value of some(money(1, 1_000))) change.positionMax = value
  for (const value of some(money(1, 1_500))) change.marketMax = value
  for (const value of some(money(1, 2_000))) change.eventMax = value
  for (const value of some(money(1, 4_000))) change.totalMax = value
  for (const value of some(money(1, 2_000))) change.unhedgedMax = value
  return wideLimits(change)
}

/** Returns random settings over four markets, two of one event, with a pair, a basket and a model. */
export function randomSettings(rng: Rng): EngineSettings {
  const markets = IDS.map((id, index) => {
    const fees = index === 3 ? kept : charged
    const event = index < 2 ? { event: 'game' } : {}
    const buysBy = index === 1 && nextChance(rng, 0.5) ? 'money' : 'quantity'
    return listed(id, { fees, feeTable: tables[index === 3 ? 1 : 0], buysBy, ...event })
  })
  return {
    markets,
    pairs: [{ name: 'pair', a: A, b: B, polarity: 'same' }],
    strategies: [
      basket({ name: 'basket', markets: [B, C, D] }),
      modelEdge({ name: 'model', market: C, maxAge: 50_000_000 as Micros }),
    ],
    limits: limitsOf(rng),
    cash: cashOf(nextInteger(rng, 1, 200) * 500_000),
  }
}

function randomLevels(rng: Rng, from: number, step: number): readonly Level[] {
  const levels: Level[] = []
  for (let index = nextInteger(rng, 1, 4); index > 0; index--) {
    const price = from + step * levels.length * nextInteger(rng, 1, 2)
    if (price < 100 || price > 9_900 || levels.some((known) => known.price === price)) break
    levels.push({ price: price as Level['price'], quantity: (nextInteger(rng, 1, 2_000) * 10_000) as Quantity })
  }
  return levels
}

/** Returns what is told next, at an instant. */
export function randomInput(rng: Rng, at: Micros): EngineInput {
  const market = nextOf(rng, IDS)
  if (nextChance(rng, 0.1))
    return { type: 'estimate.given', at, market: C, probability: nextInteger(rng, 1, 9) * 100_000 }
  if (nextChance(rng, 0.03)) return { type: 'book.stale', at, market, reason: 'gap' }
  if (nextChance(rng, 0.03)) return { type: 'clock.struck', at, timer: 'look' }
  const bid = nextInteger(rng, 25, 48) * 100
  const continuity = nextInteger(rng, 1, 1_000_000)
  const asks = randomLevels(rng, bid + nextInteger(rng, 1, 3) * 100, 100)
  const replaced = { type: 'book.replaced', at, market, bids: randomLevels(rng, bid, -100), asks, continuity }
  return replaced as Fact
}

/** Trades under way, by their number. */
export type Open = Map<number, { readonly plan: Plan; isWritten: boolean }>

/** Returns records that follow: a plan is written down, its legs fill in part, it ends. */
export function randomRecords(rng: Rng, open: Open, at: Micros): readonly JournalRecord[] {
  const records: JournalRecord[] = []
  for (const [trade, one] of open) {
    if (!one.isWritten) {
      one.isWritten = true
      records.push(intended(one.plan, trade, at))
      continue
    }
    if (nextChance(rng, 0.5)) continue
    for (const [leg, { quantity }] of one.plan.legs.entries()) {
      const part = nextOf(rng, [0, quantity, Math.floor(quantity / 20_000) * 10_000])
      records.push(...filled(one.plan, trade, leg, part, at))
    }
    const ending = nextOf(rng, ['hedged', 'hedged', 'flattened', 'halted'] as const)
    records.push({ type: 'trade.ended', at, trade, ending, reason: 'by chance' })
    open.delete(trade)
  }
  return records
}

/** One step of a life, as it was told and as it was answered. */
export type Lived = {
  readonly inputs: readonly EngineInput[]
  readonly records: readonly JournalRecord[]
  readonly said: string
}

/** Lives `steps` random steps on an engine, and calls `seen` before and after each. */
export function liveOn(
  engine: Engine,
  rng: Rng,
  steps: number,
  seen: { readonly approved?: (plan: Plan) => void; readonly before?: () => void } = {},
): readonly Lived[] {
  const open: Open = new Map()
  const lived: Lived[] = []
  let trades = 0
  for (let step = 1; step <= steps; step++) {
    const at = (step * 1_000_000) as Micros
    const inputs = Array.from({ length: nextInteger(rng, 1, 4) }, () => randomInput(rng, at))
    seen.before?.()
    const records = randomRecords(rng, open, at)
    for (const record of records) engine.record(record)
    const said = engine.step(inputs)
    for (const { plan } of said.commands) {
      seen.approved?.(plan)
      trades += 1
      open.set(trades, { plan, isWritten: false })
    }
    lived.push({ inputs, records, said: JSON.stringify(said) })
  }
  return lived
}

/** Returns an engine of random settings. */
export function randomEngine(rng: Rng): { readonly engine: Engine; readonly settings: EngineSettings } {
  const settings = randomSettings(rng)
  return { engine: createEngine(settings), settings }
}
