import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Micros } from '@arbees/core'
import colors from 'picocolors'
import { printReplay } from '../replay/print.ts'
import type { ReplayResult } from '../replay/replay.ts'
import { renderReport } from '../replay/report.ts'
import { summarizeReplay } from '../replay/summary.ts'
import type { CliContext } from './context.ts'

/** How a replay is to be told. */
export type Telling = {
  readonly title: string
  readonly isJson: boolean
  readonly out?: string
  readonly elapsed: Micros
}

/** Tells the result: report files where asked for, then one JSON object or the tables. */
export function finishReplay(context: CliContext, result: ReplayResult, telling: Telling): void {
  const summary = summarizeReplay(result)
  const elapsedMs = Math.round(telling.elapsed / 1_000)
  const eventsPerSecond = telling.elapsed === 0 ? null : Math.round((result.lines * 1_000_000) / telling.elapsed)
  const object = { ...summary, elapsedMs, eventsPerSecond }
  let reportPath: string | undefined
  if (telling.out !== undefined) {
    const folder = resolve(telling.out)
    mkdirSync(folder, { recursive: true })
    reportPath = join(folder, 'report.html')
    writeFileSync(reportPath, renderReport(result, summary, telling.title))
    writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(object, null, 2)}\n`)
  }
  if (telling.isJson) {
    context.out(`${JSON.stringify(object)}\n`)
    return
  }
  context.out(`${printReplay(result, summary)}\n\n`)
  const rate = eventsPerSecond === null ? '' : ` (${eventsPerSecond.toLocaleString('en-US')} a second)`
  context.out(`${result.lines.toLocaleString('en-US')} lines in ${(elapsedMs / 1_000).toFixed(2)} s${rate}\n`)
  if (result.skipped > 0) context.out(colors.yellow(`${result.skipped} bad lines skipped\n`))
  if (reportPath !== undefined) context.out(`Report: ${reportPath}\n`)
}
