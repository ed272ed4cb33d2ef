import type { Micros, Runtime } from '@arbees/core'
import type { FaultName, VenuesLine } from '@arbees/venue-fakes'
import { isFaultName, startVenues, UNLIMITED_TIER } from '@arbees/venue-fakes'
import { Command, InvalidArgumentError, Option } from 'commander'
import { millisArgument, seedArgument } from './arguments.ts'
import type { CliContext } from './context.ts'

type VenuesOptions = {
  readonly json?: boolean
  readonly seed: number
  readonly port?: number
  readonly faults?: Readonly<Partial<Record<FaultName, number>>>
  readonly tier: string
  readonly paceMs: Micros
  readonly recording?: string
}

function portArgument(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_531) return Number(text)
  throw new InvalidArgumentError('expected a port from 1 to 65531.')
}

function paceArgument(text: string): Micros {
  const pace = millisArgument(text)
  if (pace > 0) return pace
  throw new InvalidArgumentError('expected whole milliseconds from 1 to 86400000.')
}

/** `connection.cut-after:0.01,answer.slow:0.05` to weights. */
function faultsArgument(text: string): Readonly<Partial<Record<FaultName, number>>> {
  const weights: Partial<Record<FaultName, number>> = {}
  for (const part of text.split(',')) {
    const [name = '', weight = ''] = part.split(':')
    if (!isFaultName(name)) throw new InvalidArgumentError(`expected the name of a fault, found ${name}.`)
    if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(weight)) {
      throw new InvalidArgumentError(`expected a chance from 0 to 1 for ${name}, like ${name}:0.01.`)
    }
    weights[name] = Number(weight)
  }
  return weights
}

function printed({ kalshi, polymarket, control, controlToken }: VenuesLine): string {
  return [
    'Two fake venues: nothing here is real, and no order leaves this machine.',
    `Kalshi      ${kalshi.rest}`,
    `            ${kalshi.ws}`,
    `            key ${kalshi.keyId}, markets ${kalshi.tickers.join(' ')}`,
    `Polymarket  ${polymarket.clob}`,
    `            gamma ${polymarket.gamma}, data ${polymarket.data}`,
    `            ${polymarket.wsMarket} ${polymarket.wsUser}`,
    `Control     ${control}/?token=${controlToken}`,
    'All of it with the keys: --json. End with Ctrl+C.',
    '',
  ].join('\n')
}

/** Returns `arbees venues`: both fakes as servers on loopback, until the process is asked to end. */
export function venuesCommand(
  context: CliContext,
  runtime: Pick<Runtime, 'clock' | 'rng'>,
  untilSignal: () => Promise<void>,
): Command {
  return new Command('venues')
    .description('Run a fake Kalshi and a fake Polymarket on loopback, with test keys and other traders.')
    .option('--json', 'print one JSON line when both are ready, and nothing else there')
    .addOption(new Option('--seed <n>', 'what markets and traders come out of').argParser(seedArgument).default(7))
    .addOption(
      new Option('--port <port>', 'the first of five ports in a row (default: free ones)').argParser(portArgument),
    )
    .addOption(
      new Option('--faults <list>', 'chances of faults, like answer.slow:0.05,stream.gap:0.001').argParser(
        faultsArgument,
      ),
    )
    .addOption(
      new Option('--tier <name>', 'the rate limits of the Kalshi account; unlimited lifts those of Polymarket too')
        .choices(['basic', 'advanced', 'expert', 'premier', 'paragon', 'prime', 'prestige', 'unlimited'])
        .default('prestige'),
    )
    .addOption(
      new Option('--pace-ms <ms>', 'how often the other traders move')
        .argParser(paceArgument)
        .default(paceArgument('1000'), '1000'),
    )
    .option('--recording <file>', 'books of a recording in place of generated markets and traders')
    .action(async (options: VenuesOptions) => {
      const { seed, port, faults, tier, paceMs, recording } = options
      const ended = untilSignal()
      const venues = await startVenues({
        runtime,
        seed,
        kalshiTier: tier,
        ...(tier === 'unlimited' ? { polymarketTier: UNLIMITED_TIER } : {}),
        paceMicros: paceMs,
        ...(recording === undefined ? {} : { recording }),
        ...(port === undefined ? {} : { port }),
        ...(faults === undefined ? {} : { faultWeights: faults }),
      })
      context.out(options.json === true ? `${JSON.stringify(venues.line)}\n` : printed(venues.line))
      await Promise.race([ended, venues.played.then(() => ended)])
      await venues.close()
    })
}
