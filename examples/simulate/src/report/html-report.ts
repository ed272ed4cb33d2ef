/*
 * A report to look at: one file, nothing fetched.
 */
import type { Money, Quantity } from '@arbees/core'
import { formatMoney, formatQuantity } from '@arbees/core'
import { CHECKERS } from '../checkers/violation.ts'
import { RECORD_KINDS } from '../trader/boundaries.ts'
import type { Covered } from './coverage.ts'
import { REPORT_STYLE } from './html-style.ts'
import type { Summary } from './summary.ts'
import type { Tally } from './tally.ts'

const MOMENTS = ['append.before', 'append.torn', 'append.after', 'sync.before', 'sync.after'] as const

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

function tile(label: string, value: string, note = ''): string {
  return `<div class="tile"><div class="label">${escaped(label)}</div><div class="value">${escaped(value)}</div><div class="note">${escaped(note)}</div></div>`
}

function section(title: string, about: string, body: string): string {
  return `<section><h2>${escaped(title)}</h2><p>${escaped(about)}</p>${body}</section>`
}

/** How much of a histogram's height its highest bar takes: the rest is for its count and its label. */
const BAR_MAX = 78

/** Bars side by side, the height by logarithm: counts here span many powers of ten. */
function histogram(counts: readonly number[], labelOf: (index: number) => string): string {
  const top = Math.log10(Math.max(1, ...counts) + 1)
  const bars = counts.map((count, index) => {
    const height = count === 0 ? 0 : Math.max(2, (BAR_MAX * Math.log10(count + 1)) / top)
    const title = `${labelOf(index)}: ${grouped(count)} runs`
    return `<div class="bar" title="${escaped(title)}"><span>${count === 0 ? '' : grouped(count)}</span><i style="height:${height.toFixed(1)}%"></i><b>${escaped(labelOf(index))}</b></div>`
  })
  return `<div class="bars">${bars.join('')}</div>`
}

function endingsBar({ hedged, flattened, halted }: Summary['endings']): string {
  const all = Math.max(1, hedged + flattened + halted)
  const parts = [
    ['hedged', hedged],
    ['flattened', flattened],
    ['halted', halted],
  ] as const
  const strip = parts.map(
    ([name, count]) => `<i class="${name}" style="flex:${count}" title="${name}: ${grouped(count)}"></i>`,
  )
  const words = parts.map(
    ([name, count]) =>
      `<li><i class="${name}"></i>${name}: <b>${grouped(count)}</b> (${((100 * count) / all).toFixed(1)} %)</li>`,
  )
  return `<div class="strip">${strip.join('')}</div><ul class="legend">${words.join('')}</ul>`
}

function shadeOf(times: number): string {
  if (times === 0) return 'never'
  return times < 10 ? 'rare' : times < 1_000 ? 'some' : 'many'
}

