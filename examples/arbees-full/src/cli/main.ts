#!/usr/bin/env node
/*
 * The `arbees` command: the one file that reads the process's arguments, streams and clock.
 */
import { isVenueError } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import { Command } from 'commander'
import type { CliContext } from './context.ts'
import { journalCommand } from './journal.ts'
import { replayCommand } from './replay.ts'
import { startCommand } from './start.ts'

const context: CliContext = {
  out: (text) => {
    process.stdout.write(text)
  },
  err: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  clock: nodeRuntime().clock,
}

const program = new Command('arbees')
  .description('Trades the gap between Kalshi and Polymarket, and tells the truth about it.')
  .configureOutput({ outputError: (text, write) => write(text.startsWith('error: ') ? text.slice(7) : text) })
  .showHelpAfterError('(add --help for the options)')
program.addCommand(journalCommand(context))
program.addCommand(replayCommand(context))
program.addCommand(startCommand(context))

try {
  await program.parseAsync()
} catch (error) {
  // What the world did wrong is one sentence; what the program did wrong keeps its stack.
  const isWorld = isVenueError(error) || (error instanceof Error && 'code' in error)
  process.stderr.write(`${isWorld ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
