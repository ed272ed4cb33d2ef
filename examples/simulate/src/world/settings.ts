/*
 * What a run is like, drawn from its seed: which faults are off, rare or wild, how the crowd moves,
 * when the trader dies.
 */

import type { Durability } from '@arbees/arb-engine'
import type { Micros, Money, Rng } from '@arbees/core'
import { createRng, nextChance, nextFloat, nextInteger, nextOf, seconds, toMoney } from '@arbees/core'
import type { CrashKind, NetworkChances, NetworkPace } from '@arbees/testkit'
import { drawSwarm } from '@arbees/testkit'
import type { CrashPoint } from '../trader/boundaries.ts'
import { drawCrashPoint, drawFocusedPoint } from '../trader/boundaries.ts'
import { KALSHI_MAXIMA, NETWORK_MAXIMA, POLYMARKET_MAXIMA } from './fault-maxima.ts'

/** How the other traders behave. */
export type CrowdSettings = {
  readonly everyMicrosMin: number
  readonly everyMicrosMax: number
  /** How likely a move opens a gap between the venues. */
  readonly gapChance: number
  /** How likely somebody else takes the other leg when our first has filled. */
  readonly snatchChance: number
  /** The most contracts at a level. */
  readonly contractsMax: number
}

/** The trader's end at a boundary of its journal, and how long it stays away. */
export type PlannedCrash = { readonly point: CrashPoint; readonly kind: CrashKind; readonly downMicros: Micros }

/** Something that happens to the trader for a while. */
export type Spell = { readonly after: Micros; readonly lasts: Micros }

/** What the person does who watches the trader. */
export type OperatorSettings = {
  /** Halts this scope for a while; undefined where nobody does. */
  readonly halt: (Spell & { readonly scope: string }) | undefined
  /** How long after a halt that the trader set itself it is cleared; undefined: it is left. */
  readonly clearsAfter: Micros | undefined
}

/** What one run is like. */
export type RunSettings = {
  readonly seed: string
  readonly questions: number
  /** When faults begin to strike: mostly when the trader has had the time to find its way. */
  readonly faultsAfter: Micros
  /** How long faults strike and the crowd moves. */
  readonly lasts: Micros
  /** How long all may come to rest afterwards. */
  readonly quiet: Micros
  readonly durability: Durability
  readonly syncMicros: Micros
  readonly network: NetworkChances
  readonly kalshi: Readonly<Record<string, number>>
  readonly polymarket: Readonly<Record<string, number>>
  readonly pace: Partial<NetworkPace>
  readonly crowd: CrowdSettings
  readonly cash: { readonly kalshi: Money; readonly polymarket: Money }
  /** What proposes plans. */
  readonly source: 'gap' | 'engine'
  /** What bounds an immediate purchase on Polymarket: the venue does not say it beyond doubt. */
  readonly buyBound: 'money' | 'contracts'
  readonly crashes: readonly PlannedCrash[]
  readonly diskFull: Spell | undefined
  readonly diskBroken: Spell | undefined
  readonly killSwitch: Spell | undefined
  readonly operator: OperatorSettings
}

const CRASH_CHANCE = 0.85
/** Most of them are never met: their run writes no such record. */
const CRASHES_MAX = 28
/** Some runs are about one kind of record alone, so that a seldom one is met at each of its boundaries. */
const FOCUS_CHANCE = 0.25
const FOCUSES = ['order.unknown', 'order.unknown', 'order.rejected', 'order.rejected', 'halt.cleared'] as const
/** How often an answer names no order in a run that is about answers that are not known. */
const NO_ORDER_CHANCE = 0.4
const OPERATOR_CHANCE = 0.3
const SPELL_CHANCE = 0.05
const STOP_CHANCE = 0.12
const CALM_CHANCE = 0.05

function drawSpell(rng: Rng, chance: number, lasts: Micros): Spell | undefined {
  if (!nextChance(rng, chance)) return undefined
  return { after: nextInteger(rng, 1_000_000, lasts) as Micros, lasts: nextInteger(rng, 100_000, 5_000_000) as Micros }
}

function drawCrash(rng: Rng, durability: Durability, point: CrashPoint): PlannedCrash {
  // What only the process's death may find must not be asked of the machine's.
  const kind = durability === 'machine' && nextChance(rng, 0.5) ? 'power' : 'process'
  return { point, kind, downMicros: nextInteger(rng, 1_000, 8_000_000) as Micros }
}

