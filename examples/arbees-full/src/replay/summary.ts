/*
 * The one object that `--json` prints. Amounts are decimal text in dollars and contracts; times are
 * integers of microseconds; shares are rounded to a millionth.
 */
import type { DirectionSummary, EpisodeSummary, PairSummary } from '@arbees/arb-engine'
import { matchedQuantity, unmatchedQuantity } from '@arbees/arb-engine'
import type { Quantity } from '@arbees/core'
import { formatDecimal, formatMoney, formatQuantity, NO_MONEY, toMoney } from '@arbees/core'
import type { ReplayResult } from './replay.ts'
import { THRESHOLDS } from './replay-settings.ts'
import { tradeStatus } from './replay-trade.ts'
import type { MarketSurvey, TextLevel } from './survey.ts'
import { finalLevels } from './survey.ts'
import type { Tally } from './tally.ts'

/** The measurement of one direction of one pair. */
export type DirectionReport = {
  readonly tradableUs: number
  readonly grossUs: number
  readonly netUs: number
  readonly netKalshiFeeOnlyUs: number
  readonly grossShare: number | null
  readonly netShare: number | null
  /** Dollars for one contract. */
  readonly bestNetEdge: number | null
  readonly net: Readonly<Record<string, EpisodeSummary>>
}

/** All that a replay says of itself. */
export type ReplaySummary = {
  readonly lines: {
    readonly total: number
    readonly byMarket: Readonly<Record<string, Pick<MarketSurvey, 'replaced' | 'changed' | 'trades' | 'settled'>>>
  }
  readonly from: number
  readonly to: number
  readonly final: Readonly<
    Record<string, { readonly bid: TextLevel; readonly ask: TextLevel; readonly lastBookAt: number | null }>
  >
  readonly crossed: Readonly<Record<string, { readonly lines: number; readonly timeUs: number }>>
  readonly pairs: readonly {
    readonly name: string
    readonly polarity: string
    readonly maxAgeUs: number | null
    readonly jointUs: number
    readonly directions: Readonly<Record<string, DirectionReport>>
  }[]
  readonly totalNetEpisodes: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly opportunities: Tally['opportunities']
  readonly orders: Tally['orders']
  readonly trades: {
    readonly opened: number
    /** Both legs hold the same. */
    readonly hedged: number
    /** What one leg got was sold again. */
    readonly flattened: number
    /** Neither leg filled. */
    readonly missed: number
    /** One leg is open: given up, or not mended yet when the recording ended. */
    readonly unbalanced: number
    readonly inFlight: number
    /** Orders sent to complete a missing leg or to sell an excess. */
    readonly repairs: number
    readonly hedgedContracts: string
    readonly unhedgedContracts: string
  }
  readonly pnl: {
    readonly realized: string
    /** What the open hedged contracts pay above what their trades cost so far. */
    readonly open: string
    readonly fees: string
    readonly total: string
  }
  readonly bankroll: {
    readonly start: string
    readonly cash: string
    readonly hedged: string
    readonly unhedgedAtBid: string
    readonly equity: string
    readonly byVenue: Readonly<Record<string, string>>
  }
  readonly skippedLines: number
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1_000_000) / 1_000_000
}

function directionReport(one: DirectionSummary, jointUs: number): DirectionReport {
  const net: Record<string, EpisodeSummary> = {}
  for (const [index, [name]] of THRESHOLDS.entries()) {
    const found = one.episodes[index]
    if (found !== undefined) net[name] = found.summary
  }
  return {
    tradableUs: one.tradableUs,
    grossUs: one.grossUs,
    netUs: one.netUs,
    netKalshiFeeOnlyUs: one.partlyNetUs,
    grossShare: shareOf(one.grossUs, jointUs),
    netShare: shareOf(one.netUs, jointUs),
    // For reading only: the exact picodollars were compared, not this.
    bestNetEdge: one.bestEdge === null ? null : Number(formatDecimal(one.bestEdge, 12, 0)),
    net,
  }
}

