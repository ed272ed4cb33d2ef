/*
 * `pnpm bench` measures everything and writes bench/BENCHMARKS.md; `pnpm bench NAME…` measures only
 * the sections named and prints them. `--rounds N` sets how often each contender runs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Section } from './page.ts'
import { describeMachine } from './page.ts'
import { booksSection } from './sections/books.ts'
import { journalSection } from './sections/journal.ts'
import { kalshiFrameSection } from './sections/kalshi-frame.ts'
import { kalshiOrdersSection } from './sections/kalshi-orders.ts'
import { memorySection } from './sections/memory.ts'
import { moneySection } from './sections/money.ts'
import { polymarketFrameSection } from './sections/polymarket-frame.ts'
import { polymarketOrdersSection } from './sections/polymarket-orders.ts'
import { replaySection } from './sections/replay.ts'
import { simulationSection } from './sections/simulation.ts'
import { tickToTradeSection } from './sections/tick-to-trade.ts'
import { venuesSection } from './sections/venues.ts'

const SECTIONS: readonly Section[] = [
  replaySection,
  memorySection,
  booksSection,
  moneySection,
  journalSection,
  kalshiFrameSection,
  kalshiOrdersSection,
  venuesSection,
  polymarketFrameSection,
  polymarketOrdersSection,
  tickToTradeSection,
  simulationSection,
]
const ROUNDS_DEFAULT = 9

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(ROUNDS_DEFAULT) } },
})
const rounds = Number(values.rounds)
const chosen = positionals.length === 0 ? SECTIONS : SECTIONS.filter(({ name }) => positionals.includes(name))
if (!(Number.isInteger(rounds) && rounds > 0) || chosen.length < Math.max(1, positionals.length)) {
  console.error(`usage: pnpm bench [--rounds N] [${SECTIONS.map(({ name }) => name).join('|')}]…`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'arbees-bench-'))
const parts = [
  '# Benchmarks',
  `${new Date().toISOString().slice(0, 10)}. ${describeMachine()}.`,
  `Written by \`pnpm bench\`: medians of ${rounds} rounds in which the contenders take turns, after one to warm up. A ratio is taken within a round, so that a machine that drifts does not bend it. CPU is processor time, all threads together. Compare ratios across machines, never times.`,
]
try {
  for (const { name, title, measure } of chosen) {
    const say = (text: string) => console.error(`${name}: ${text}`)
    parts.push(`## ${title}`, await measure({ folder, rounds, say }))
  }
} finally {
  rmSync(folder, { recursive: true })
}
const page = `${parts.join('\n\n')}\n`
console.log(page)
if (positionals.length === 0) writeFileSync(fileURLToPath(new URL('BENCHMARKS.md', import.meta.url)), page)
// Peers leave timers behind that nobody can stop; what was measured has been printed.
process.exit(0)
