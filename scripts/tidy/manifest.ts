import { SCOPE } from './house.ts'
import type { Tree } from './tree.ts'

/** A package.json, as far as the rules read it. */
export type Manifest = {
  readonly path: string
  /** The folder: `packages/core`. */
  readonly folder: string
  /** The folder's last part: `core`. */
  readonly room: string
  readonly json: Readonly<Record<string, unknown>>
}

/** A field of a manifest that names dependencies. */
export type DependencyField = 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies'

/** The fields whose packages are there at run time. */
export const RUNTIME_FIELDS: readonly DependencyField[] = ['dependencies', 'optionalDependencies', 'peerDependencies']

/** Returns the manifests of one workspace folder, `packages` or `examples`. */
export function manifestsOf(tree: Tree, folder: 'packages' | 'examples'): readonly Manifest[] {
  const manifests: Manifest[] = []
  for (const path of tree.paths) {
    const match = /^(packages|examples)\/([^/]+)\/package\.json$/.exec(path)
    if (match?.[1] !== folder || match[2] === undefined) continue
    const json = JSON.parse(tree.read(path)) as Readonly<Record<string, unknown>>
    manifests.push({ path, folder: `${folder}/${match[2]}`, room: match[2], json })
  }
  return manifests
}

/** Returns the names and versions in one dependency field; empty when the field is absent. */
export function dependenciesIn(json: Manifest['json'], field: DependencyField): readonly (readonly [string, string])[] {
  return Object.entries((json[field] ?? {}) as Readonly<Record<string, string>>)
}

/** The condition of `exports` under which a package gives its sources. */
export const SOURCE = `${SCOPE}source`

/** Returns the sources that packages give as entries, by the name they are imported by. */
export function entriesOf(tree: Tree): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const { folder, room, json } of manifestsOf(tree, 'packages')) {
    for (const [subpath, entry] of Object.entries((json['exports'] ?? {}) as Record<string, Record<string, string>>)) {
      entries.set(`${SCOPE}${room}${subpath.slice(1)}`, `${folder}/${entry[SOURCE]?.slice(2)}`)
    }
  }
  return entries
}
