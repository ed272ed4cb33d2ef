import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seconds } from '@arbees/core'
import { createRealClock, nodeDisk } from '@arbees/transport'
import { Command, Option } from 'commander'
import colors from 'picocolors'
import { openDayFolder } from '../day/day-record.ts'
import { summarizeDay } from '../day/day-summary.ts'
import type { DayView } from '../day/play-day.ts'
import { playDay } from '../day/play-day.ts'
import { printDayLine, printDaySummary, printDayView } from '../day/print-day.ts'
import type { Environment } from '../platform/config/read-config.ts'
import { gamesArgument, seedArgument, speedArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { dayPort } from './day-port.ts'

type StartOptions = {
  readonly once?: boolean
  readonly json?: boolean
  readonly seed: number
  readonly games: number
  readonly speed: number
  readonly dataDir: string
}

/** What the command needs besides. */
export type StartWorld = {
  readonly environment: Environment
  /** Begins to listen for the process's being asked to end. */
  readonly until: () => AbortSignal
  readonly fail: () => void
}

/** Each of the league's thirty teams plays once a day. */
const GAMES_MAX = 15
/** How much of the day passes between two plain lines. */
const LINE_EVERY = seconds(600)
/** Where the terminal does not say how high it is. */
const SCREEN_LINES = 40

/** Draws over itself on a terminal; elsewhere, or where a program reads, one line now and then. */
function createDayScreen({ err, isTerminal }: CliContext, isJson: boolean, dashboard: string | undefined) {
  const isScreen = isTerminal && err.isTTY === true && !isJson
  let toldAt = 0
  return {
    seen: (view: DayView) => {
      if (isScreen) {
        err.write(`\u001b[H\u001b[J${printDayView(view, colors, (err.rows ?? SCREEN_LINES) - 1, dashboard)}\n`)
        return
      }
      if (view.now - toldAt < LINE_EVERY) return
      toldAt = view.now
      err.write(`${printDayLine(view)}\n`)
    },
    begin: () => err.write(isScreen ? '\u001b[2J' : ''),
  }
}

async function start(context: CliContext, world: StartWorld, options: StartOptions): Promise<void> {
  const { seed, games, speed, dataDir } = options
  const isJson = options.json === true
  const say = (text: string) => context.err.write(`${text}\n`)
  mkdirSync(dataDir, { recursive: true })
  const disk = nodeDisk()
  const name = { seed, games }
  const { folder, resumesAt, movedTo } = openDayFolder(disk, dataDir, name)
  if (movedTo !== undefined) say(`The day before is kept in ${movedTo}.`)
  if (resumesAt !== undefined) say(`The day in ${folder} was interrupted; it goes on.`)
  say(
    `Paper trading: no order leaves this machine. Game day of seed ${seed}, ${games} games. Log: ${join(folder, 'log.jsonl')}`,
  )
  const port = await dayPort(world.environment, options.once !== true)
  const dashboard = port === '0' ? undefined : `http://${world.environment['API_HOST'] ?? '127.0.0.1'}:${port}`
  if (dashboard !== undefined) say(`Dashboard: ${dashboard} (its stop button needs an API_TOKEN in the environment)`)
  const log = disk.openAppend(join(folder, 'log.jsonl'))
  const encoder = new TextEncoder()
  const screen = createDayScreen(context, isJson, dashboard)
  screen.begin()
  const { SERVICES } = await import('../services.ts')
  const summary = await playDay(
    {
      day: name,
      services: SERVICES,
      environment: { ...world.environment, API_PORT: port },
      folder,
      stopFolder: dataDir,
      resumesAt,
      clock: createRealClock(),
      disk,
      write: (line) => log.append(encoder.encode(line)),
      speed: options.once === true ? undefined : speed,
      seen: screen.seen,
      signal: world.until(),
    },
    (end) => summarizeDay(end, seed),
  ).finally(log.close)
  context.out(isJson ? `${JSON.stringify(summary)}\n` : `${printDaySummary(summary, colors)}\n`)
  if (!isJson) context.out(colors.dim('Every figure above is paper: generated games, simulated fills.\n'))
  if (!summary.isOver) say('Interrupted: the same command goes on with the day.')
  if (summary.checks.some(({ holds }) => !holds)) world.fail()
}

/** Returns `arbees start`: every service in one process, over a generated game day. */
export function startCommand(context: CliContext, world: StartWorld): Command {
  return new Command('start')
    .description('Run every service in one process over a generated game day, on paper: no network, no keys.')
    .option('--once', 'play the day as fast as it can and exit')
    .option('--json', 'one JSON object on standard output and nothing else there')
    .addOption(new Option('--seed <n>', 'what the day is generated from').argParser(seedArgument).default(7))
    .addOption(new Option('--speed <n>', 'seconds of the day in one of yours').argParser(speedArgument).default(120))
    .option('--data-dir <dir>', 'where the database, the journal and the log are', '.arbees')
    .addOption(new Option('--games <n>', 'how many games the day has').argParser(gamesArgument(GAMES_MAX)).default(8))
    .action((options: StartOptions) => start(context, world, options))
}
