/*
 * Many ticks of tick-to-trade through one program, with the time of each stage: where the time goes.
 * `node --conditions=@arbees/source [--cpu-prof] bench/tick-road.ts [--on kalshi|polymarket] [--bot ours|limit]
 * [--ticks N] [--rest MILLIS] [--quantile Q]`: on a busy machine a low quantile shows the road itself.
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { constantBot } from './peers/tick-bots.ts'
import type { Ticked } from './peers/tick-gap.ts'
import { startTickHost } from './peers/tick-host.ts'
import type { TickStage } from './peers/tick-ours.ts'
import { oursBot, TICK_STAGES } from './peers/tick-ours.ts'

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'kalshi' },
    bot: { type: 'string', default: 'ours' },
    ticks: { type: 'string', default: '2000' },
    rest: { type: 'string', default: '8' },
    quantile: { type: 'string', default: '0.5' },
  },
})
const on = values.on as Ticked
const ticks = Number(values.ticks)

function quantile(all: readonly number[]): number {
  const known = all.filter((value) => !Number.isNaN(value)).sort((one, other) => one - other)
  return known[Math.floor(known.length * Number(values.quantile))] ?? Number.NaN
}

const host = startTickHost()
const folder = mkdtempSync(join(tmpdir(), 'arbees-road-'))
try {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'pkcs1', format: 'pem' })
  const ready = await host.ask({ type: 'key', pem: String(pem), restMillis: Number(values.rest) })
  if (ready.type !== 'ready') throw new Error('expected the server to be ready')
  const { origins } = ready
  const stages = new Map<TickStage, number>()
  const ours = oursBot({ origins, folder, durability: 'process', signAheadMillis: 2_000 }, (stage) => {
    if (stage === 'framed' && !stages.has('decided')) stages.clear()
    if (!stages.has(stage)) stages.set(stage, performance.now())
  })
  const stop = await (values.bot === 'ours' ? ours : constantBot(origins, on))()
  let taken: number[] = []
  let missed = 0
  let since = new Map<TickStage, number[]>()
  for (let tick = 1; tick <= ticks; tick++) {
    stages.clear()
    const answer = await host.ask({ type: 'tick', on })
    if (answer.type !== 'ticked' || answer.micros === null) missed += 1
    else {
      taken.push(answer.micros)
      const framed = stages.get('framed') ?? Number.NaN
      for (const stage of TICK_STAGES) {
        const found = since.get(stage) ?? []
        found.push(((stages.get(stage) ?? Number.NaN) - framed) * 1_000)
        since.set(stage, found)
      }
    }
    if (tick % Math.ceil(ticks / 8) !== 0 && tick !== ticks) continue
    const shown = TICK_STAGES.slice(1).map((stage) => `${stage} ${quantile(since.get(stage) ?? []).toFixed(0)}`)
    console.log(
      `${tick}: order received ${quantile(taken).toFixed(0)} µs; of ours: ${shown.join(', ')}; missed ${missed}`,
    )
    taken = []
    since = new Map()
  }
  await stop()
} finally {
  host.end()
  rmSync(folder, { recursive: true })
}
// Kept-alive connections would hold the process.
process.exit()
