import { resolve } from 'node:path'
import type { Money, Runtime } from '@arbees/core'
import { formatMoney } from '@arbees/core'
import { Command, InvalidArgumentError, Option } from 'commander'
import { forgetPaperFiles, hasRealOrders } from '../execution/execution-files.ts'
import { resetLines, resetPaperTrading } from '../platform/store/reset-paper-trading.ts'
import { moneyArgument } from './arguments.ts'
import type { CliContext } from './context.ts'
import { databaseName } from './database-name.ts'
import { quietly } from './quietly.ts'
import type { OperatorSettings } from './settings.ts'
import { operatorSettings } from './settings.ts'

type ResetOptions = { readonly full?: boolean; readonly dryRun?: boolean; readonly bankroll?: Money }

function bankrollArgument(text: string): Money {
  const money = moneyArgument(text)
  if (money > 0) return money
  throw new InvalidArgumentError('expected more than nothing.')
}

/** Resets what is on paper; returns why not, where it cannot be. @throws StoreError `locked` while somebody trades. */
async function reset(
  context: CliContext,
  runtime: Runtime,
  settings: OperatorSettings,
  options: ResetOptions,
): Promise<string | undefined> {
  const isFull = options.full === true
  const isDryRun = options.dryRun === true
  const { DATA_DIR: folder, INITIAL_BANKROLL: initial } = settings
  const bankroll = options.bankroll ?? (isFull ? initial : undefined)
  const request = { isFull, isDryRun, bankroll, at: runtime.clock.now() }
  // Loaded when they are needed: other commands start without a database.
  const { openStore } = await import('../platform/open-platform.ts')
  const { lockFolder } = await import('../platform/store/folder-lock.ts')
  const store = await openStore(settings, quietly(runtime), new AbortController().signal)
  let release: () => Promise<void> = async () => undefined
  try {
    // The database inside the process is in the same folder, and has taken it for this process.
    if (isFull && store.kind === 'postgres') release = await lockFolder(folder)
    if (isFull && hasRealOrders(runtime.disk, folder)) return `the journal in ${folder} knows orders of a real account`
    const report = await resetPaperTrading(store, request)
    if (isFull && !isDryRun) forgetPaperFiles(runtime.disk, folder)
    context.out(`${resetLines(request, report).join('\n')}\n`)
    const whose = `the database ${databaseName(settings)} and the data folder ${resolve(folder)}`
    context.err.write(`Meant are ${whose}: processes with others keep theirs.\n`)
    if (isFull && report.balance !== initial) {
      context.err.write(`Paper accounts begin with INITIAL_BANKROLL, ${formatMoney(initial)}: set it to the same.\n`)
    }
    return undefined
  } finally {
    await release()
    await store.close()
  }
}

/** Returns `arbees reset-paper-trading`: forgets paper trades, or what of them is pending. */
export function resetPaperTradingCommand(context: CliContext, runtime: Runtime): Command {
  return new Command('reset-paper-trading')
    .description('Cancel what is pending on paper; with --full also forget every paper trade and set the bankroll.')
    .option('--full', 'delete paper trades, positions, signals, accounts and journal, and set the bankroll')
    .option('--dry-run', 'say what would be done, and do none of it')
    .addOption(
      new Option('--bankroll <dollars>', 'the bankroll afterwards (default with --full: INITIAL_BANKROLL)').argParser(
        bankrollArgument,
      ),
    )
    .action(async (options: ResetOptions) => {
      const settings = await operatorSettings()
      const refusal = settings.PAPER_TRADING
        ? await reset(context, runtime, settings, options)
        : 'PAPER_TRADING is 0: this is a real account, and nothing of it is reset'
      if (refusal === undefined) return
      context.err.write(`${refusal}. Nothing was changed.\n`)
      process.exitCode = 1
    })
}
