import type { Clock, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import { z } from 'zod'
import type { LeagueWord } from '../../discovery/league-words.ts'
import type { MessageOf, SpokenOf, Topic } from '../../messages/topics.ts'
import { secondsVariable } from '../../platform/config/variable.ts'
import { writeBehind } from '../../platform/store/write-behind.ts'
import { defineService } from '../../service.ts'
import { sportsVariables } from '../../sports/sports-variables.ts'
import { applyFound, applyMatched, createAssignments, forgetOld } from './core.ts'
import { discover } from './discover.ts'
import type { GameRow } from './game-rows.ts'
import { writeGameRows } from './game-rows.ts'
import { followHeldGames } from './held-games.ts'
import type { LeaseWorld } from './lease-games.ts'
import { leaseGames } from './lease-games.ts'
import type { SilenceWatch } from './silence-watch.ts'
import { applyHeartbeat, applyOldHeartbeat, findReplaced, findSilent } from './silence-watch.ts'

const SHARD = 'game-shard'

const CONFIG = z.object({
  ...sportsVariables,
  /** How often a league's games are looked for while games are played. */
  DISCOVERY_SECONDS: secondsVariable('60'),
  /** How long a shard may be silent before its games are given to another. */
  GAME_LEASE_SECONDS: secondsVariable('30'),
  /** How long before its start a game is worked on. */
  GAME_AHEAD_SECONDS: secondsVariable('3600'),
})

/** Where the last word about a game, and about a market, is kept. */
const TOPICS_OF_GAMES = ['game.found', 'game.updated', 'game.ended', 'market.matched', 'market.assigned'] as const
const TOPICS_OF_MARKETS = ['quote.changed', 'market.settled'] as const

type Turn = {
  readonly world: LeaseWorld
  readonly instance: string
  readonly clock: Clock
  readonly silence: SilenceWatch
  readonly alert: (alert: SpokenOf<'notification.raised'>) => Promise<void>
  /** Drops what is kept of a game for newcomers. */
  readonly forget: (game: string, markets: readonly string[]) => Promise<void>
  /** Drops the last word of an instance. */
  readonly forgetInstance: (instance: string) => Promise<void>
  readonly signal: AbortSignal
}

/** Drops everything that is kept of a game for newcomers. */
async function forgetGame(
  forget: (topic: Topic, key: string) => Promise<void>,
  game: string,
  markets: readonly string[],
): Promise<void> {
  for (const topic of TOPICS_OF_GAMES) await forget(topic, game)
  for (const market of markets) for (const topic of TOPICS_OF_MARKETS) await forget(topic, market)
}

/** Returns what is done again and again: leases, silence, forgetting. */
function createTurn({
  world,
  instance,
  clock,
  silence,
  alert,
  forget,
  forgetInstance,
  signal,
}: Turn): () => Promise<void> {
  const { leases, times, log, state } = world
  const { lease } = times
  const turn = async () => {
    try {
      // Several may run; one works, and another goes on within a lease of its end.
      if ((await leases.take('orchestrator', instance, lease)) !== undefined) {
        await leaseGames(world)
        for (const silent of findSilent(silence, toMicros(2 * lease), clock.now())) {
          log('warn', 'service silent', silent.fields)
          await alert(silent)
        }
        for (const replaced of findReplaced(silence, clock.now())) {
          await forgetInstance(replaced)
          silence.delete(replaced)
        }
      }
      for (const { game, markets } of forgetOld(state, clock.now())) await forget(game, markets)
    } catch (error) {
      log('warn', 'leases could not be looked at, trying again', { reason: (error as Error).message })
    }
    if (!signal.aborted) clock.setTimer(toMicros(Math.max(1, Math.floor(lease / 10))), () => void turn())
  }
  return turn
}

/** Returns what hears signs of life. */
function createHeartbeatEar({
  state,
  silence,
  clock,
  log,
  lease,
  alert,
}: Pick<Turn, 'silence' | 'clock' | 'alert'> & Pick<LeaseWorld, 'state' | 'log'> & { readonly lease: Micros }) {
  return async (heartbeat: MessageOf<'service.heartbeat'>) => {
    const at = clock.now()
    // The last word of who died long ago is kept for newcomers, too.
    if (at - heartbeat.at > 2 * lease) {
      applyOldHeartbeat(silence, heartbeat)
      return
    }
    const { service, instance } = heartbeat
    if (service === SHARD) state.shards.set(instance.slice(SHARD.length + 1), at)
    for (const change of applyHeartbeat(silence, heartbeat, at)) {
      log('info', 'service health changed', change.fields)
      await alert(change)
    }
  }
}

/** Finds the games of each league, gives each to a shard under a lease, and watches who is alive. */
export const orchestrator = defineService({
  name: 'orchestrator',
  listens: {
    'market.matched': 'each',
    'market.settled': 'each',
    'game.ended': 'each',
    'service.heartbeat': 'each',
  },
  speaks: ['game.found', 'market.assigned', 'notification.raised'],
  config: CONFIG,
  start: async ({ config, runtime, store, leases, signal, speak, forget, instance }) => {
    const { clock, log, http } = runtime
    const { GAME_LEASE_SECONDS: lease, GAME_AHEAD_SECONDS: ahead, DISCOVERY_SECONDS: every } = config
    const state = createAssignments()
    const silence: SilenceWatch = new Map()
    const rows = writeBehind<GameRow>({ store, clock, log, signal, write: writeGameRows })
    const world = {
      state,
      leases,
      times: { lease, ahead },
      now: clock.now,
      log,
      tell: (assigned: SpokenOf<'market.assigned'>) => speak('market.assigned', assigned, assigned.game),
    }

    const discovery = {
      http,
      clock,
      log,
      baseUrl: config.ESPN_BASE_URL,
      every,
      signal,
      found: async (found: MessageOf<'game.found'>, at: Micros) => {
        if (!applyFound(state, found, at)) return
        await speak('game.found', found, found.game)
        rows.push({ type: 'found', found, at })
      },
    }
    const alert = (raised: SpokenOf<'notification.raised'>) => speak('notification.raised', raised)
    const turn = createTurn({
      world,
      instance,
      signal,
      clock,
      silence,
      alert,
      forget: (game, markets) => forgetGame(forget, game, markets),
      forgetInstance: (name) => forget('service.heartbeat', name),
    })
    return {
      handlers: {
        'market.matched': (matched) => {
          applyMatched(state, matched)
          rows.push({ type: 'matched', matched, at: clock.now() })
        },
        'market.settled': (settled) => {
          state.settled.add(settled.market)
          rows.push({ type: 'settled', settled, at: clock.now() })
        },
        'game.ended': (ended) => rows.push({ type: 'ended', ended, at: clock.now() }),
        'service.heartbeat': createHeartbeatEar({ state, silence, clock, log, lease, alert }),
      },
      figures: () => ({ games: state.games.size, shards: state.shards.size }),
      begin: () => {
        for (const word of config.LEAGUES) discover(word as LeagueWord, discovery)
        followHeldGames({ state, store, clock, log, signal })
        void turn()
      },
      stop: rows.flush,
    }
  },
})
