/*
 * What is done to the deployment while it trades, and what must be so afterwards: everything healthy again by itself,
 * nobody's trade one-sided. What was lost, doubled or late is asked at the end, of all that was sent.
 */
import { kill } from 'node:process'
import type { Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { LocalProcess } from './local-process.ts'
import type { StackWorld } from './play-stack.ts'

/** What one fault came to. */
export type FaultRow = {
  readonly fault: string
  /** From the end of the fault until every health check passes. */
  readonly healthyAfterMillis: number
  /** How many legs were found unequal then, in trades that had ended. */
  readonly unbalancedLegs: number
  readonly isFine: boolean
}

/** One fault, with its own name. */
export type Fault = (world: StackWorld) => Promise<FaultRow>

/** Without hands, and no later. */
const HEALTHY_WITHIN_MS = 30_000
/** How long a fault lasts that has a length. */
const CUT_MS = 30_000
const SKEW_MS = 3_000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Waits for a process to be started again after it has been ended. */
async function untilAgain({ starts }: LocalProcess, before: number): Promise<void> {
  const began = performance.now()
  while (starts() === before && performance.now() - began < HEALTHY_WITHIN_MS) await wait(20)
}

/** Whatever is ill shows it at the next look, and not before. */
async function recovered(world: StackWorld, fault: string, afterMs = 0): Promise<FaultRow> {
  const { stack, platform } = world
  const began = performance.now()
  await wait(afterMs)
  // Far longer than it may take, so that the row says how long it took.
  const isHealthy = await stack.untilHealthy(4 * HEALTHY_WITHIN_MS).then(
    () => true,
    () => false,
  )
  const healthyAfterMillis = Math.round(performance.now() - began)
  const rows = await platform.store
    .query<{ n: number }>('SELECT COUNT(*) AS n FROM unbalanced_arb_legs')
    .catch(() => [{ n: -1 }])
  const unbalancedLegs = rows[0]?.n ?? -1
  const isFine = isHealthy && healthyAfterMillis <= HEALTHY_WITHIN_MS && unbalancedLegs === 0
  return { fault, healthyAfterMillis, unbalancedLegs, isFine }
}

/** Ends one process at once; its restart policy does the rest. */
export function killed(name: string): Fault {
  return async (world) => {
    const process = world.stack.process(name)
    const before = process.starts()
    await process.kill()
    await untilAgain(process, before)
    return recovered(world, `kill -9 ${name}`)
  }
}

/** Redis neither answers nor ends connections, for half a minute: a pulled cable. */
const redisCut: Fault = async (world) => {
  const pid = world.stack.process('redis').pid()
  if (pid === undefined) throw new Error('Redis runs')
  kill(pid, 'SIGSTOP')
  await wait(CUT_MS)
  kill(pid, 'SIGCONT')
  // The checks of a starved process pass once more before they fail.
  return recovered(world, `redis cut for ${CUT_MS / 1_000} s`, 1_000)
}

const postgresRestarted: Fault = async (world) => {
  const { postgres } = world.stack
  await postgres.kill()
  await wait(2_000)
  await postgres.start()
  return recovered(world, 'PostgreSQL killed and restarted', 1_000)
}

/** A venue's stream stands and says nothing, not even that it lives. */
const feedStalled: Fault = async (world) => {
  world.day.kalshi.faults.inject({ fault: 'stream.stall', forMicros: seconds(20) as Micros })
  await wait(20_000)
  return recovered(world, "Kalshi's stream stalled for 20 s")
}

/** One process's clock runs ahead of all others. */
const clockSkewed: Fault = async (world) => {
  const process = world.stack.process('game_shard')
  const skewed = process.setEnvironment
  const restart = async () => {
    const before = process.starts()
    await process.kill()
    await untilAgain(process, before)
  }
  skewed({ NODE_OPTIONS: '--conditions=@arbees/source --import=./test/stack/skew-clock.ts', SKEW_MS: String(SKEW_MS) })
  await restart()
  const row = await recovered(world, `game_shard's clock ${SKEW_MS / 1_000} s ahead`)
  await wait(10_000)
  skewed({ NODE_OPTIONS: '--conditions=@arbees/source' })
  await restart()
  await world.stack.untilHealthy(4 * HEALTHY_WITHIN_MS)
  return row
}

const KILLED = [
  'execution_service',
  'signal_processor',
  'game_shard',
  'position_tracker',
  'kalshi_monitor',
  'polymarket_monitor',
  'orchestrator',
  'market-discovery-rust',
  'api',
  'frontend',
  'notification_service',
  'analytics',
]

/** The faults, in the order in which they are made. */
export const FAULT_PLAN: readonly Fault[] = [
  ...KILLED.map(killed),
  killed('redis'),
  redisCut,
  postgresRestarted,
  feedStalled,
  clockSkewed,
]
