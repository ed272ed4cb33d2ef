import type { Log } from '@arbees/core'
import { seconds } from '@arbees/core'
import { z } from 'zod'
import { tradingVariables } from '../../platform/config/trading-variables.ts'
import { listVariable, secondsVariable } from '../../platform/config/variable.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { writeBehind } from '../../platform/store/write-behind.ts'
import { defineService } from '../../service.ts'
import { sportsVariables } from '../../sports/sports-variables.ts'
import type { Look } from './game-engine.ts'
import { createLeagueLooks } from './league-looks.ts'
import type { Shard, ShardVoice } from './shard.ts'
import { createShard, takeAssigned, takeMatched, takeQuote } from './shard.ts'
import type { ShardWorld } from './shard-game.ts'
import { writeShardRows } from './shard-rows.ts'
import { takeBoard } from './take-board.ts'

/** Many rows in one statement cost little more than one. */
const WRITE_EVERY = seconds(5)

const CONFIG = z.object({
  ESPN_BASE_URL: sportsVariables.ESPN_BASE_URL,
  MIN_EDGE_PCT: tradingVariables.MIN_EDGE_PCT,
  /** What is looked for. The model knows less of the teams than the market does, so it is off. */
  SIGNALS: listVariable(
    'cross-venue,yes-and-no',
    'some of cross-venue, yes-and-no, model, lagging between commas',
    /^(cross-venue|yes-and-no|model|lagging)$/,
  ),
  /** How old a price may be that is decided on. */
  PRICE_MAX_AGE_SECONDS: secondsVariable('30'),
  /** How long a signal may be acted on: one that asks nobody's opinion, and one that does. */
  ARBITRAGE_LIFE_SECONDS: secondsVariable('10'),
  OPINION_LIFE_SECONDS: secondsVariable('60'),
  /** How long after a signal the same is not told again. */
  SIGNAL_DEBOUNCE_SECONDS: secondsVariable('30'),
})

function settingsOf(config: z.output<typeof CONFIG>): ShardWorld['settings'] {
  return {
    looks: config.SIGNALS as readonly Look[],
    edgeMinBps: config.MIN_EDGE_PCT,
    priceMaxAge: config.PRICE_MAX_AGE_SECONDS,
    modelMaxAge: config.OPINION_LIFE_SECONDS,
    arbitrageLife: config.ARBITRAGE_LIFE_SECONDS,
    opinionLife: config.OPINION_LIFE_SECONDS,
    debounce: config.SIGNAL_DEBOUNCE_SECONDS,
  }
}

function createCount(reasons: Map<string, number>, metrics: Metrics): ShardWorld['count'] {
  const count = metrics.counter('arbees_signal_skips_total', 'Why there was no signal', ['reason'])
  return (reason) => {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    count(1, { reason })
  }
}

function createVoice(
  speak: {
    updated: ShardVoice['updated']
    ended: ShardVoice['ended']
    signal: (...told: Parameters<ShardVoice['signal']>) => Promise<void>
  },
  metrics: Metrics,
  log: Log,
): ShardVoice {
  const count = metrics.counter('arbees_signals_generated_total', 'Signals by type', ['type'])
  return {
    ...speak,
    signal: (generated, correlation) => {
      count(1, { type: generated.type })
      speak.signal(generated, correlation).catch((error: unknown) => {
        log('warn', 'a signal could not be spoken', { signal: generated.signal, reason: (error as Error).message })
      })
    },
  }
}

/** Follows its games on ESPN and on both venues, and tells what might be traded. */
export const gameShard = defineService({
  name: 'game-shard',
  listens: { 'market.assigned': 'each', 'market.matched': 'each', 'quote.changed': 'each' },
  speaks: ['game.updated', 'game.ended', 'signal.generated'],
  config: CONFIG,
  start: async ({ config, runtime, store, metrics, instance, signal, speak }) => {
    const { clock, log, http } = runtime
    const life = `${instance}-${clock.now().toString(36)}`
    const reasons = new Map<string, number>()
    const quotes: Shard['quotes'] = new Map()
    let names = 0
    const nextName = () => `${life}-${++names}`
    const world = {
      settings: settingsOf(config),
      shelf: new Map(),
      quotes,
      nextName,
      count: createCount(reasons, metrics),
    }
    const voice = createVoice(
      {
        updated: (update, correlation) => speak('game.updated', update, correlation),
        ended: (ended, correlation) => speak('game.ended', ended, correlation),
        signal: (generated, correlation) => speak('signal.generated', generated, correlation),
      },
      metrics,
      log,
    )
    const rows = writeBehind({ store, clock, log, signal, write: writeShardRows, every: WRITE_EVERY })
    const shard = createShard({ instance, world, clock, log, voice, rows, quotes })
    const ownOf = (league: string) => [...shard.games.values()].filter(({ watched }) => watched.league === league)
    const leagues = createLeagueLooks({
      http,
      clock,
      log,
      signal,
      baseUrl: config.ESPN_BASE_URL,
      gamesOf: ownOf,
      isOurs: (game) => shard.games.has(game),
      seen: (league, { games }, at) => takeBoard(shard, ownOf(league), games, at),
    })
    return {
      handlers: {
        'market.assigned': (assigned) => takeAssigned(shard, leagues, assigned),
        'market.matched': (matched) => takeMatched(shard, matched),
        'quote.changed': (quote) => takeQuote(shard, quote),
      },
      checks: { espn: leagues.isLive },
      figures: () => ({
        games: shard.games.size,
        updates: shard.updates,
        signals: shard.signals,
        ...Object.fromEntries(reasons),
      }),
      stop: rows.flush,
    }
  },
})
