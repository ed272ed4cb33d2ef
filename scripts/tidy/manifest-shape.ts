import { isDeepStrictEqual } from 'node:util'
import { SCOPE } from './house.ts'
import type { Manifest } from './manifest.ts'
import { dependenciesIn, manifestsOf, SOURCE } from './manifest.ts'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

const FILES_OF_A_PACKAGE = ['README.md', 'CHANGELOG.md', 'tsconfig.json', 'tsup.config.ts', 'src/index.ts']

function uniform(room: string): Readonly<Record<string, unknown>> {
  return {
    name: `${SCOPE}${room}`,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    files: ['dist', 'README.md', 'CHANGELOG.md'],
  }
}

/** Returns what an entry of `exports` must be, told from the source it names. */
function entryOf(source: string): Readonly<Record<string, string>> {
  const stem = source.replace(/^\.\/src\//, '').replace(/\.ts$/, '')
  return { [SOURCE]: source, types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` }
}

function* checkExports({ path, json }: Manifest): Iterable<Finding> {
  const entries = (json['exports'] ?? {}) as Readonly<Record<string, Readonly<Record<string, string>>>>
  if (!Object.hasOwn(entries, '.')) yield { path, found: 'no "." in exports' }
  const published: Record<string, unknown> = {}
  for (const [subpath, entry] of Object.entries(entries)) {
    const expected = entryOf(entry[SOURCE] ?? '')
    // Conditions are tried in order, so the order is part of the shape.
    if (JSON.stringify(entry) !== JSON.stringify(expected)) {
      yield { path, found: `exports["${subpath}"] other than ${JSON.stringify(expected)}` }
    }
    const { [SOURCE]: _, ...rest } = expected
    published[subpath] = rest
  }
  if (!isDeepStrictEqual(json['publishConfig'], { access: 'public', exports: published })) {
    yield { path, found: `publishConfig other than public access and exports without ${SOURCE}` }
  }
}

function* checkPackage(tree: Tree, manifest: Manifest): Iterable<Finding> {
  const { path, folder, room, json } = manifest
  for (const [field, value] of Object.entries(uniform(room))) {
    if (!isDeepStrictEqual(json[field], value)) yield { path, found: `${field} other than ${JSON.stringify(value)}` }
  }
  for (const file of FILES_OF_A_PACKAGE) {
    if (!tree.has(`${folder}/${file}`)) yield { path, found: `no ${file} beside it` }
  }
  yield* checkExports(manifest)
}

function* checkVersions(path: string, json: Manifest['json'], node: string | undefined): Iterable<Finding> {
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    for (const [name, version] of dependenciesIn(json, field)) {
      const isPinnedNode = /^node-linux-/.test(name) && version === node
      if (!isPinnedNode && version !== (name.startsWith(SCOPE) ? 'workspace:^' : 'catalog:')) {
        yield { path, found: `${name} at ${version}` }
      }
    }
  }
}

function* check(tree: Tree): Iterable<Finding> {
  const node = /^nodeVersion: (\S+)$/m.exec(tree.read('pnpm-workspace.yaml'))?.[1]
  for (const manifest of manifestsOf(tree, 'packages')) {
    yield* checkPackage(tree, manifest)
    yield* checkVersions(manifest.path, manifest.json, node)
  }
  for (const { path, json } of manifestsOf(tree, 'examples')) {
    if (json['private'] !== true || json['license'] !== 'MIT')
      yield { path, found: 'an example that is not private, MIT' }
    yield* checkVersions(path, json, node)
  }
  const root = JSON.parse(tree.read('package.json')) as Manifest['json']
  yield* checkVersions('package.json', root, node)
}

/** Holds every package.json to one shape, and every version to the catalog. */
export const manifestShape: Rule = {
  name: 'manifest',
  why: 'packages are alike but for their names; versions stand once, in the catalog of pnpm-workspace.yaml',
  check,
}
