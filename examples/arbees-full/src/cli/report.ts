import type { Runtime } from '@arbees/core'
import { Command } from 'commander'
import { hoursArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { quietly } from './quietly.ts'
import { operatorSettings } from './settings.ts'

/** Returns `arbees report`: fill rate, latency, edge and P&L of the last hours, out of the database. */
export function reportCommand(context: CliContext, runtime: Runtime): Command {
  return new Command('report')
    .description('Print fill rate, latency, edge by opportunity type and P&L of the last hours.')
    .option('--hours <n>', 'how far to look back', hoursArgument, 48)
    .option('--json', 'print one JSON object on standard output and nothing else there')
    .action(async ({ hours, json }: { readonly hours: number; readonly json?: boolean }) => {
      const settings = await operatorSettings()
      const { openStore } = await import('../platform/open-platform.ts')
      const { generateReport } = await import('../services/analytics/generate-report.ts')
      const { formatReport } = await import('../services/analytics/format-report.ts')
      const store = await openStore(settings, quietly(runtime), new AbortController().signal)
      try {
        const report = await generateReport(store, runtime.clock.now(), hours)
        context.out(json === true ? `${JSON.stringify(report)}\n` : formatReport(report))
      } finally {
        await store.close()
      }
    })
}
