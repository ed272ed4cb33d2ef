import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns the folder of shared facts and recordings: `ARBEES_SHARED`, or the nearest `shared` above
 * this file; undefined where there is none, and then the tests that need it say so and skip.
 */
function findShared(): string | undefined {
  const named = process.env['ARBEES_SHARED']
  if (named !== undefined) return existsSync(named) ? resolve(named) : undefined
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'shared')
    if (existsSync(join(candidate, 'protocols'))) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

/** Returns the folder of shared facts, or undefined after saying why the tests of this file are skipped. */
export function sharedOrSkip(file: string): string | undefined {
  const shared = findShared()
  if (shared === undefined) {
    process.stderr.write(`${file}: skipped, the folder of recorded payloads is not here (set ARBEES_SHARED)\n`)
  }
  return shared
}
