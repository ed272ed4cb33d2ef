/*
 * What the load is: games on ESPN, and in the place of orchestrator, discovery and monitors what they would say of them. A game
 * that is over settles and another takes its place.
 */
import type { Clock, MarketId, Micros, Rng } from '@arbees/core'
import { createRng, nextChance, nextFloat, nextInteger, ONE_SECOND, sleep, toMicros } from '@arbees/core'
import { z } from 'zod'
import { leagueIdOf } from '../../src/discovery/league-words.ts'
import type { SpokenOf, Topic } from '../../src/messages/topics.ts'
import type { AnyService } from '../../src/service.ts'
import { defineService } from '../../src/service.ts'
import { scoreboardPath, sportsLeague } from '../../src/sports/league-table.ts'
import type { LoadSettings } from './load-settings.ts'
import { shardNames } from './load-settings.ts'
import type { LeagueWord, MadeGame } from './made-game.ts'
import { eventOf, isFinal, makeGame, marketHomeTicks, score } from './made-game.ts'
import { bookOf, marketIdsOf, matchedOf, yesOnOf } from './made-market.ts'

/**
 * Which leagues games are of. Thirteen in eighteen are asked for every two seconds and the others every five: 0.4 updates a
 * second each.
 */
const LEAGUES: readonly LeagueWord[] = [
  ...(['nba', 'nfl', 'ncaab', 'ncaaf', 'mlb', 'mls'] as const),
  ...(['nba', 'nfl', 'ncaab', 'ncaaf', 'epl', 'nba'] as const),
  ...(['nba', 'nfl', 'ncaab', 'ncaaf', 'mlb', 'mls'] as const),
]
const SPEAKS = ['market.matched', 'market.assigned', 'market.settled', 'quote.changed'] as const
/** How long after a score the last of the markets has followed, beyond one look of its league. */
const FOLLOWS_AFTER = ONE_SECOND
/** One book in so many stands a few cents off for a moment: the gaps that arbitrage is about. */
const GAP_CHANCE = 0.004
const GAP_TICKS = 800
const GAP_STANDS = ONE_SECOND / 4
const FIRST_SCORES_AFTER = 2 * ONE_SECOND
const PLAY_EVERY = ONE_SECOND / 20

/** Returns how many game updates a second the leagues' own paces make. */
export function updatesWanted({ games }: LoadSettings): number {
  const words = Array.from({ length: games }, (_, at) => LEAGUES[at % LEAGUES.length] as LeagueWord)
  return words.reduce((sum, word) => sum + 1 / sportsLeague(leagueIdOf(word)).pollSeconds, 0)
}

type LoadedGame = MadeGame & {
  readonly shard: string
  readonly fence: number
  readonly markets: readonly MarketId[]
  scoresAt: Micros
  followsAt: Micros
  endsAt: Micros
  /** What the markets think, and when they thought it. */
  ticks: number
  thoughtAt: Micros
}

type Forget = (topic: Topic, key: string) => Promise<void>
type Due = { readonly at: Micros; readonly game: LoadedGame; readonly market: number }

/** The generator. */
export type Generator = {
  readonly service: AnyService
  /** Answers a question to ESPN. */
  readonly scoreboard: (path: string) => string | undefined
  readonly counts: { quotes: number; scores: number; ended: number; boards: number }
}

type State = {
  readonly settings: LoadSettings
  readonly clock: Clock
  readonly rng: Rng
  readonly games: LoadedGame[]
  readonly due: Due[]
  /** Games that are over, and when they are forgotten. */
  readonly over: { readonly at: Micros; readonly game: LoadedGame }[]
  readonly counts: Generator['counts']
  made: number
  next: number
  owed: number
  tickedAt: Micros
  playsAt: Micros
}

/** What the orchestrator has dropped when a game was over long ago; the load's orchestrator is in a hurry. */
const FORGOTTEN_AFTER = 60 * ONE_SECOND

type Say = <T extends (typeof SPEAKS)[number]>(topic: T, message: SpokenOf<T>) => void

function nextScore({ rng, settings }: State, now: Micros): Micros {
  return toMicros(now + Math.ceil(-Math.log(1 - nextFloat(rng)) * settings.scoreSeconds * ONE_SECOND))
}

