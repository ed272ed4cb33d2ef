import { basename } from 'node:path'
import { toMicros } from '@arbees/core'
import { Command } from 'commander'
import { replayRecording } from '../replay/replay.ts'
import type { CliContext } from './context.ts'
import { finishReplay } from './finish.ts'
import { createProgress } from './progress.ts'
import type { ReplayOptions } from './replay-options.ts'
import { addReplayOptions, replaySettings } from './replay-options.ts'

/** Returns `arbees replay FILE`: a recording through books, opportunities and paper fills. */
export function replayCommand(context: CliContext): Command {
  const command = new Command('replay')
    .description('Play a recording through books, opportunities and paper fills.')
    .argument('<file>', 'a recording: JSON Lines, gzip or plain')
    .option('--lenient', 'count and skip bad lines instead of stopping at the first')
  addReplayOptions(command)
  return command.action(async (file: string, options: ReplayOptions & { readonly lenient?: boolean }) => {
    const started = context.clock.now()
    const progress = createProgress(context.err, basename(file))
    const isQuiet = options.json === true && context.err.isTTY !== true
    const result = await replayRecording(file, replaySettings(options, options.lenient === true), {
      ...(isQuiet ? {} : { progress: (done: number, total: number) => progress.update(done, total, '') }),
      skipped: (error) => context.err.write(`${error.message}\n`),
    }).finally(() => progress.end())
    finishReplay(context, result, {
      title: `Replay of ${basename(file)}`,
      isJson: options.json === true,
      ...(options.out === undefined ? {} : { out: options.out }),
      elapsed: toMicros(context.clock.now() - started),
    })
  })
}
