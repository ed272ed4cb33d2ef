import { seconds } from '@arbees/core'
import { generateGameDay } from '@arbees/testkit'
import { createLineFile } from '@arbees/transport'
import { Command, Option } from 'commander'
import { gamesArgument, seedArgument } from './arguments.ts'
import type { CliContext } from './context.ts'

/** The day of every generated recording: a Sunday evening, so that a seed alone names the bytes. */
const DAY_START = seconds(1_793_638_800)

async function writeRecording(path: string, lines: Iterable<string>): Promise<number> {
  const file = createLineFile(path)
  let written = 0
  for (const line of lines) {
    written += 1
    if (!file.write(line)) await file.drained()
  }
  await file.end()
  return written
}

/** Returns `arbees generate FILE`: a made-up day of books as a recording. */
export function generateCommand(context: CliContext): Command {
  return new Command('generate')
    .description('Write a made-up game day of two venues as a recording, to be replayed.')
    .argument('<file>', 'where it is written: packed where the name ends in .gz')
    .addOption(new Option('--seed <n>', 'what the day is generated from').argParser(seedArgument).default(7))
    .addOption(new Option('--games <n>', 'how many games the day has').argParser(gamesArgument(200)).default(8))
    .action(async (path: string, { seed, games }: { readonly seed: number; readonly games: number }) => {
      const written = await writeRecording(path, generateGameDay({ seed, games, startAt: DAY_START }).lines())
      context.out(`${written.toLocaleString('en-US')} lines of seed ${seed}, ${games} games: ${path}\n`)
    })
}
