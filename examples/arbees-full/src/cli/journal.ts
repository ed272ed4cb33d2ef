import type { JournalContent } from '@arbees/arb-engine'
import { readJournal, tradeExposure } from '@arbees/arb-engine'
import { nodeDisk } from '@arbees/transport'
import { Command } from 'commander'
import colors from 'picocolors'
import type { CliContext } from './context.ts'
import { recordLines, summaryLines } from './journal-lines.ts'

function toJson(file: string, { entries, state, torn, length }: JournalContent): object {
  return {
    file,
    bytes: length,
    torn: torn ?? null,
    records: entries.map(({ sequence, offset, record }) => ({ sequence, offset, ...record })),
    trades: [...state.trades.values()].map((trade) => ({ ...trade, exposure: tradeExposure(trade) })),
    halts: [...state.halts.values()],
    endings: state.endings,
    nextOrder: state.nextOrder,
  }
}

/** Returns `arbees journal FILE`: what the executor wrote down before, while and after it traded. */
export function journalCommand(context: CliContext): Command {
  const command = new Command('journal')
    .description('Print a journal of trades, and what of it is open.')
    .argument('<file>', 'a journal; it is only read')
    .option('--json', 'print one JSON object on standard output and nothing else there')
  return command.action((file: string, options: { readonly json?: boolean }) => {
    const bytes = nodeDisk().read(file)
    if (bytes === undefined) return command.error(`expected a journal at ${file}, found no file`)
    const content = readJournal(bytes, file)
    if (options.json === true) {
      context.out(`${JSON.stringify(toJson(file, content))}\n`)
      return
    }
    const { entries, state, torn } = content
    context.out(`${recordLines(entries).join('\n')}\n\n${summaryLines(state).join('\n')}\n`)
    if (torn === undefined) return
    const sentence = `${torn.bytes} bytes from offset ${torn.offset} on were torn by a crash and never acknowledged`
    context.out(`${colors.yellow(sentence)}\n`)
  })
}
