import { tradeSpent } from '@arbees/arb-engine'
import { formatDecimal, parseMoney } from '@arbees/core'
import { Table } from 'console-table-printer'
import colors from 'picocolors'
import type { ReplayResult } from './replay.ts'
import { directionOf, tradeStatus } from './replay-trade.ts'
import type { DirectionReport, ReplaySummary } from './summary.ts'

const SECOND = 1_000_000

/** Returns a length of time as people say it: `3.9 s`, `44 min`, `2.1 h`. */
export function formatSpan(micros: number): string {
  const wholeSeconds = micros / SECOND
  if (wholeSeconds < 0.001) return `${micros} µs`
  if (wholeSeconds < 1) return `${(wholeSeconds * 1_000).toFixed(0)} ms`
  if (wholeSeconds < 120) return `${wholeSeconds.toFixed(1)} s`
  if (wholeSeconds < 7_200) return `${(wholeSeconds / 60).toFixed(0)} min`
  return `${(wholeSeconds / 3_600).toFixed(1)} h`
}

function formatShare(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(2)} %`
}

function formatEdge(dollars: number | null): string {
  return dollars === null ? '–' : `${(dollars * 100).toFixed(3)} ¢`
}

function section(title: string, table: Table): string {
  return `${colors.bold(title)}\n${table.render()}`
}

function directionRow(pair: string, direction: string, found: DirectionReport) {
  const episodes = found.net['0']
  return {
    pair,
    direction,
    tradable: formatSpan(found.tradableUs),
    'net > 0': formatShare(found.netShare),
    'best net edge': formatEdge(found.bestNetEdge),
    episodes: String(episodes?.episodes ?? 0),
    median: episodes?.medianUs == null ? '–' : formatSpan(episodes.medianUs),
    longest: episodes?.maxUs == null ? '–' : formatSpan(episodes.maxUs),
  }
}

function pairTable(summary: ReplaySummary): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'pair', alignment: 'left' },
      { name: 'direction', alignment: 'left' },
      { name: 'tradable', alignment: 'right' },
      { name: 'net > 0', alignment: 'right' },
      { name: 'best net edge', alignment: 'right' },
      { name: 'episodes', alignment: 'right' },
      { name: 'median', alignment: 'right' },
      { name: 'longest', alignment: 'right' },
    ],
  })
  for (const pair of summary.pairs) {
    for (const [direction, found] of Object.entries(pair.directions)) {
      table.addRow(directionRow(pair.name, direction, found))
    }
  }
  return section('Pairs (edges after fees, for one contract)', table)
}

function tradeTable({ trades, trader }: ReplayResult, tradesMax: number): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'trade', alignment: 'right' },
      { name: 'pair', alignment: 'left' },
      { name: 'direction', alignment: 'left' },
      { name: 'wanted', alignment: 'right' },
      { name: 'leg a', alignment: 'right' },
      { name: 'leg b', alignment: 'right' },
      { name: 'spent', alignment: 'right' },
      { name: 'hoped', alignment: 'right' },
      { name: 'end', alignment: 'left' },
    ],
  })
  for (const trade of trades.slice(0, tradesMax)) {
    const { plan, ledger } = trade
    const [a, b] = ledger.legs
    table.addRow({
      trade: String(ledger.trade),
      pair: plan.name,
      direction: directionOf(trade),
      wanted: formatDecimal(a?.wanted ?? 0, 6, 2),
      'leg a': formatDecimal(a?.received ?? 0, 6, 2),
      'leg b': formatDecimal(b?.received ?? 0, 6, 2),
      spent: formatDecimal(tradeSpent(ledger), 6, 6),
      hoped: formatDecimal(plan.edge.net, 6, 6),
      end: tradeStatus(trade, trader.state()),
    })
  }
  const more = trades.length > tradesMax ? `\n… and ${trades.length - tradesMax} more trades` : ''
  return section('Trades (contracts and dollars)', table) + more
}

/** Dollars with all six places, so that columns of money align. */
function dollars(text: string): string {
  const money = parseMoney(text)
  return `${money < 0 ? '-' : ''}$${formatDecimal(Math.abs(money), 6, 6)}`
}

function rows(title: string, entries: readonly (readonly [string, string])[]): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'what', alignment: 'left' },
      { name: 'figure', alignment: 'right' },
    ],
  })
  for (const [what, figure] of entries) table.addRow({ what, figure })
  return section(title, table)
}

function refusalEntries(summary: ReplaySummary): [string, string][] {
  const entries: [string, string][] = [
    ['opportunities found', String(summary.opportunities.found)],
    ['acted on', String(summary.opportunities.actedOn)],
  ]
  for (const [reason, times] of Object.entries(summary.opportunities.refused)) {
    if (times > 0) entries.push([`refused: ${reason}`, String(times)])
  }
  return entries
}

function moneyEntries({ pnl, bankroll, orders, trades }: ReplaySummary): [string, string][] {
  return [
    ['orders sent', String(orders.sent)],
    [
      'filled / partly / canceled / rejected',
      `${orders.filled} / ${orders.partlyFilled} / ${orders.canceled} / ${orders.rejected}`,
    ],
    ['trades hedged / flattened / missed', `${trades.hedged} / ${trades.flattened} / ${trades.missed}`],
    ['trades with one leg open', String(trades.unbalanced)],
    ['orders to complete or flatten a leg', String(trades.repairs)],
    ['contracts hedged', trades.hedgedContracts],
    ['contracts on one leg only', trades.unhedgedContracts],
    ['bankroll at the start', dollars(bankroll.start)],
    ['cash', dollars(bankroll.cash)],
    ['hedged contracts will pay', dollars(bankroll.hedged)],
    ['one-legged contracts at the bid', dollars(bankroll.unhedgedAtBid)],
    ['equity', dollars(bankroll.equity)],
    ['profit and loss, realized', dollars(pnl.realized)],
    ['profit and loss, open', dollars(pnl.open)],
    ['fees paid', dollars(pnl.fees)],
    ['profit and loss, total', dollars(pnl.total)],
  ]
}

/** Returns the result as tables for a terminal. */
export function printReplay(result: ReplayResult, summary: ReplaySummary): string {
  const parts: string[] = []
  if (summary.pairs.length > 0) parts.push(pairTable(summary))
  parts.push(rows('Opportunities and refusals', refusalEntries(summary)))
  if (result.trades.length > 0) parts.push(tradeTable(result, 20))
  parts.push(rows('Orders and money', moneyEntries(summary)))
  return parts.join('\n\n')
}
