import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns a folder of the recorded data that lies beside a checkout (`shared/data/…`), or undefined
 * where there is none: a stranger has only the project.
 */
export function sharedData(folder: string): string | undefined {
  const override = process.env['ARBEES_SHARED']
  if (override !== undefined) {
    const path = join(override, 'data', folder)
    return existsSync(path) ? path : undefined
  }
  let directory = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const path = join(directory, 'shared', 'data', folder)
    if (existsSync(path)) return path
    const parent = dirname(directory)
    if (parent === directory) return undefined
    directory = parent
  }
}
