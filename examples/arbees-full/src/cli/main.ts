#!/usr/bin/env node
/*
 * The `arbees` command: the one file that reads the process's arguments, streams and clock.
 */
import { isVenueError } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import { Command } from 'commander'
import { ConfigError } from '../platform/config/read-config.ts'
import { calibrateCommand } from './calibrate.ts'
import type { CliContext } from './context.ts'
import { emergencyStopCommand } from './emergency-stop.ts'
import { generateCommand } from './generate.ts'
import { journalCommand } from './journal.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { resetPaperTradingCommand } from './reset-paper-trading.ts'
import { startCommand } from './start.ts'
import { venuesCommand } from './venues.ts'
import { verdictCommand } from './verdict.ts'

const runtime = nodeRuntime()

/** Resolves when the process is asked to end. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

/** Aborted when the process is asked to end; a second time ends it at once. */
function untilAsked(): AbortSignal {
  const ending = new AbortController()
  void untilSignal().then(() => ending.abort())
  return ending.signal
}

const context: CliContext = {
  out: (text) => {
    process.stdout.write(text)
  },
  err: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  clock: runtime.clock,
}

const program = new Command('arbees')
  .description('Trades the gap between Kalshi and Polymarket, and tells the truth about it.')
  .configureOutput({ outputError: (text, write) => write(text.startsWith('error: ') ? text.slice(7) : text) })
  .showHelpAfterError('(add --help for the options)')
program.addCommand(emergencyStopCommand(context, runtime.log))
program.addCommand(calibrateCommand(context))
program.addCommand(generateCommand(context))
program.addCommand(journalCommand(context))
program.addCommand(replayCommand(context))
program.addCommand(reportCommand(context, runtime))
program.addCommand(resetPaperTradingCommand(context, runtime))
program.addCommand(
  startCommand(context, {
    environment: process.env,
    until: untilAsked,
    fail: () => {
      process.exitCode = 1
    },
  }),
)
program.addCommand(venuesCommand(context, runtime, untilSignal))
program.addCommand(verdictCommand(context, runtime))

try {
  await program.parseAsync()
} catch (error) {
  // What the world did wrong is one sentence; what the program did wrong keeps its stack.
  const isWorld = isVenueError(error) || error instanceof ConfigError || (error instanceof Error && 'code' in error)
  process.stderr.write(`${isWorld ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
