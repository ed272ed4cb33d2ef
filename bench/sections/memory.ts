import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeGameDay } from '../game-day-file.ts'
import type { Section } from '../page.ts'
import { table } from '../page.ts'

const READER = fileURLToPath(new URL('../read-once.ts', import.meta.url))
const TIMES = 3

/** Returns the largest resident set of a process that reads the file once, in MiB: median of several. */
function peakOf(path: string): number {
  const peaks = Array.from({ length: TIMES }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@arbees/source', READER, path])
    if (status !== 0) throw new Error(`reading ${path} failed: ${stderr.toString()}`)
    return Number(stdout) / 1024
  })
  return peaks.sort((a, b) => a - b)[TIMES >> 1] as number
}

/** How memory grows with the length of a recording: not. */
export const memorySection: Section = {
  name: 'memory',
  title: 'Memory of reading',
  measure: async ({ folder, say }) => {
    const rows: string[][] = []
    for (const ending of ['jsonl', 'jsonl.gz']) {
      say(`writing and reading .${ending}`)
      const [short, long] = [join(folder, `short.${ending}`), join(folder, `long.${ending}`)]
      await writeGameDay(short, 18)
      await writeGameDay(long, 180)
      const [few, many] = [peakOf(short), peakOf(long)]
      const mib = (path: string) => `${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`
      rows.push([`${ending}, ${mib(short)} and ${mib(long)}`, few.toFixed(0), many.toFixed(0), (many / few).toFixed(2)])
    }
    return [
      '> Target: memory stays flat, RSS within 1.3× between a recording and one ten times as long.',
      table(['readRecording into ladders, a process each', 'peak RSS, MiB', 'ten times as long', '×'], rows),
    ].join('\n\n')
  },
}
