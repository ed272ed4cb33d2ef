import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Micros } from '@arbees/core'
import { seconds, sleep, toMicros } from '@arbees/core'
import { generateGameDay } from '@arbees/testkit'
import { createLineFile } from '@arbees/transport'
import { Command, Option } from 'commander'
import colors from 'picocolors'
import { replayRecording } from '../replay/replay.ts'
import { gamesArgument, seedArgument, speedArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { finishReplay } from './finish.ts'
import { createProgress } from './progress.ts'
import type { ReplayOptions } from './replay-options.ts'
import { addReplayOptions, replaySettings } from './replay-options.ts'

type StartOptions = ReplayOptions & {
  readonly once?: boolean
  readonly seed: number
  readonly games: number
  readonly speed: number
  readonly dataDir: string
}

/** The day that every demonstration plays: a Sunday evening, so that a seed alone names the bytes. */
const DAY_START = seconds(1_793_638_800)

async function writeRecording(path: string, lines: Iterable<string>): Promise<void> {
  const file = createLineFile(path)
  for (const line of lines) if (!file.write(line)) await file.drained()
  await file.end()
}

/** How much of the day passes between two looks at the clock, at full speed. */
const FREE_BEAT = seconds(60)
/** How long a paced day plays before it waits, in the clock's time. */
const PACED_BEAT_MS = 50

async function start(context: CliContext, options: StartOptions): Promise<void> {
  const { clock, err } = context
  const { seed, games, speed, dataDir } = options
  const started = clock.now()
  const isJson = options.json === true
  const isQuiet = isJson && err.isTTY !== true
  const say = (text: string) => {
    if (!isQuiet) err.write(`${text}\n`)
  }
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, `game-day-${seed}-${games}.jsonl.gz`)
  const day = generateGameDay({ seed, games, startAt: DAY_START })
  say(`Paper trading: no order leaves this machine. Game day of seed ${seed}, ${games} games.`)
  await writeRecording(path, day.lines())
  say(`Recording: ${path}`)
  const { from, to } = day.header
  const progress = createProgress(err, 'playing')
  const tally = { taken: 0, found: 0 }
  const playedFrom = clock.now()
  const moved = async (at: Micros): Promise<void> => {
    const minutes = Math.floor((at - from) / seconds(60))
    const note = `minute ${minutes}, ${tally.found} opportunities, ${tally.taken} trades`
    if (!isQuiet) progress.update(at - from, to - from, note)
    if (options.once === true) return
    const ahead = Math.floor((at - from) / speed) - (clock.now() - playedFrom)
    if (ahead > 0) await sleep(clock, toMicros(ahead))
  }
  const every = options.once === true ? FREE_BEAT : toMicros(PACED_BEAT_MS * 1_000 * speed)
  const result = await replayRecording(path, replaySettings(options, false), {
    beat: { every, moved },
    decided: (fact) => {
      if (fact.type === 'opportunity.opened') tally.found += 1
      else if (fact.type === 'opportunity.taken') tally.taken += 1
    },
  }).finally(() => progress.end())
  finishReplay(context, result, {
    title: `Game day, seed ${seed}`,
    isJson,
    out: options.out ?? join(dataDir, `report-${seed}-${games}`),
    elapsed: toMicros(clock.now() - started),
  })
  if (!isJson) context.out(colors.dim('Every figure above is paper: generated games, simulated fills.\n'))
}

/** Returns `arbees start`: a generated game day, traded on paper. */
export function startCommand(context: CliContext): Command {
  const command = new Command('start')
    .description('Trade a generated game day on paper: no network, no keys.')
    .option('--once', 'play the day as fast as it can and exit')
    .addOption(new Option('--seed <n>', 'what the day is generated from').argParser(seedArgument).default(7))
    .addOption(new Option('--speed <n>', 'seconds of the day in one of yours').argParser(speedArgument).default(600))
    .option('--data-dir <dir>', 'where the recording and the report are written', '.arbees')
    .addOption(new Option('--games <n>', 'how many games the day has').argParser(gamesArgument).default(8))
  addReplayOptions(command)
  return command.action((options: StartOptions) => start(context, options))
}
