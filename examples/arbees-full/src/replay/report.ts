/*
 * The HTML report: one file that needs nothing else. The plotting library and the data are written
 * into it; names that came from a recording are escaped.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PICO_TICK } from '@arbees/arb-engine'
import { formatDecimal, mulDiv, parseMoney } from '@arbees/core'
import type { ReplayResult } from './replay.ts'
import type { ReplaySummary } from './summary.ts'

const require = createRequire(import.meta.url)

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`)
}

/** JSON that cannot end the script element it stands in. */
function embed(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}

function plotData({ header, series, pairs, trades }: ReplayResult) {
  const seconds = series.at.map((at) => at / 1_000_000)
  return {
    at: seconds,
    equity: series.equity.map((micros) => micros / 1_000_000),
    cash: series.cash.map((micros) => micros / 1_000_000),
    edges: pairs.map(({ pair }, index) => ({
      name: pair.name,
      // Cents for one contract: a plot's scale, not an amount.
      values: (series.edges[index] ?? []).map((edge) => (edge === null ? null : edge / PICO_TICK / 100)),
    })),
    episodes: series.episodes.map(({ pair, direction, from, until, isTaken }) => ({
      name: `${pair} ${direction}`,
      from: from / 1_000_000,
      until: (until < 0 ? header.to : until) / 1_000_000,
      isTaken,
    })),
    trades: trades.length,
  }
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5c6675; --line: #d9dee6; --paper: #fff; --card: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa4b2; --line: #303845; --paper: #12161c; --card: #1a2028; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 1080px; padding: 24px; }
h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 32px 0 8px } p { color: var(--soft); margin: 0 0 12px }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 12px; margin: 20px 0 }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px }
.card b { display: block; font-size: 20px; font-variant-numeric: tabular-nums } .card span { color: var(--soft); font-size: 13px }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: right } th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left }
.plot { border: 1px solid var(--line); border-radius: 8px; padding: 8px; overflow: hidden; background: #fff; color: #1d2430 }
`

const SCRIPT = `
const width = () => Math.min(1016, document.body.clientWidth - 66)
const colors = ['#2563eb', '#d97706', '#059669', '#dc2626', '#7c3aed', '#0891b2', '#be185d', '#4d7c0f']
const charts = []
function plot(id, height, series, data, options) {
  const target = document.getElementById(id)
  if (!target) return
  const chart = new uPlot({ width: width(), height, series: [{}, ...series], cursor: { sync: { key: 'time' } }, ...options }, data, target)
  charts.push(chart)
}
plot('equity', 220, [
  { label: 'equity $', stroke: colors[0], width: 2 },
  { label: 'cash $', stroke: colors[1], width: 1 },
], [DATA.at, DATA.equity, DATA.cash], { axes: [{}, { size: 76, label: 'dollars' }] })
plot('edges', 280, DATA.edges.map((one, index) => ({ label: one.name, stroke: colors[index % colors.length], width: 1, spanGaps: false })),
  [DATA.at, ...DATA.edges.map((one) => one.values)],
  { axes: [{}, { size: 76, label: 'cents a contract, after fees' }] })
const names = [...new Set(DATA.episodes.map((one) => one.name))]
const canvas = document.getElementById('episodes')
if (canvas && names.length > 0) {
  const draw = () => {
    const w = width(), row = 22, left = 260, ratio = devicePixelRatio || 1
    const h = row * names.length + 24
    canvas.width = w * ratio; canvas.height = h * ratio; canvas.style.width = w + 'px'; canvas.style.height = h + 'px'
    const pen = canvas.getContext('2d'); pen.scale(ratio, ratio); pen.font = '12px system-ui'
    const from = DATA.from, span = DATA.to - DATA.from || 1
    const x = (at) => left + (w - left - 8) * (at - from) / span
    names.forEach((name, index) => {
      pen.fillStyle = '#5c6675'; pen.fillText(name, 4, index * row + 15, left - 12)
      pen.fillStyle = '#eef1f5'; pen.fillRect(left, index * row + 4, w - left - 8, row - 8)
    })
    for (const one of DATA.episodes) {
      pen.fillStyle = one.isTaken ? '#059669' : '#d97706'
      pen.fillRect(x(one.from), names.indexOf(one.name) * row + 4, Math.max(1, x(one.until) - x(one.from)), row - 8)
    }
    pen.fillStyle = '#5c6675'
    pen.fillText(new Date(from * 1000).toISOString(), left, h - 6)
    const end = new Date(DATA.to * 1000).toISOString(); pen.fillText(end, w - 8 - pen.measureText(end).width, h - 6)
  }
  draw(); addEventListener('resize', draw)
}
addEventListener('resize', () => { for (const chart of charts) chart.setSize({ width: width(), height: chart.height }) })
`

/** Dollars to the whole cent, towards minus infinity: a headline, never better than the truth. */
function cents(text: string): string {
  const whole = mulDiv(parseMoney(text), 1, 10_000, 'floor')
  return `${whole < 0 ? '−' : ''}$${formatDecimal(Math.abs(whole), 2)}`
}

function card(figure: string, label: string): string {
  return `<div class="card"><b>${escapeHtml(figure)}</b><span>${escapeHtml(label)}</span></div>`
}

function cards(summary: ReplaySummary): string {
  const { opportunities, orders, pnl, bankroll, trades } = summary
  return [
    card(`${cents(bankroll.equity)}`, `equity, from ${cents(bankroll.start)}`),
    card(`${cents(pnl.total)}`, 'profit and loss'),
    card(`${opportunities.actedOn} of ${opportunities.found}`, 'opportunities acted on'),
    card(`${orders.filled + orders.partlyFilled} of ${orders.sent}`, 'orders that filled'),
    card(trades.hedgedContracts, 'contracts hedged'),
    card(trades.unhedgedContracts, 'contracts on one leg only'),
    card(`${cents(pnl.fees)}`, 'fees paid'),
  ].join('')
}

function pairRows(summary: ReplaySummary): string {
  const row = (cells: readonly string[]) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  return summary.pairs
    .flatMap((pair) =>
      Object.entries(pair.directions).map(([direction, found]) =>
        row([
          pair.name,
          direction,
          String(found.net['0']?.episodes ?? 0),
          String(found.net['0.005']?.episodes ?? 0),
          String(found.net['0.01']?.episodes ?? 0),
          found.netShare === null ? '–' : `${(found.netShare * 100).toFixed(2)} %`,
          found.bestNetEdge === null ? '–' : `${(found.bestNetEdge * 100).toFixed(3)} ¢`,
        ]),
      ),
    )
    .join('')
}

function refusalRows(summary: ReplaySummary): string {
  return Object.entries(summary.opportunities.refused)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `<tr><td>${reason}</td><td></td><td>${times}</td></tr>`)
    .join('')
}

/** Returns the report as one HTML document. */
export function renderReport(result: ReplayResult, summary: ReplaySummary, title: string): string {
  const library = readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8')
  const sheet = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8')
  const data = { ...plotData(result), from: result.header.from / 1_000_000, to: result.header.to / 1_000_000 }
  const dropped = result.series.episodesDropped
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${sheet}${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(result.header.description)}</p>
<div class="cards">${cards(summary)}</div>
<h2>Equity</h2><p>Cash, what hedged contracts will pay, and what one-legged contracts would bring at the bid.</p><div class="plot" id="equity"></div>
<h2>Edge over time</h2><p>The better direction of each pair, for one contract after both fees; a gap where it cannot be traded.</p><div class="plot" id="edges"></div>
<h2>Episodes</h2><p>Stretches above the least edge: traded ones green, others amber.${dropped > 0 ? ` ${dropped} more are not drawn.` : ''}</p><div class="plot"><canvas id="episodes"></canvas></div>
<h2>Pairs</h2><table><tr><th>pair</th><th>direction</th><th>episodes &gt; 0</th><th>&gt; 0.5 ¢</th><th>&gt; 1 ¢</th><th>net share</th><th>best edge</th></tr>${pairRows(summary)}</table>
<h2>Why not</h2><p>How often a direction came to be refused for each reason.</p><table><tr><th>reason</th><th></th><th>times</th></tr>${refusalRows(summary)}</table>
<script>${library}</script><script>const DATA = ${embed(data)};${SCRIPT}</script></body></html>
`
}
