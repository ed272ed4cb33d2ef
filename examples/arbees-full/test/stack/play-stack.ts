/*
 * A served game day, and the whole deployment as processes in its midst. One more listener on the bus counts what is
 * said, as in one process, so that what the day comes to is told by the same code.
 */
import { mkdirSync } from 'node:fs'
import type { Micros } from '@arbees/core'
import { createRng, seconds, toMicros } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import type { GameDay, GameDayLine, ServedGameDay } from '@arbees/venue-fakes'
import { serveGameDay } from '@arbees/venue-fakes'
import type { DaySummary } from '../../src/day/day-summary.ts'
import { summarizeDay } from '../../src/day/day-summary.ts'
import type { DayTally } from '../../src/day/day-tally.ts'
import { createDayTally, tallyService } from '../../src/day/day-tally.ts'
import { platformVariables } from '../../src/platform/config/platform-variables.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'
import type { Platform } from '../../src/platform/open-platform.ts'
import { openPlatform } from '../../src/platform/open-platform.ts'
import { runServices } from '../../src/platform/run-services.ts'
import type { LocalStack } from './local-stack.ts'
import { startLocalStack } from './local-stack.ts'
import type { Values } from './read-compose.ts'
import type { SentOrders } from './sent-orders.ts'
import { compareSentOrders } from './sent-orders.ts'

/** Settings of `playStack`. */
export type PlayStackOptions = {
  readonly folder: string
  readonly seed: number
  readonly games: number
  /** Seconds of a game in one of ours: as many as real processes keep up with. */
  readonly speed: number
  readonly settings?: Values
  readonly scale?: Readonly<Record<string, number>>
  /** Takes a line about how it goes. */
  readonly say: (line: string) => void
  /** Something to do to it while it plays. */
  readonly during?: (world: StackWorld) => Promise<void>
}

/** What can be looked at and disturbed while it plays. */
export type StackWorld = {
  readonly stack: LocalStack
  readonly day: GameDay
  readonly line: GameDayLine
  readonly platform: Platform
  readonly tally: DayTally
}

/** What it came to. */
export type StackEnd = { readonly summary: DaySummary; readonly orders: SentOrders }

/** Who finds the games, and so begins everything: started when there are some. */
const FINDER = 'orchestrator'
/** From the last settlement until all that follows from it has been written. */
const AFTERWARDS = seconds(20)

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Where the venues and ESPN are, and as who we come to them. */
export function settingsOfDay({ kalshi, polymarket, espn }: GameDayLine): Values {
  return {
    KALSHI_API_KEY: kalshi.keyId,
    KALSHI_PRIVATE_KEY: kalshi.privateKeyPem.replaceAll('\n', '\\n'),
    KALSHI_BASE_URL: kalshi.rest,
    KALSHI_WS_URL: kalshi.ws,
    POLYMARKET_CLOB_URL: polymarket.clob,
    POLYMARKET_GAMMA_URL: polymarket.gamma,
    POLYMARKET_DATA_URL: polymarket.data,
    POLYMARKET_SITE_URL: polymarket.site,
    POLYMARKET_WS_URL: polymarket.ws,
    ESPN_BASE_URL: espn,
    LEAGUES: 'nba',
    // A day that passes faster is looked at more often.
    DISCOVERY_SECONDS: '2',
    MATCH_REFRESH_SECONDS: '5',
    HEARTBEAT_SECONDS: '3',
    LATENCY_REPORT_SECONDS: '15',
  }
}

/** Where the day will be, and what opens its accounts: known to the processes before it begins. */
type ComingDay = { readonly port: number; readonly line: GameDayLine; readonly kalshiKey: GameDay['kalshiKey'] }

/** Six ports in a row at which nobody listens: found by taking them, and giving them back. */
async function comingDay(seed: number, games: number): Promise<ComingDay> {
  const runtime = { ...nodeRuntime(), rng: createRng(seed) }
  for (let tries = 0; ; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 40_000)
    try {
      const { day, line, close } = await serveGameDay({ runtime, seed, games, port })
      await close()
      return { port, line, kalshiKey: day.kalshiKey }
    } catch (error) {
      if (tries === 20) throw error
    }
  }
}