function make(state: State, at: number, isNew: boolean): LoadedGame {
  const { settings, clock, rng } = state
  const now = clock.now()
  const id = String(400_000_000 + ++state.made)
  const game = makeGame(id, LEAGUES[at % LEAGUES.length] as LeagueWord, rng, now, settings.pace, isNew)
  const markets = marketIdsOf(id, Math.floor(settings.markets / settings.games))
  const shards = shardNames(settings)
  const later = { scoresAt: nextScore(state, toMicros(now + FIRST_SCORES_AFTER)), followsAt: 0 as Micros }
  const thought = { ticks: 5_000, thoughtAt: 0 as Micros, endsAt: 0 as Micros }
  return {
    ...game,
    shard: shards[(at + Math.floor(at / LEAGUES.length)) % shards.length] as string,
    fence: state.made,
    markets,
    ...later,
    ...thought,
  }
}

function announce(game: LoadedGame, say: Say): void {
  const { id, word, shard, fence, markets } = game
  say('market.matched', matchedOf(id, word, markets))
  say('market.assigned', { game: id, league: word, shard, fence, markets: [...markets] })
}

/** Books are in whole cents within two of either end: beyond, nothing is bought on a model's word. */
function middleOf(game: LoadedGame, market: number, now: Micros): number {
  if (now - game.thoughtAt >= ONE_SECOND) Object.assign(game, { ticks: marketHomeTicks(game, now), thoughtAt: now })
  const ticks = yesOnOf(market) === 'home' ? game.ticks : 10_000 - game.ticks
  return Math.min(9_700, Math.max(300, ticks))
}

function quote(state: State, game: LoadedGame, market: number, off: number, say: Say): void {
  const { clock, rng, counts } = state
  const now = clock.now()
  const id = game.markets[market] as MarketId
  const middle = Math.min(9_700, Math.max(300, middleOf(game, market, now) + off))
  counts.quotes += 1
  say('quote.changed', bookOf(id, market, middle, game.fence, now, rng))
}

function quoteNext(state: State, say: Say): void {
  const { settings, games, rng, clock, due } = state
  const perGame = Math.floor(settings.markets / settings.games)
  const at = state.next++ % (games.length * perGame)
  const game = games[at % games.length] as LoadedGame
  const market = Math.floor(at / games.length)
  if (isFinal(game, clock.now())) return
  const isOff = market % 2 === 0 && nextChance(rng, GAP_CHANCE)
  quote(state, game, market, isOff ? -GAP_TICKS : 0, say)
  if (isOff) due.push({ at: toMicros(clock.now() + GAP_STANDS), game, market })
}

/** What happens in one game as of `now`. */
function play(state: State, game: LoadedGame, now: Micros): void {
  const { rng, counts, due } = state
  if (isFinal(game, now)) {
    if (game.endsAt === 0) game.endsAt = toMicros(now + 8 * ONE_SECOND)
    return
  }
  if (now >= game.scoresAt) {
    score(game, rng)
    counts.scores += 1
    game.scoresAt = nextScore(state, now)
    game.followsAt = toMicros(now + game.league.pollSeconds * ONE_SECOND + FOLLOWS_AFTER)
  }
  if (game.followsAt === 0 || now < game.followsAt) return
  game.followsAt = 0 as Micros
  game.known = { home: game.home, away: game.away }
  game.thoughtAt = 0 as Micros
  for (const [market] of game.markets.entries()) {
    due.push({ at: toMicros(now + nextInteger(rng, 0, ONE_SECOND / 2)), game, market })
  }
}

function end(state: State, at: number, say: Say): void {
  const game = state.games[at] as LoadedGame
  const { id, word, fence, markets, home, away } = game
  state.counts.ended += 1
  for (const [index, market] of markets.entries()) {
    const isYes = yesOnOf(index) === (home > away ? 'home' : 'away')
    const outcome = isYes ? ('yes' as const) : ('no' as const)
    say('market.settled', { market, game: id, outcome, yesPrice: isYes ? 10_000 : 0, at: state.clock.now() })
  }
  // The last word of each monitor about a book, and of the orchestrator about the game.
  for (const [index, market] of markets.entries()) {
    const book = bookOf(market, index, 5_000, 0, state.clock.now(), state.rng)
    say('quote.changed', { ...book, bids: [], asks: [] })
  }
  say('market.assigned', { game: id, league: word, shard: null, fence, markets: [] })
  state.over.push({ at: toMicros(state.clock.now() + FORGOTTEN_AFTER), game })
  const heir = make(state, at, true)
  state.games[at] = heir
  announce(heir, say)
}

