import { z } from 'zod'
import { league, micros, name, probability } from './scalars.ts'

const team = z.object({
  /** The league's own id of the team, for matching by more than a name. */
  id: name,
  name,
  abbreviation: z.string().min(1).max(12),
})

/** How a game stands; `unknown` is what a word that we do not know becomes: nothing is traded on it. */
export const gameStatus = z.enum([
  'scheduled',
  'in-progress',
  'break',
  'final',
  'postponed',
  'suspended',
  'canceled',
  'unknown',
])

/** A game exists, or what is known of it before its start changed. */
export const gameFound = z.object({
  game: name,
  league,
  home: team,
  away: team,
  startsAt: micros,
  status: gameStatus,
  isNeutralSite: z.boolean(),
})

/** A game's state at one look. */
export const gameUpdated = z.object({
  game: name,
  league,
  status: gameStatus,
  home: z.int().min(0),
  away: z.int().min(0),
  /** From 1; overtimes count on. 0 before the start. */
  period: z.int().min(0),
  /** What is left of the period; null where the sport has no clock or it is not known. */
  clockMicros: micros.nullable(),
  /** Who has the ball, or bats; null when nobody does or it is not known. */
  possession: z.enum(['home', 'away']).nullable(),
  /** What only some sports have: down, yards to go, outs, bases. Numbers by name. */
  situation: z.record(z.string(), z.number()),
  /** The source's own probability that home wins; null when it gives none. */
  sourceHomeChance: probability.nullable(),
  /** Ours; null when the model does not judge this state. */
  homeChance: probability.nullable(),
  /** What the source says of its own time; null when it says nothing. */
  sourceAt: micros.nullable(),
  /** When the answer arrived. */
  receivedAt: micros,
})

/** A game is over for us. */
export const gameEnded = z.object({
  game: name,
  league,
  /** `none`: postponed, canceled or suspended; nothing is settled by it. */
  winner: z.enum(['home', 'away', 'draw', 'none']),
  home: z.int().min(0),
  away: z.int().min(0),
  at: micros,
})
