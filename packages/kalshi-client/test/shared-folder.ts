import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Returns a folder of the facts and recordings that lie beside a checkout (`shared/…`), or undefined
 * where there is none: a stranger has only the project.
 */
export function sharedFolder(...parts: readonly string[]): string | undefined {
  const override = process.env['ARBEES_SHARED']
  if (override !== undefined) return existsSync(join(override, ...parts)) ? join(override, ...parts) : undefined
  for (let directory = import.meta.dirname; ; directory = dirname(directory)) {
    const path = join(directory, 'shared', ...parts)
    if (existsSync(path)) return path
    if (dirname(directory) === directory) return undefined
  }
}
