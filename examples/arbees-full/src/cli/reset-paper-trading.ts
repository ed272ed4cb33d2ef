import type { Money, Runtime } from '@arbees/core'
import { Command, InvalidArgumentError, Option } from 'commander'
import { resetLines, resetPaperTrading } from '../platform/store/reset-paper-trading.ts'
import { moneyArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { quietly } from './quietly.ts'
import { operatorSettings } from './settings.ts'

type ResetOptions = { readonly full?: boolean; readonly dryRun?: boolean; readonly bankroll?: Money }

function bankrollArgument(text: string): Money {
  const money = moneyArgument(text)
  if (money > 0) return money
  throw new InvalidArgumentError('expected more than nothing.')
}

/** Returns `arbees reset-paper-trading`: forgets paper trades, or what of them is pending. */
export function resetPaperTradingCommand(context: CliContext, runtime: Runtime): Command {
  return new Command('reset-paper-trading')
    .description('Cancel what is pending on paper; with --full also forget every paper trade and set the bankroll.')
    .option('--full', 'delete paper trades, positions and signals, and set the bankroll')
    .option('--dry-run', 'say what would be done, and do none of it')
    .addOption(
      new Option('--bankroll <dollars>', 'the bankroll afterwards (default with --full: INITIAL_BANKROLL)').argParser(
        bankrollArgument,
      ),
    )
    .action(async (options: ResetOptions) => {
      const settings = await operatorSettings()
      if (!settings.PAPER_TRADING) {
        context.err.write(
          'PAPER_TRADING is 0: this is a real account, and nothing of it is reset. Nothing was changed.\n',
        )
        process.exitCode = 1
        return
      }
      const isFull = options.full === true
      const request = {
        isFull,
        isDryRun: options.dryRun === true,
        bankroll: options.bankroll ?? (isFull ? settings.INITIAL_BANKROLL : undefined),
        at: runtime.clock.now(),
      }
      // Loaded when it is needed: other commands start without a database.
      const { openStore } = await import('../platform/open-platform.ts')
      const store = await openStore(settings, quietly(runtime), new AbortController().signal)
      try {
        context.out(`${resetLines(request, await resetPaperTrading(store, request)).join('\n')}\n`)
      } finally {
        await store.close()
      }
    })
}
