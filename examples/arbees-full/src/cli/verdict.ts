import type { Runtime } from '@arbees/core'
import { Command } from 'commander'
import { hoursArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { quietly } from './quietly.ts'
import { operatorSettings } from './settings.ts'

/** Returns `arbees verdict`: whether the deployment is ready, in five lines, by what the database has on record. */
export function verdictCommand(context: CliContext, runtime: Runtime): Command {
  return new Command('verdict')
    .description('Say in five lines whether the deployment is ready; exits with 1 unless all five hold.')
    .option('--hours <n>', 'how far to look back', hoursArgument, 48)
    .option('--json', 'print one JSON object on standard output and nothing else there')
    .action(async ({ hours, json }: { readonly hours: number; readonly json?: boolean }) => {
      const settings = await operatorSettings()
      const { openStore } = await import('../platform/open-platform.ts')
      const { readEvidence } = await import('../verdict/read-evidence.ts')
      const { judgeReadiness } = await import('../verdict/judge-readiness.ts')
      const { formatVerdict } = await import('../verdict/format-verdict.ts')
      const store = await openStore(settings, quietly(runtime), new AbortController().signal)
      try {
        const evidence = await readEvidence(store, runtime.clock.now(), hours)
        const verdicts = judgeReadiness(evidence)
        const isReady = verdicts.every(({ holds }) => holds === 'yes')
        const { since, until } = evidence
        context.out(
          json === true ? `${JSON.stringify({ since, until, isReady, verdicts })}\n` : formatVerdict(verdicts),
        )
        if (!isReady) process.exitCode = 1
      } finally {
        await store.close()
      }
    })
}
