/* ESPN's site API as far as it is read. Members that are not named here may come and go. */
import { z } from 'zod'

const text = z.union([z.string(), z.number()]).transform(String)

/** ESPN prints a moneyline as `-140`, `+120` or a number; anything else is no line. */
const line = z.union([z.number(), z.string()]).transform(Number).refine(Number.isFinite).nullish().catch(null)

const sideOdds = z.object({ moneyLine: line }).nullish().catch(null)

const odds = z.object({
  spread: z.number().nullish().catch(null),
  homeTeamOdds: sideOdds,
  awayTeamOdds: sideOdds,
  drawOdds: sideOdds,
})

const competitor = z.object({
  homeAway: z.enum(['home', 'away']),
  score: z.union([z.string(), z.number(), z.object({ value: z.number() }).transform(({ value }) => value)]).nullish(),
  winner: z.boolean().nullish(),
  team: z.object({ id: text, abbreviation: z.string(), displayName: z.string() }),
})

const status = z.object({
  displayClock: z.string().nullish(),
  period: z.number().int().nonnegative().nullish(),
  type: z.object({ name: z.string(), state: z.string(), detail: z.string().nullish() }),
})

const lastPlay = z.object({
  id: text.nullish(),
  wallclock: z.string().nullish(),
  probability: z.object({ homeWinPercentage: z.number(), tiePercentage: z.number().nullish() }).nullish().catch(null),
})

const situation = z.object({
  possession: text.nullish(),
  down: z.number().int().nullish(),
  distance: z.number().int().nullish(),
  yardLine: z.number().int().nullish(),
  homeTimeouts: z.number().int().nullish(),
  awayTimeouts: z.number().int().nullish(),
  outs: z.number().int().nullish(),
  onFirst: z.boolean().nullish(),
  onSecond: z.boolean().nullish(),
  onThird: z.boolean().nullish(),
  lastPlay: lastPlay.nullish().catch(null),
})

/** One competition of an event. */
export const COMPETITION = z.object({
  date: z.string().nullish(),
  competitors: z.array(competitor).length(2),
  neutralSite: z.boolean().nullish(),
  status: status.nullish(),
  situation: situation.nullish(),
  odds: z.array(odds.nullable().catch(null)).nullish().catch(null),
})

/** One event of a scoreboard: a game. */
export const EVENT = z.object({
  id: text,
  date: z.string(),
  status: status.nullish(),
  competitions: z.array(COMPETITION).min(1),
})

/** A scoreboard, its events not yet read: one that cannot be read must not hide the others. */
export const SCOREBOARD = z.object({ events: z.array(z.unknown()) })

const play = z.object({
  id: text,
  wallclock: z.string().nullish(),
  homeScore: z.number().int(),
  awayScore: z.number().int(),
  period: z.object({ number: z.number().int() }),
  clock: z.object({ displayValue: z.string() }).nullish(),
})

/** A game's summary. */
export const SUMMARY = z.object({
  header: z.object({ id: text, competitions: z.array(COMPETITION).min(1) }),
  plays: z.array(z.unknown()).nullish(),
  winprobability: z
    .array(z.object({ playId: text, homeWinPercentage: z.number(), tiePercentage: z.number().nullish() }))
    .nullish()
    .catch(null),
  pickcenter: z.array(odds.nullable().catch(null)).nullish().catch(null),
})

/** One play of a summary. */
export const PLAY = play

/** A competition, read. */
export type EspnCompetition = z.infer<typeof COMPETITION>
/** Betting lines, read. */
export type EspnOdds = z.infer<typeof odds>