async function forgetOver(state: State, forget: Forget): Promise<void> {
  const now = state.clock.now()
  for (let [oldest] = state.over; oldest !== undefined && oldest.at <= now; [oldest] = state.over) {
    state.over.shift()
    const { id, markets } = oldest.game
    for (const topic of ['game.updated', 'game.ended', 'market.matched'] as const) await forget(topic, id)
    for (const market of markets) {
      for (const topic of ['market.settled', 'quote.changed'] as const) await forget(topic, market)
    }
  }
}

function tick(state: State, say: Say): void {
  const { settings, games, due, clock } = state
  const now = clock.now()
  if (now >= state.playsAt) {
    state.playsAt = toMicros(now + PLAY_EVERY)
    for (const game of games) play(state, game, now)
    for (const [at, game] of games.entries()) if (game.endsAt > 0 && now >= game.endsAt) end(state, at, say)
  }
  const late = due.filter(({ at }) => at <= now)
  const waiting = due.filter(({ at, game }) => at > now && game.endsAt === 0)
  due.splice(0, due.length, ...waiting)
  for (const { game, market } of late) if (game.endsAt === 0) quote(state, game, market, 0, say)
  // By the time that has passed: a late tick makes up for itself, up to a second of it.
  const passed = state.tickedAt === 0 ? 0 : Math.min(now - state.tickedAt, ONE_SECOND)
  state.tickedAt = now
  state.owed += (settings.quotesPerSecond * passed) / ONE_SECOND
  for (; state.owed >= 1; state.owed--) quoteNext(state, say)
}

function boardOf({ games, clock }: State, path: string): string | undefined {
  const word = LEAGUES.find((league) => scoreboardPath(sportsLeague(leagueIdOf(league))) === path)
  if (word === undefined) return undefined
  const now = clock.now()
  const events = games.filter((game) => game.word === word).map((game) => eventOf(game, now, game))
  return JSON.stringify({ events })
}

/** Returns the generator of a load. `failed` is told of what could not be said. */
export function createGenerator(settings: LoadSettings, clock: Clock, failed: (reason: string) => void): Generator {
  const counts = { quotes: 0, scores: 0, ended: 0, boards: 0 }
  const rng = createRng(`load ${settings.seed}`)
  const state: State = {
    settings,
    clock,
    rng,
    games: [],
    due: [],
    over: [],
    counts,
    made: 0,
    next: 0,
    owed: 0,
    tickedAt: 0 as Micros,
    playsAt: 0 as Micros,
  }
  for (let at = 0; at < settings.games; at++) state.games.push(make(state, at, false))
  const service = defineService({
    name: 'load-generator',
    listens: {},
    speaks: SPEAKS,
    config: z.object({}),
    start: async ({ speak, forget, signal }) => {
      const say: Say = (topic, message) => {
        speak(topic, message).catch((error: unknown) => failed(String(error)))
      }
      const keepTicking = async () => {
        const every = toMicros(settings.tickMillis * 1_000)
        while (!signal.aborted) {
          tick(state, say)
          await forgetOver(state, forget).catch((error: unknown) => failed(String(error)))
          await sleep(clock, every, signal).catch(() => undefined)
        }
      }
      // Discovery and monitors find one game after the other: ten thousand books in one breath are nobody's.
      const beginTicking = async () => {
        for (const game of state.games) {
          announce(game, say)
          for (const [at] of game.markets.entries()) quote(state, game, at, 0, say)
          await sleep(clock, toMicros(settings.tickMillis * 1_000), signal).catch(() => undefined)
        }
        await keepTicking()
      }
      return {
        handlers: {},
        begin: () => void beginTicking(),
      }
    },
  })
  return Object.freeze({
    service: service as AnyService,
    counts,
    scoreboard: (path: string) => {
      counts.boards += 1
      return boardOf(state, path)
    },
  })
}
