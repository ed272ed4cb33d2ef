import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns the folder of protocol facts that lies beside a checkout (`shared/protocols`), or undefined
 * where there is none: a stranger has only the project.
 */
export function sharedProtocols(): string | undefined {
  const override = process.env['ARBEES_SHARED']
  if (override !== undefined) {
    const path = join(override, 'protocols')
    return existsSync(path) ? path : undefined
  }
  let directory = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const path = join(directory, 'shared', 'protocols')
    if (existsSync(path)) return path
    const parent = dirname(directory)
    if (parent === directory) return undefined
    directory = parent
  }
}