function faultTable(faults: readonly Covered[]): string {
  const top = Math.log10(Math.max(1, ...faults.map(({ times }) => times)) + 1)
  const rows = faults.map(({ name, times, runs }) => {
    const width = (100 * Math.log10(times + 1)) / top
    return `<tr class="${shadeOf(times)}"><td><code>${escaped(name)}</code></td><td class="meter"><i style="width:${width.toFixed(1)}%"></i></td><td class="number">${grouped(times)}</td><td class="number">${grouped(runs)}</td></tr>`
  })
  return `<table><thead><tr><th>fault</th><th></th><th class="number">times</th><th class="number">runs</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function boundaryTable(boundaries: readonly Covered[]): string {
  const timesOf = (name: string) => boundaries.find((one) => one.name === name)?.times ?? 0
  const head = MOMENTS.map((moment) => `<th>${moment}</th>`).join('')
  const rows = RECORD_KINDS.map((kind) => {
    const cells = MOMENTS.map((moment) => {
      const times = timesOf(`${moment} ${kind}`)
      return `<td class="number cell ${shadeOf(times)}">${grouped(times)}</td>`
    })
    return `<tr><td><code>${kind}</code></td>${cells.join('')}</tr>`
  })
  const snapshot = ['replace.before', 'replace.after'].map(
    (moment) => `${moment}: ${grouped(timesOf(`${moment} snapshot`))}`,
  )
  return `<table class="grid"><thead><tr><th>record</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table><p>The whole file is replaced: ${snapshot.join(', ')}.</p>`
}

function checkerTable(violated: Summary['violatedRunsByChecker']): string {
  const rows = Object.entries(CHECKERS).map(([name, sentence]) => {
    const runs = violated[name] ?? 0
    return `<tr><td><code>${name}</code></td><td>${escaped(sentence)}</td><td class="number ${runs === 0 ? 'good' : 'bad'}">${runs === 0 ? 'held' : `${grouped(runs)} runs`}</td></tr>`
  })
  return `<table><thead><tr><th>checker</th><th>wants</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function findingList(findings: Summary['findings']): string {
  const items = findings.slice(0, 50).map(({ seed, checker, sentence }) => {
    const first = sentence.split('\n', 1)[0] as string
    return `<li><code>pnpm simulate --replay ${seed}</code> <b>${checker}</b> ${escaped(first)}</li>`
  })
  return items.length === 0
    ? ''
    : section('Violations', 'The first of them; each is seen again by its seed.', `<ul>${items.join('')}</ul>`)
}

function tiles(summary: Summary): string {
  const { runs, steps, violations, trader, worstExposure, longestMicrosToFlat: flat } = summary
  const { microContracts, microDollars, shareOfBoundBps } = worstExposure
  return [
    tile('runs', grouped(runs), `seeds ${grouped(summary.firstSeed)} to ${grouped(summary.lastSeed)}`),
    tile('violations', grouped(violations), `of ${Object.keys(CHECKERS).length} checkers`),
    tile('trades', grouped(trader.trades), `${grouped(trader.orders)} orders, ${grouped(trader.lives)} lives`),
    tile(
      'worst one-sided',
      `${formatQuantity(microContracts.value as Quantity)}`,
      `contracts, seed ${microContracts.seed}`,
    ),
    tile('worst at risk', `$${formatMoney(microDollars.value as Money)}`, `seed ${microDollars.seed}`),
    tile('share of a bound', `${shareOfBoundBps.value / 100} %`, `at most, seed ${shareOfBoundBps.seed}`),
    tile('longest to flat', `${(flat.value / 1_000_000).toFixed(2)} s`, `seed ${flat.seed}`),
    tile('virtual time', `${grouped(Math.round(summary.virtualSeconds / 3_600))} h`, `${grouped(steps)} steps`),
  ].join('')
}

function milliLabel(index: number): string {
  if (index === 0) return '0'
  const millis = 2 ** (index - 1)
  return millis < 1_000 ? `${millis} ms` : `${Math.round(millis / 1_000)} s`
}

/** Returns the report as a page. */
export function htmlReport(summary: Summary, tally: Tally): string {
  const isGood = summary.violations === 0
  const commit = summary.commit === null ? '' : `, commit <code>${escaped(summary.commit)}</code>`
  const mutant = summary.mutant === null ? '' : `, mutant <code>${escaped(summary.mutant)}</code>`
  const shareLabel = (index: number) => (index === 0 ? '0 %' : index > 10 ? '> 100 %' : `≤ ${index}0 %`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Arbees simulation</title><style>${REPORT_STYLE}</style></head>
<body><header><h1>Simulation</h1><p class="${isGood ? 'good' : 'bad'}">${isGood ? 'Every promise was kept' : 'Promises were broken'}</p><p>Both venues, the engine’s executor, the journal and its recovery under a virtual clock${commit}${mutant}.</p></header>
<div class="tiles">${tiles(summary)}</div>
${findingList(summary.findings)}
${section('How trades ended', 'Hedged: every leg holds alike. Flattened: what was bought was sold again. Halted: somebody was called.', endingsBar(summary.endings))}
${section('How far one-sided', 'Runs by the largest part of its own bound that one of their trades stood one-sided, by the venues’ records. Heights by logarithm.', histogram(tally.shares, shareLabel))}
${section('How long one-sided', 'Runs by the longest time in which a trade stood one-sided before it was even again, from each mark on. Heights by logarithm.', histogram(tally.flats, milliLabel))}
${section('What was checked', 'At every moment, by the venues’ own records and the bytes of the journal.', checkerTable(summary.violatedRunsByChecker))}
${section('What went wrong', 'Every class of faults, and how often it struck.', faultTable(summary.faults))}
${section('Where the trader died', 'Each boundary of its journal, by the record that was being written.', boundaryTable(summary.boundaries))}
</body></html>
`
}
