import type { Micros, Money, Quantity } from '@arbees/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { ReplaySettings } from '../replay/replay-settings.ts'
import { millisArgument, moneyArgument, quantityArgument, secondsArgument } from './arguments.ts'

/** The options that every replaying command has, as commander parses them. */
export type ReplayOptions = {
  readonly json?: boolean
  readonly out?: string
  readonly minEdge: Money
  readonly latencyMs: Micros
  readonly bankroll: Money
  readonly maxAge?: Micros
  readonly maxContracts: Quantity
  readonly maxNotional: Money
  readonly maxRepairLoss: Money
}

/** Adds the replaying options to a command. */
export function addReplayOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object on standard output and nothing else there')
    .option('--out <dir>', 'write an HTML report and the JSON object into this folder')
    .addOption(
      new Option('--min-edge <dollars>', 'least profit of one contract after both fees')
        .argParser(moneyArgument)
        .default(moneyArgument('0.005'), '0.005'),
    )
    .addOption(
      new Option('--latency-ms <ms>', 'time from a decision to its match at the venue')
        .argParser(millisArgument)
        .default(millisArgument('250'), '250'),
    )
    .addOption(
      new Option('--bankroll <dollars>', 'money at the start, split evenly over the venues')
        .argParser(moneyArgument)
        .default(moneyArgument('10000'), '10000'),
    )
    .addOption(
      new Option(
        '--max-age <seconds>',
        'how long a book counts after its last line (default: until replaced)',
      ).argParser(secondsArgument),
    )
    .addOption(
      new Option('--max-contracts <n>', 'most contracts of one trade')
        .argParser(quantityArgument)
        .default(quantityArgument('250'), '250'),
    )
    .addOption(
      new Option('--max-notional <dollars>', 'most that one trade may cost')
        .argParser(moneyArgument)
        .default(moneyArgument('250'), '250'),
    )
    .addOption(
      new Option('--max-repair-loss <dollars>', 'most that mending unequal legs may lose per contract')
        .argParser(moneyArgument)
        .default(moneyArgument('0.05'), '0.05'),
    )
}

/** Returns the settings that the options ask for. */
export function replaySettings(options: ReplayOptions, lenient: boolean): ReplaySettings {
  return {
    edgeMin: options.minEdge,
    latency: options.latencyMs,
    bankroll: options.bankroll,
    maxAgeUs: options.maxAge ?? null,
    quantityMax: options.maxContracts,
    notionalMax: options.maxNotional,
    repairLossMax: options.maxRepairLoss,
    lenient,
  }
}
