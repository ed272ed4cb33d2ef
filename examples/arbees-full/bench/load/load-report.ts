/* What a load came to: figures, and the table that a person reads. */
import { updatesWanted } from './generator.ts'
import type { LoadSettings } from './load-settings.ts'
import type { Meter, Stage } from './meter.ts'
import { STAGES } from './meter.ts'
import type { Spread } from './percentiles.ts'
import { spreadOf } from './percentiles.ts'

/** One process under load. */
export type ProcessFigures = {
  readonly name: string
  /** 100 is one core. */
  readonly cpuPercent: number
  /** Once a second. */
  readonly rssMegabytes: readonly number[]
  /** The most of them; null where nobody could look. */
  readonly rssMostMegabytes: number | null
  /** How late the event loop was, a millisecond of the timer itself included; null where nobody could look. */
  readonly eventLoopMillis: { readonly p50: number; readonly p99: number; readonly max: number } | null
}

/** What was made in the time. */
export type Made = { readonly quotes: number; readonly scores: number; readonly ended: number; readonly boards: number }

/** What a load came to. Times are milliseconds. */
export type LoadReport = {
  readonly mode: string
  readonly settings: LoadSettings
  readonly elapsedSeconds: number
  readonly perSecond: {
    readonly updates: number
    readonly quotes: number
    readonly scores: number
    readonly orders: number
  }
  /** What was not reached of the load that was asked for, in words: such a run says nothing of the times under that load. */
  readonly missed: readonly string[]
  readonly counts: Meter['counts']
  readonly refusals: Readonly<Record<string, number>>
  /** Messages that could not be spoken. */
  readonly failures: number
  /** From ESPN's answer to its having been read by a shard. */
  readonly read: Spread
  /** From what arrived to the first order that left because of it. */
  readonly update: Readonly<Record<Stage, Spread>>
  readonly book: Readonly<Record<Stage, Spread>>
  readonly processes: readonly ProcessFigures[]
}

/** Of what was asked for, so much has to be reached; the rest is chance and the ends of the time. */
const REACHED = 0.95

function missedOf(settings: LoadSettings, updates: number, quotes: number): readonly string[] {
  const wanted = { updates: updatesWanted(settings), books: settings.quotesPerSecond }
  const made = { updates, books: quotes }
  return (['updates', 'books'] as const)
    .filter((name) => made[name] < REACHED * wanted[name])
    .map((name) => `${made[name]} ${name} a second of ${Math.round(wanted[name])}`)
}

/** Makes the report of a run. */
export function reportOf(run: {
  readonly mode: string
  readonly settings: LoadSettings
  readonly elapsedSeconds: number
  readonly meter: Meter
  readonly processes: readonly ProcessFigures[]
  readonly before: Made
  readonly made: Made & { readonly failures: number }
}): LoadReport {
  const { mode, settings, elapsedSeconds, meter, processes, before, made } = run
  const rate = (count: number) => Math.round((count / elapsedSeconds) * 10) / 10
  const stages = (timings: Meter['update']) =>
    Object.fromEntries(STAGES.map((stage) => [stage, spreadOf(timings[stage])])) as Record<Stage, Spread>
  const { counts, refusals } = meter
  const perSecond = {
    updates: rate(counts.updates),
    quotes: rate(made.quotes - before.quotes),
    scores: rate(made.scores - before.scores),
    orders: rate(counts.orders),
  }
  return {
    mode,
    settings,
    elapsedSeconds: Math.round(elapsedSeconds * 10) / 10,
    perSecond,
    missed: missedOf(settings, perSecond.updates, perSecond.quotes),
    counts: { ...counts },
    refusals: Object.fromEntries([...refusals].sort(([, a], [, b]) => b - a)),
    failures: made.failures,
    read: spreadOf(meter.read),
    update: stages(meter.update),
    book: stages(meter.book),
    processes,
  }
}

const MEANS: Readonly<Record<Stage, string>> = {
  decide: 'seen → signal',
  judge: 'signal → approved',
  send: 'approved → order left',
  total: 'seen → order left',
}

/** Returns rows as lines, each column as wide as its widest cell; the first column is words, the others figures. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const figure = (value: number | null) => (value === null ? '–' : value.toFixed(2))

function spreadRow(name: string, { count, p50, p95, p99, max }: Spread): readonly string[] {
  return [name, String(count), figure(p50), figure(p95), figure(p99), figure(max)]
}

function latencyLines({ read, update, book }: LoadReport): readonly string[] {
  const block = (name: string, stages: LoadReport['update']) => [
    ...STAGES.map((stage) => spreadRow(`${name}: ${MEANS[stage]}`, stages[stage])),
  ]
  return aligned([
    ['milliseconds', 'count', 'p50', 'p95', 'p99', 'max'],
    ...block('game update', update),
    ...block('book', book),
    spreadRow('answer of ESPN → read', read),
  ])
}

function processLines({ processes }: LoadReport): readonly string[] {
  return aligned([
    ['process', 'CPU %', 'RSS at first, MB', 'at last', 'most', 'loop p50, ms', 'p99', 'max'],
    ...processes.map(({ name, cpuPercent, rssMegabytes, rssMostMegabytes, eventLoopMillis: loop }) => [
      name,
      String(cpuPercent),
      String(rssMegabytes[0] ?? '–'),
      String(rssMegabytes.at(-1) ?? '–'),
      String(rssMostMegabytes ?? '–'),
      figure(loop?.p50 ?? null),
      figure(loop?.p99 ?? null),
      figure(loop?.max ?? null),
    ]),
  ])
}

/** Returns a report as a person reads it. */
export function printReport(report: LoadReport): string {
  const { mode, settings, elapsedSeconds, perSecond, missed, counts, refusals, failures } = report
  const { games, markets, shards } = settings
  const { signals, requests, orders, filled, exits, halted } = counts
  const why = Object.entries(refusals).map(([reason, count]) => `${reason} ${count}`)
  return [
    `${mode}: ${games} games, ${markets} markets, ${shards} shards, ${elapsedSeconds} s`,
    `a second: ${perSecond.updates} game updates, ${perSecond.quotes} books, ${perSecond.scores} scores, ${perSecond.orders} orders`,
    ...(missed.length === 0 ? [] : [`THE LOAD WAS NOT REACHED: ${missed.join(', ')}`]),
    `${signals} signals, ${requests} approved, ${orders} orders (${filled} filled, ${exits} exits), ${halted} trades halted, ${failures} messages not spoken`,
    `refused: ${why.length === 0 ? 'none' : why.join(', ')}`,
    '',
    ...latencyLines(report),
    '',
    ...processLines(report),
  ].join('\n')
}
