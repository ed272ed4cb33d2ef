/*
 * Every fault of a run, decided in one place: by chance, or by a script of those that struck. A fault
 * is named by where it strikes and which of its chances it was, so that a run's faults are a script
 * that can be played again, and cut down.
 */
import type { Clock, Micros, Rng } from '@arbees/core'
import { createRng, nextFloat, nextInteger } from '@arbees/core'
import type { DecideFault } from '@arbees/testkit'
import type { FaultName, FaultPlan } from '@arbees/venue-fakes'
import { createFaultPlan } from '@arbees/venue-fakes'

/** Where faults come from. */
export type FaultSource = 'network' | 'kalshi' | 'polymarket'

/** One fault that struck. */
export type Strike = {
  readonly source: FaultSource
  readonly fault: string
  /** Which of its chances it was, from 1. */
  readonly chance: number
}

/** The faults of one run. */
export type FaultDeck = {
  readonly decide: DecideFault
  /** Returns the plan of one venue's fake. */
  readonly planOf: (venue: 'kalshi' | 'polymarket', clock: Clock) => FaultPlan
  /** Faults may strike from now on; not before. */
  readonly begin: () => void
  /** Nothing strikes any more. */
  readonly end: () => void
  /** What struck, in order. */
  readonly struck: readonly Strike[]
}

/** Settings of `createFaultDeck`. */
export type FaultDeckSettings = {
  readonly seed: string
  readonly weights: Readonly<Record<'kalshi' | 'polymarket', Readonly<Record<string, number>>>>
  /** Exactly these strike, and no others. @default by chance */
  readonly script?: readonly Strike[]
}

/** How long a fault that has a length lasts here: runs are short. */
const LENGTHS: Readonly<Partial<Record<FaultName, readonly [least: number, most: number]>>> = {
  'answer.slow': [200_000, 6_000_000],
  'clock.skew': [2_000_000, 60_000_000],
  'restart.425': [500_000, 5_000_000],
  'order.live': [100_000, 4_000_000],
  'order.delayed': [100_000, 4_000_000],
}

type Deck = {
  readonly settings: FaultDeckSettings
  readonly script: ReadonlySet<string> | undefined
  readonly struck: Strike[]
  readonly chances: Map<string, { count: number; readonly rng: Rng }>
  isStriking: boolean
}

const nameOf = ({ source, fault, chance }: Strike) => `${source} ${fault} ${chance}`

/** Says whether this chance of a fault strikes. Chances count also where it cannot, so that scripts fit. */
function strikes(deck: Deck, source: FaultSource, fault: string, weight: number): boolean {
  const { script, settings, chances } = deck
  if (!deck.isStriking || (script === undefined ? weight === 0 : script.size === 0)) return false
  const name = `${source} ${fault}`
  let known = chances.get(name)
  if (known === undefined) {
    known = { count: 0, rng: createRng(`${settings.seed}/${name}`) }
    chances.set(name, known)
  }
  known.count += 1
  const strike: Strike = { source, fault, chance: known.count }
  const hit = script === undefined ? nextFloat(known.rng) < weight : script.has(nameOf(strike))
  if (hit) deck.struck.push(strike)
  return hit
}

function lengthOf(deck: Deck, fault: FaultName): { readonly amountMicros: Micros } | undefined {
  const range = LENGTHS[fault]
  if (range === undefined) return undefined
  const last = deck.struck.at(-1) as Strike
  return { amountMicros: nextInteger(createRng(`${deck.settings.seed}/${nameOf(last)}`), ...range) as Micros }
}

function planOf(deck: Deck, venue: 'kalshi' | 'polymarket', clock: Clock): FaultPlan {
  const plan = createFaultPlan({ clock, rng: createRng(`${deck.settings.seed}/${venue}`) })
  const weights = deck.settings.weights[venue]
  return Object.freeze({
    ...plan,
    strikes: (fault: FaultName, subject: string) => {
      if (!strikes(deck, venue, fault, weights[fault] ?? 0)) return undefined
      plan.inject({ fault, ...lengthOf(deck, fault) })
      return plan.strikes(fault, subject)
    },
  })
}

/** Creates the faults of a run. */
export function createFaultDeck(settings: FaultDeckSettings): FaultDeck {
  const deck: Deck = {
    settings,
    script: settings.script === undefined ? undefined : new Set(settings.script.map(nameOf)),
    struck: [],
    chances: new Map(),
    isStriking: false,
  }
  return Object.freeze({
    decide: (fault, chance) => strikes(deck, 'network', fault, chance),
    planOf: (venue, clock) => planOf(deck, venue, clock),
    begin: () => {
      deck.isStriking = true
    },
    end: () => {
      deck.isStriking = false
    },
    struck: deck.struck,
  } satisfies FaultDeck)
}
