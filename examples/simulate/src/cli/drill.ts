#!/usr/bin/env node
/*
 * `pnpm drill`: kills a real trading process again and again, and holds its ledger to both venues.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeRuntime } from '@arbees/transport'
import { Command, InvalidArgumentError, Option } from 'commander'
import { runDrill } from '../drill/drill.ts'
import { formatDrill } from '../drill/drill-report.ts'
import { createProgress } from './progress.ts'
import { drillFiles, traderSpawner } from './spawn-trader.ts'

type Options = { readonly kills: number; readonly seed: number; readonly json?: true; readonly keep?: true }

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number up to 999999.')
}

async function main({ kills, seed, json, keep }: Options): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'arbees-drill-'))
  const folder = join(scratch, 'trader')
  mkdirSync(folder)
  const end = new AbortController()
  const progress = createProgress(process.stderr, 'drill')
  const summary = await runDrill({
    kills,
    seed,
    runtime: nodeRuntime({ seed, log: () => undefined, signal: end.signal }),
    folder,
    files: drillFiles,
    spawn: traderSpawner(folder, join(scratch, 'compiled')),
    onProgress: (done, word) => progress.update(done, kills, `${done} ${word}`),
  })
  progress.end()
  end.abort()
  if (keep) process.stderr.write(`kept ${folder}\n`)
  else rmSync(scratch, { recursive: true, force: true })
  process.stdout.write(`${json ? JSON.stringify(summary, undefined, 2) : formatDrill(summary)}\n`)
  process.exitCode = summary.violations.length > 0 ? 1 : 0
}

await new Command('drill')
  .description('Kills a trading process by kill -9 while it trades on fake venues, and checks what it leaves behind.')
  .addOption(new Option('--kills <n>', 'how often').argParser(wholeNumber).default(200))
  .addOption(new Option('--seed <s>', 'what the moments come out of').argParser(wholeNumber).default(1))
  .option('--json', 'print the result as JSON')
  .option('--keep', 'keep the trader’s files and say where')
  .action(main)
  .parseAsync()