function drawCrashes(rng: Rng, durability: Durability): readonly PlannedCrash[] {
  if (!nextChance(rng, CRASH_CHANCE)) return []
  const count = nextInteger(rng, 1, CRASHES_MAX)
  return Array.from({ length: count }, () => drawCrash(rng, durability, drawCrashPoint(rng, durability)))
}

/** Turns some runs into ones that trade much and die at one boundary of one seldom record. */
function focus(rng: Rng, drawn: RunSettings): RunSettings {
  if (!nextChance(rng, FOCUS_CHANCE)) return drawn
  const { durability } = drawn
  const record = nextOf(rng, FOCUSES)
  const focused: RunSettings = {
    ...drawn,
    lasts: seconds(14),
    crowd: { ...drawn.crowd, everyMicrosMax: 300_000, gapChance: 0.8 },
    cash: { kalshi: AMPLE, polymarket: AMPLE },
    crashes: [drawCrash(rng, durability, drawFocusedPoint(rng, durability, record))],
  }
  if (record === 'halt.cleared') return { ...focused, operator: drawOperator(rng, focused.lasts, 1) }
  if (record === 'order.rejected') return focused
  const answers = { 'answer.no-order': NO_ORDER_CHANCE }
  return { ...focused, kalshi: { ...drawn.kalshi, ...answers }, polymarket: { ...drawn.polymarket, ...answers } }
}

function drawOperator(rng: Rng, lasts: Micros, chance: number): OperatorSettings {
  const spell = drawSpell(rng, chance, lasts)
  return {
    halt:
      spell === undefined ? undefined : { ...spell, scope: nextOf(rng, ['all', 'kalshi', 'polymarket', 'plan:q0']) },
    clearsAfter: nextChance(rng, 0.5) ? (nextInteger(rng, 500_000, 10_000_000) as Micros) : undefined,
  }
}

const AMPLE = 1_000_000_000 as Money

function drawCash(rng: Rng): Money {
  return toMoney(nextChance(rng, 0.2) ? nextInteger(rng, 2, 40) * 1_000_000 : AMPLE)
}

/**
 * Returns what the run of a seed is like.
 *
 * @param isCalm Leaves all faults out.
 */
export function drawSettings(seed: number, isCalm = false): RunSettings {
  const rng = createRng(`run/${seed}`)
  const lasts = seconds(nextInteger(rng, 6, 14))
  const durability: Durability = nextChance(rng, 0.8) ? 'machine' : 'process'
  const isQuiet = isCalm || nextChance(rng, CALM_CHANCE)
  const draw = (maxima: Readonly<Record<string, number>>) => (isQuiet ? {} : drawSwarm(rng, maxima))
  const latency = nextInteger(rng, 500, 80_000)
  const drawn: RunSettings = {
    seed: String(seed),
    questions: nextChance(rng, 0.5) ? 2 : 1,
    faultsAfter: (nextChance(rng, 0.25) ? 0 : nextInteger(rng, 500_000, 1_500_000)) as Micros,
    lasts,
    quiet: seconds(150),
    durability,
    syncMicros: nextInteger(rng, 100, 20_000) as Micros,
    network: draw(NETWORK_MAXIMA),
    kalshi: draw(KALSHI_MAXIMA),
    polymarket: draw(POLYMARKET_MAXIMA),
    pace: { latencyMicrosMin: latency >> 2, latencyMicrosMax: latency },
    crowd: {
      everyMicrosMin: 100_000,
      everyMicrosMax: nextInteger(rng, 300_000, 1_200_000),
      gapChance: 0.2 + 0.6 * nextFloat(rng),
      snatchChance: isQuiet ? 0 : nextOf(rng, [0, 0.2, 0.7]),
      contractsMax: nextOf(rng, [8, 25, 80]),
    },
    cash: { kalshi: drawCash(rng), polymarket: drawCash(rng) },
    source: nextChance(rng, 0.3) ? 'engine' : 'gap',
    buyBound: nextOf(rng, ['contracts', 'money'] as const),
    crashes: isQuiet ? [] : drawCrashes(rng, durability),
    diskFull: drawSpell(rng, isQuiet ? 0 : SPELL_CHANCE, lasts),
    diskBroken: drawSpell(rng, isQuiet ? 0 : SPELL_CHANCE, lasts),
    killSwitch: drawSpell(rng, isQuiet ? 0 : STOP_CHANCE, lasts),
    operator: drawOperator(rng, lasts, isQuiet ? 0 : OPERATOR_CHANCE),
  }
  return isQuiet ? drawn : focus(rng, drawn)
}
