import { HOUSE, SCOPE } from './house.ts'
import type { DependencyField, Manifest } from './manifest.ts'
import { dependenciesIn, manifestsOf, RUNTIME_FIELDS } from './manifest.ts'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

function ours(manifest: Manifest, fields: readonly DependencyField[]): readonly string[] {
  return fields
    .flatMap((field) => dependenciesIn(manifest.json, field))
    .map(([name]) => name)
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length))
}

function* checkRoom(manifest: Manifest): Iterable<Finding> {
  const { path, room } = manifest
  const place = HOUSE[room]
  if (place === undefined) {
    yield { path, found: `the package ${room}, which is not in scripts/tidy/house.ts` }
    return
  }
  for (const name of ours(manifest, RUNTIME_FIELDS)) {
    if (!place.imports.includes(name)) yield { path, found: `a dependency of ${room} on ${name}` }
  }
  for (const name of ours(manifest, ['devDependencies'])) {
    const isAllowed = place.imports.includes(name) || (room !== 'core' && HOUSE[name]?.isForTests === true)
    if (!isAllowed) yield { path, found: `a dev dependency of ${room} on ${name}` }
  }
}

/** Returns a ring of packages, dev dependencies included; undefined when there is none. */
function ringIn(manifests: readonly Manifest[]): readonly string[] | undefined {
  const edges = new Map(manifests.map((one) => [one.room, ours(one, [...RUNTIME_FIELDS, 'devDependencies'])]))
  const done = new Set<string>()
  const visit = (room: string, road: readonly string[]): readonly string[] | undefined => {
    if (road.includes(room)) return [...road.slice(road.indexOf(room)), room]
    if (done.has(room)) return undefined
    for (const next of edges.get(room) ?? []) {
      const ring = visit(next, [...road, room])
      if (ring !== undefined) return ring
    }
    done.add(room)
    return undefined
  }
  for (const { room } of manifests) {
    const ring = visit(room, [])
    if (ring !== undefined) return ring
  }
  return undefined
}

function* check(tree: Tree): Iterable<Finding> {
  const manifests = manifestsOf(tree, 'packages')
  for (const manifest of manifests) yield* checkRoom(manifest)
  const ring = ringIn(manifests)
  if (ring !== undefined) yield { path: `packages/${ring[0]}/package.json`, found: `a ring: ${ring.join(' → ')}` }
}

/** Holds the dependencies among our packages to the picture in ARCHITECTURE.md. */
export const levels: Rule = {
  name: 'level',
  why: 'packages only import downwards (scripts/tidy/house.ts); two worlds meet in an example or a test',
  check,
}