function pairReport(summary: PairSummary, maxAgeUs: number | null): ReplaySummary['pairs'][number] {
  const { pair, jointUs } = summary
  const directions: Record<string, DirectionReport> = {}
  for (const one of summary.directions) directions[one.direction.name] = directionReport(one, jointUs)
  return { name: pair.name, polarity: pair.polarity, maxAgeUs, jointUs, directions }
}

function totalEpisodes(pairs: readonly PairSummary[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [index, [name]] of THRESHOLDS.entries()) {
    total[name] = 0
    for (const { directions } of pairs) {
      for (const one of directions) total[name] += one.episodes[index]?.summary.episodes ?? 0
    }
  }
  return total
}

function tradesReport({ trades, trader }: ReplayResult): ReplaySummary['trades'] {
  const count = { hedged: 0, flattened: 0, missed: 0, halted: 0, repairing: 0, 'in-flight': 0 }
  let matched = 0
  let unmatched = 0
  for (const trade of trades) {
    count[tradeStatus(trade, trader.state())] += 1
    matched += matchedQuantity(trade.ledger)
    unmatched += unmatchedQuantity(trade.ledger)
  }
  return {
    opened: trades.length,
    hedged: count.hedged,
    flattened: count.flattened,
    missed: count.missed,
    unbalanced: count.halted + count.repairing,
    inFlight: count['in-flight'],
    repairs: trades.reduce((total, trade) => total + trade.ledger.repairs, 0),
    hedgedContracts: formatQuantity(matched as Quantity),
    unhedgedContracts: formatQuantity(unmatched as Quantity),
  }
}

function moneyReport({
  trades,
  paper,
  settings,
  value,
  venues,
}: ReplayResult): Pick<ReplaySummary, 'pnl' | 'bankroll'> {
  let realized = NO_MONEY
  for (const position of paper.positions()) realized = toMoney(realized + position.realized)
  let fees = NO_MONEY
  for (const { ledger } of trades) for (const leg of ledger.legs) fees = toMoney(fees + leg.fee)
  const total = toMoney(value.total - settings.bankroll)
  const byVenue: Record<string, string> = {}
  for (const venue of venues) byVenue[venue] = formatMoney(paper.account(venue).free)
  return {
    pnl: {
      realized: formatMoney(realized),
      open: formatMoney(toMoney(total - realized)),
      fees: formatMoney(fees),
      total: formatMoney(total),
    },
    bankroll: {
      start: formatMoney(settings.bankroll),
      cash: formatMoney(value.cash),
      hedged: formatMoney(value.hedged),
      unhedgedAtBid: formatMoney(value.unhedgedAtBid),
      equity: formatMoney(value.total),
      byVenue,
    },
  }
}

/** Returns what a replay found, for people's programs. The same replay gives the same bytes. */
export function summarizeReplay(result: ReplayResult): ReplaySummary {
  const { header, surveys, engine, settings, pairs, tally } = result
  const byMarket: Record<string, ReplaySummary['lines']['byMarket'][string]> = {}
  const final: Record<string, ReplaySummary['final'][string]> = {}
  const crossed: Record<string, ReplaySummary['crossed'][string]> = {}
  for (const [index, survey] of surveys.entries()) {
    const { market, replaced, changed, trades, settled } = survey
    byMarket[market] = { replaced, changed, trades, settled }
    const lastBookAt = survey.lastBookAt < 0 ? null : survey.lastBookAt
    final[market] = { ...finalLevels(engine.ladder(index)), lastBookAt }
    crossed[market] = { lines: survey.crossedLines, timeUs: survey.crossedUs }
  }
  const { maxAgeUs } = settings
  return {
    lines: { total: result.lines, byMarket },
    from: header.from,
    to: header.to,
    final,
    crossed,
    pairs: pairs.map((pair) => pairReport(pair, maxAgeUs)),
    totalNetEpisodes: { [maxAgeUs === null ? 'none' : String(maxAgeUs)]: totalEpisodes(pairs) },
    opportunities: tally.opportunities,
    orders: tally.orders,
    trades: tradesReport(result),
    ...moneyReport(result),
    skippedLines: result.skipped,
  }
}
