/*
 * What a user would install instead, where it is installed: this folder stands outside the workspace
 * (`npm install --prefix bench/peers`), so that no peer is ever a dependency of ours.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const FOLDER = join(import.meta.dirname, 'node_modules')

/** Returns a file of a peer as a module, or undefined where the peer is not installed. */
export async function loadPeer(name: string, file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = join(FOLDER, name, file)
  if (!existsSync(path)) return undefined
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
}

/** Returns a peer with its version: `ccxt 4.5.0`. */
export function peerName(name: string): string {
  const path = join(FOLDER, name, 'package.json')
  return `${name} ${(JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version}`
}
