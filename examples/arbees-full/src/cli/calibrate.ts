import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { InvariantError } from '@arbees/core'
import { Command, Option } from 'commander'
import { calibrationPlot } from '../sports/calibration/calibration-plot.ts'
import { calibrationReport, formatReport } from '../sports/calibration/calibration-report.ts'
import type { Knowledge } from '../sports/calibration/compare-models.ts'
import { calibrationOf } from '../sports/calibration/forecast-score.ts'
import type { RecordedGame } from '../sports/calibration/recorded-game.ts'
import { readRecordedStates } from '../sports/calibration/recorded-game.ts'
import { readSummary } from '../sports/espn/read-summary.ts'
import type { PregameLine } from '../sports/game-state.ts'
import { sportsLeague } from '../sports/league-table.ts'
import type { CliContext } from './context.ts'

function readText(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8')
}

/** The lines that bookmakers gave before a college football game, where its summary has them. */
function lineOf(folder: string, name: string): PregameLine | null {
  if (!name.startsWith('cfb-')) return null
  const body = JSON.parse(readText(join(folder, 'raw', `${name}.json.gz`))) as unknown
  return readSummary(sportsLeague('college-football'), body).line
}

/** Returns the recorded games of a folder (`games/*.jsonl.gz`, `raw/*.json.gz`). */
export function readRecordedGames(folder: string): readonly RecordedGame[] {
  const files = readdirSync(join(folder, 'games')).sort()
  const names = files.filter((file) => file.endsWith('.jsonl.gz')).map((file) => file.slice(0, -'.jsonl.gz'.length))
  if (names.length === 0) throw new InvariantError(`expected games/*.jsonl.gz in ${folder}, found none`)
  return names.map((name) =>
    readRecordedStates(readText(join(folder, 'games', `${name}.jsonl.gz`)), lineOf(folder, name)),
  )
}

type CalibrateOptions = { readonly prior: Knowledge; readonly svg?: string }

/** Returns the command that scores the win-probability models on recorded games. */
export function calibrateCommand(context: CliContext): Command {
  return new Command('calibrate')
    .description('scores the win-probability models on recorded games, against ESPN’s own probabilities')
    .argument('<folder>', 'a folder with games/*.jsonl.gz and raw/*.json.gz')
    .addOption(
      new Option('--prior <kind>', 'what is known before a game')
        .choices(['informed', 'home-only'])
        .default('informed'),
    )
    .option('--svg <file>', 'also write the calibration plot')
    .action((folder: string, options: CalibrateOptions) => {
      const report = calibrationReport(readRecordedGames(folder), options.prior)
      context.out(formatReport(report))
      if (options.svg === undefined) return
      const series = [
        { name: 'Arbees', color: '#1f6feb', bins: calibrationOf(report.ours) },
        { name: 'ESPN', color: '#d1242f', bins: calibrationOf(report.espn) },
      ]
      writeFileSync(options.svg, calibrationPlot(series))
    })
}
