import { generateGameDay } from '../packages/testkit/src/index.ts'
import { createLineFile } from '../packages/transport/src/index.ts'

/** Writes a generated game day of 24 games and so many minutes, and returns its observations. */
export async function writeGameDay(path: string, minutes: number): Promise<number> {
  const file = createLineFile(path)
  let lines = -1
  for (const line of generateGameDay({ seed: 'bench', games: 24, minutes }).lines()) {
    lines += 1
    if (!file.write(line)) await file.drained()
  }
  await file.end()
  return lines
}
