import { runOnce } from '../../examples/simulate/src/run-once.ts'
import { createKeys } from '../../examples/simulate/src/world/keys.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'

const RUNS = 150
const WARM_UP = 30
const STEPS_WANTED = 100_000

type Spent = { readonly steps: number; readonly wallMillis: number; readonly cpuMillis: number }

async function runSeeds(first: number, count: number): Promise<Spent> {
  const keys = createKeys()
  const before = process.cpuUsage()
  const from = performance.now()
  let steps = 0
  for (let seed = first; seed < first + count; seed++) steps += (await runOnce({ seed, keys })).steps
  const { user, system } = process.cpuUsage(before)
  return { steps, wallMillis: performance.now() - from, cpuMillis: (user + system) / 1_000 }
}

/** Virtual steps a second of the whole system in one thread, both venues, network and checkers included. */
export const simulationSection: Section = {
  name: 'simulation',
  title: 'Simulation',
  measure: async ({ rounds, say }) => {
    await runSeeds(1, WARM_UP)
    const all: Spent[] = []
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`)
      all.push(await runSeeds(1, RUNS))
    }
    const middle = all.sort((a, b) => a.wallMillis - b.wallMillis)[rounds >> 1] as Spent
    const { steps, wallMillis, cpuMillis } = middle
    return [
      `> Target: ≥ ${STEPS_WANTED.toLocaleString('en-US')} virtual steps a second. A step here is a timer with all that follows from it: frames decoded, books and trades matched at two venues, orders signed and their signatures checked, every checker asked.`,
      table(
        ['one thread, seeds 1 to 150', 'runs/s', 'ms a run', 'CPU ms a run', 'steps a run', 'steps/s'],
        [
          [
            'engine’s executor, clients, fakes, checkers',
            formatFigure((RUNS * 1_000) / wallMillis),
            formatFigure(wallMillis / RUNS),
            formatFigure(cpuMillis / RUNS),
            formatFigure(steps / RUNS),
            formatFigure((steps * 1_000) / wallMillis),
          ],
        ],
      ),
    ].join('\n\n')
  },
}