async function untilStarted({ processes }: LocalStack, withinMs: number): Promise<void> {
  const began = performance.now()
  const late = () =>
    [...processes.values()].filter(
      ({ name, output, starts }) =>
        name !== 'redis' && name !== FINDER && (starts() === 0 || !/service started|frontend listens/.test(output())),
    )
  while (late().length > 0) {
    if (performance.now() - began > withinMs) {
      throw new Error(
        `not started: ${late()
          .map(({ name, output }) => `${name} ${output().slice(-500)}`)
          .join('; ')}`,
      )
    }
    await wait(200)
  }
}

async function listen(stack: LocalStack, tally: DayTally, signal: AbortSignal) {
  const environment = { REDIS_URL: stack.redisUrl, DATABASE_URL: stack.postgres.url, INSTANCE: 'day-tally' }
  const config = readConfig(environment, platformVariables, platformVariables, [])
  const runtime = nodeRuntime({ log: () => undefined, signal })
  const platform = await openPlatform(config, runtime, 'local', signal)
  let begun: () => void = () => undefined
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const running = runServices({
    services: [tallyService(tally, begun)],
    platform: { ...platform, close: async () => undefined },
    runtime,
    config,
    heartbeat: config.HEARTBEAT_SECONDS,
    signal,
  })
  await Promise.race([hasBegun, running])
  return { platform, running }
}

/** Resolves when every market has settled and nothing is held any more, or at the time when that should long be so. */
async function untilSettled({ platform, day }: StackWorld, at: Micros, now: () => Micros): Promise<void> {
  const wanted = 3 * day.games.length
  for (;;) {
    const rows = await platform.store
      .query<{ settled: number; held: number }>(
        `SELECT (SELECT COUNT(*) FROM game_markets WHERE settled_as IS NOT NULL) AS settled,
                (SELECT COUNT(*) FROM positions WHERE quantity > 0) AS held`,
      )
      .catch(() => [])
    const isOver = rows[0]?.settled === wanted && rows[0].held === 0
    if (isOver || now() > at + 3 * AFTERWARDS) return
    await wait(500)
  }
}

/** Plays a day on the whole deployment, and returns what it came to. Everything is stopped afterwards. */
export async function playStack(options: PlayStackOptions): Promise<StackEnd> {
  const { folder, seed, games, speed, say, settings = {}, scale = {} } = options
  mkdirSync(folder, { recursive: true })
  const { port, line, kalshiKey } = await comingDay(seed, games)
  const began = performance.now()
  const stack = await startLocalStack({
    folder,
    settings: { ...settingsOfDay(line), ...settings },
    scale,
    held: [FINDER],
  })
  const ending = new AbortController()
  let served: ServedGameDay | undefined
  try {
    await untilStarted(stack, 600_000)
    say(`${stack.processes.size} processes started in ${Math.round(performance.now() - began)} ms`)
    const tally = createDayTally()
    const { platform, running } = await listen(stack, tally, ending.signal)
    const runtime = { ...nodeRuntime(), rng: createRng(seed) }
    const { clock } = runtime
    const startAt = toMicros(clock.now() + seconds(10))
    served = await serveGameDay({ runtime, seed, games, speed, port, kalshiKey, startAt })
    stack.process(FINDER).start()
    const startsAt = clock.now()
    const { day } = served
    const world: StackWorld = { stack, day, line, platform, tally }
    say(`all healthy in ${Math.round(await stack.untilHealthy(120_000))} ms more`)
    say(`the day lasts ${Math.round((day.endsAt - clock.now()) / 1_000_000)} s`)
    const during = options.during?.(world)
    while (clock.now() < day.endsAt) await wait(200)
    await during
    await untilSettled(world, day.endsAt, clock.now)
    await wait(1_000)
    const end = { tally, now: clock.now(), startsAt, endsAt: day.endsAt, platform, day, isOver: true, isTraded: true }
    const summary = await summarizeDay(end, seed)
    const orders = await compareSentOrders(stack.process('execution_service').output(), platform.store)
    ending.abort()
    await running
    await platform.close()
    return { summary, orders }
  } finally {
    ending.abort()
    await stack.close()
    await served?.close()
  }
}
