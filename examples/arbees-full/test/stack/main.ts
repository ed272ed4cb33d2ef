/*
 * `pnpm arbees-full:local`: every process of docker-compose.yml on this machine, over a real Redis and a real
 * PostgreSQL, through a generated game day. Prints what the day came to as `pnpm arbees day --once --json` does, and
 * ends with 1 when something of it does not hold.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getuid } from 'node:process'
import { Command, Option } from 'commander'
import { gamesArgument, seedArgument, speedArgument } from '../../src/cli/arguments.ts'
import { NO_REDIS } from '../local-redis.ts'
import type { FaultRow } from './fault-plan.ts'
import { FAULT_PLAN } from './fault-plan.ts'
import { playStack } from './play-stack.ts'

const say = (line: string) => void process.stderr.write(`${line}\n`)

/** Redis is the one program that no package of ours brings. */
function installRedis(): void {
  if (NO_REDIS === undefined) return
  if (getuid?.() !== 0) throw new Error(`${NO_REDIS}; install it: apt-get install redis-server`)
  say('redis-server is installed with apt-get')
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', ['update'], options)
  const { status } = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], options)
  if (status !== 0) throw new Error('redis-server could not be installed: apt-get install redis-server says why')
}

type Options = {
  readonly seed: number
  readonly games: number
  readonly speed: number
  readonly shards: number
  readonly faults?: boolean
  readonly folder?: string
}

async function run({ seed, games, speed, shards, faults, folder }: Options): Promise<void> {
  installRedis()
  const at = folder === undefined ? mkdtempSync(join(tmpdir(), 'arbees-stack-')) : resolve(folder)
  say(`logs and data: ${at}`)
  const rows: FaultRow[] = []
  const { summary, orders } = await playStack({
    folder: at,
    seed,
    games,
    speed,
    scale: { game_shard: shards },
    say,
    ...(faults === true
      ? {
          during: async (world) => {
            for (const fault of FAULT_PLAN) {
              const row = await fault(world)
              rows.push(row)
              say(JSON.stringify(row))
            }
          },
        }
      : {}),
  })
  process.stdout.write(`${JSON.stringify({ ...summary, orders, ...(faults === true ? { faults: rows } : {}) })}\n`)
  const isWhole = [orders.lost, orders.doubled, orders.stale].every(({ length }) => length === 0)
  const isFine = isWhole && summary.checks.every(({ holds }) => holds) && rows.every((row) => row.isFine)
  if (!isFine) process.exitCode = 1
}

await new Command('arbees-full:local')
  .description('Run every process of docker-compose.yml on this machine through a generated game day.')
  .addOption(new Option('--seed <n>', 'what the day is generated from').argParser(seedArgument).default(7))
  .addOption(new Option('--games <n>', 'how many games the day has').argParser(gamesArgument(24)).default(4))
  .addOption(new Option('--speed <n>', 'seconds of a game in one of yours').argParser(speedArgument).default(30))
  .addOption(new Option('--shards <n>', 'how many game shards').argParser(gamesArgument(24)).default(1))
  .option('--faults', 'kill, cut, stall and skew while it trades, and say what came of each')
  .option('--folder <dir>', 'where data and logs are kept')
  .action(run)
  .parseAsync()
