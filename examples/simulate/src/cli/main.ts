#!/usr/bin/env node
/*
 * `pnpm simulate`: many worlds in which everything goes wrong, and what the checkers found in them.
 */
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { CHECKERS } from '../checkers/violation.ts'
import { MUTANTS } from '../mutants/mutants.ts'
import { htmlReport } from '../report/html-report.ts'
import { renewProof } from '../report/proof-figures.ts'
import { storyOf } from '../report/story.ts'
import type { Summary } from '../report/summary.ts'
import { summaryOf } from '../report/summary.ts'
import type { Tally } from '../report/tally.ts'
import { textReport } from '../report/text-report.ts'
import { commitOf } from './commit.ts'
import { runPool } from './pool.ts'
import { createProgress } from './progress.ts'
import { replay } from './replay.ts'

type Options = {
  readonly runs?: number
  readonly seed?: number
  readonly fresh?: true
  readonly mutant?: string
  readonly replay?: number
  readonly json?: true
  readonly html?: string
  readonly proof?: string
  readonly threads?: number
}

const RUNS_DEFAULT = 1_000
/** Within so many seeds a mutant must be caught. */
const MUTANT_RUNS_DEFAULT = 2_000
const SEED_MAX = 4_294_967_295

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= SEED_MAX) return Number(text)
  throw new InvalidArgumentError(`expected a whole number from 0 to ${SEED_MAX}.`)
}

function countArgument(text: string): number {
  const count = wholeNumber(text)
  if (count > 0) return count
  throw new InvalidArgumentError('expected a whole number above 0.')
}

const write = (text: string) => void process.stdout.write(`${text}\n`)

async function runMany(options: Options): Promise<Summary> {
  const { mutant = null } = options
  const firstSeed = options.seed ?? (options.fresh ? randomInt(SEED_MAX) : 1)
  const runs = options.runs ?? (mutant === null ? RUNS_DEFAULT : MUTANT_RUNS_DEFAULT)
  if (options.fresh) process.stderr.write(`fresh seed ${firstSeed}\n`)
  const progress = createProgress(process.stderr, mutant === null ? 'simulate' : `simulate ${mutant}`)
  const tally = await runPool({
    firstSeed,
    runs,
    mutant,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    // Of a mutant it is enough to know who caught it.
    ...(mutant === null ? {} : { isEnough: ({ findings }: Tally) => findings.length > 0 }),
    onProgress: ({ runs: done, trades, findings }) =>
      progress.update(done, runs, `${done} runs, ${trades} trades, ${findings.length} violations`),
  })
  progress.end()
  const head = { commit: commitOf(), firstSeed, lastSeed: firstSeed + tally.runs - 1, mutant }
  const summary = summaryOf(tally, head)
  if (options.html !== undefined) writeFileSync(options.html, htmlReport(summary, tally))
  if (options.proof !== undefined) renewProof(options.proof, summary)
  return summary
}

async function main(options: Options): Promise<void> {
  if (options.replay !== undefined) {
    const replayed = await replay(options.replay, options.mutant ?? null)
    write(options.json ? JSON.stringify(replayed, undefined, 2) : storyOf(replayed))
    process.exitCode = replayed.violations.length > 0 ? 1 : 0
    return
  }
  const summary = await runMany(options)
  write(options.json ? JSON.stringify(summary, undefined, 2) : textReport(summary))
  process.exitCode = summary.violations > 0 ? 1 : 0
}

function namesOf(table: Readonly<Record<string, string | { readonly sentence: string }>>): string {
  return Object.entries(table)
    .map(([name, about]) => `  ${name.padEnd(24)} ${typeof about === 'string' ? about : about.sentence}`)
    .join('\n')
}

const program = new Command('simulate')
  .description('Runs the whole system against both venues’ fakes in virtual time, with everything going wrong.')
  .addOption(
    new Option(
      '--runs <n>',
      `how many seeds (default ${RUNS_DEFAULT}; with a mutant ${MUTANT_RUNS_DEFAULT})`,
    ).argParser(countArgument),
  )
  .addOption(new Option('--seed <s>', 'the first seed (default 1)').argParser(wholeNumber))
  .addOption(new Option('--fresh', 'begin at a seed drawn by chance, and say which').conflicts('seed'))
  .addOption(new Option('--mutant <name>', 'run a broken executor, which must be caught').choices(Object.keys(MUTANTS)))
  .addOption(
    new Option('--replay <seed>', 'run one seed and tell its story; a failing one is cut down first').argParser(
      wholeNumber,
    ),
  )
  .addOption(new Option('--threads <n>', 'worker threads (default one for each core)').argParser(countArgument))
  .option('--json', 'print the result as JSON')
  .option('--html <file>', 'write a report to look at')
  .option('--proof <file>', 'write the figures into the proof page')
  .addHelpText('after', `\nCheckers:\n${namesOf(CHECKERS)}\n\nMutants:\n${namesOf(MUTANTS)}`)
  .action(main)

await program.parseAsync()
