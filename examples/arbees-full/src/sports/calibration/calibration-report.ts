import type { Comparison, Knowledge } from './compare-models.ts'
import { compareOn } from './compare-models.ts'
import type { Forecast } from './forecast-score.ts'
import { brierOf, calibrationOf, logLossOf } from './forecast-score.ts'
import type { RecordedGame } from './recorded-game.ts'

/** The scores of one group of games. */
export type ReportRow = {
  readonly group: string
  readonly games: number
  readonly moments: number
  readonly brier: number
  readonly espnBrier: number
  readonly logLoss: number
  readonly espnLogLoss: number
}

function rowOf(group: string, games: readonly Comparison[]): ReportRow {
  const ours = games.flatMap((one) => one.ours)
  const espn = games.flatMap((one) => one.espn)
  return {
    group,
    games: games.filter((one) => one.ours.length > 0).length,
    moments: ours.length,
    brier: brierOf(ours),
    espnBrier: brierOf(espn),
    logLoss: logLossOf(ours),
    espnLogLoss: logLossOf(espn),
  }
}

/** Scores by league and of all games, and both sides' forecasts of all. */
export type CalibrationReport = {
  readonly rows: readonly ReportRow[]
  readonly ours: readonly Forecast[]
  readonly espn: readonly Forecast[]
}

/** Returns how ours does against ESPN's own forecasts on games, moment by moment. */
export function calibrationReport(games: readonly RecordedGame[], knowledge: Knowledge): CalibrationReport {
  const compared = games.map((game) => ({ league: game.league, comparison: compareOn(game, knowledge) }))
  const leagues = [...new Set(games.map(({ league }) => league))]
  const all = compared.map(({ comparison }) => comparison)
  const rows = leagues.map((league) =>
    rowOf(
      league,
      compared.filter((one) => one.league === league).map(({ comparison }) => comparison),
    ),
  )
  return {
    rows: [...rows, rowOf('all', all)],
    ours: all.flatMap((one) => one.ours),
    espn: all.flatMap((one) => one.espn),
  }
}

function number(value: number): string {
  return value.toFixed(4)
}

/** Returns a report as two tables of Markdown: the scores, and the calibration of both. */
export function formatReport({ rows, ours, espn }: CalibrationReport): string {
  const scores = rows.map(
    (row) =>
      `| ${row.group} | ${row.games} | ${row.moments} | ${number(row.brier)} | ${number(row.espnBrier)} | ${number(row.logLoss)} | ${number(row.espnLogLoss)} |`,
  )
  const theirs = calibrationOf(espn)
  const bins = calibrationOf(ours).map(({ from, to, count, meanChance, wonPart }) => {
    const other = theirs.find((bin) => bin.from === from)
    const rest =
      other === undefined ? '| 0 | | |' : `| ${other.count} | ${number(other.meanChance)} | ${number(other.wonPart)} |`
    return `| ${from.toFixed(1)}–${to.toFixed(1)} | ${count} | ${number(meanChance)} | ${number(wonPart)} ${rest}`
  })
  return [
    '| league | games | moments | Brier | ESPN Brier | log loss | ESPN log loss |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...scores,
    '',
    '| said | ours: moments | mean | came | ESPN: moments | mean | came |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...bins,
    '',
  ].join('\n')
}
