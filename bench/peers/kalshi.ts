/*
 * What a user would install instead, where it is installed: bench/peers is a folder of its own, outside
 * the workspace (`npm install --prefix bench/peers`), so that no peer is ever a dependency of ours.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(import.meta.dirname, 'package.json'))

/** Returns a peer's module, or undefined where it is not installed. */
export function peer(name: string): Record<string, unknown> | undefined {
  try {
    return require(name) as Record<string, unknown>
  } catch {
    return undefined
  }
}
