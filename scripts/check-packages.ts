/*
 * Checks the packages as users get them: `node scripts/check-packages.ts`, after `pnpm build`. Packs
 * each, holds the tarball to publint and are-the-types-wrong, then installs all tarballs in a bare
 * project outside the workspace and imports every entry there.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from './tidy/manifest.ts'
import { manifestsOf } from './tidy/manifest.ts'
import { readTree } from './tidy/tree.ts'

const ROOT = join(import.meta.dirname, '..')

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  if (status === 0) return stdout
  throw new Error(`${[command, ...args].join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`)
}

/** Packs one package and returns its tarball, checked. */
function checkTarball(manifest: Manifest, folder: string): string {
  const into = join(folder, manifest.room)
  mkdirSync(into)
  run('pnpm', ['pack', '--pack-destination', into], join(ROOT, manifest.folder))
  const [file = ''] = readdirSync(into)
  const tarball = join(into, file)
  const packed = run('tar', ['tzf', tarball], into).split('\n').filter(Boolean)
  for (const wanted of ['README.md', 'CHANGELOG.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']) {
    if (!packed.includes(`package/${wanted}`)) throw new Error(`no ${wanted} in ${file}: ${packed.join(' ')}`)
  }
  const source = packed.find((path) => /\/(src|test)\/|(?<!\.d)\.ts$/.test(path))
  if (source !== undefined) throw new Error(`${source} in ${file}, which users do not need`)
  run('pnpm', ['exec', 'publint', 'run', tarball, '--strict'], ROOT)
  run('pnpm', ['exec', 'attw', tarball, '--profile', 'esm-only', '--no-emoji'], ROOT)
  return tarball
}

/** Returns every name a user can import from a package. */
function entriesOf({ json }: Manifest): readonly string[] {
  return Object.keys(json['exports'] as object).map((subpath) => `${json['name']}${subpath.slice(1)}`)
}

/** Returns the peers a package asks for, in the versions that it is tested with: an entry may need one. */
function peersOf({ folder, json }: Manifest): Readonly<Record<string, string>> {
  const names = Object.keys((json['peerDependencies'] as object | undefined) ?? {})
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(join(ROOT, folder, 'node_modules', name, 'package.json'), 'utf8')).version as string
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]))
}

/** Installs the tarballs in a bare project and imports every entry. */
function checkInstalled(manifests: readonly Manifest[], tarballs: readonly string[], folder: string): number {
  const project = join(folder, 'project')
  mkdirSync(project)
  const files = Object.fromEntries(manifests.map(({ json }, at) => [json['name'], `file:${tarballs[at]}`]))
  const dependencies = Object.assign({}, ...manifests.map(peersOf), files)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  // Unpublished packages name each other by version; the project must find them among the tarballs.
  const overrides = Object.entries(files).map(([name, file]) => `  '${name}': '${file}'\n`)
  writeFileSync(join(project, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`)
  run('pnpm', ['install', '--prod', '--ignore-scripts', '--no-frozen-lockfile'], project)
  const entries = manifests.flatMap(entriesOf)
  const program = entries.map((entry) => `if (Object.keys(await import('${entry}')).length === 0) throw '${entry}'\n`)
  writeFileSync(join(project, 'main.js'), program.join(''))
  run(process.execPath, ['main.js'], project)
  return entries.length
}

const folder = mkdtempSync(join(tmpdir(), 'arbees-packages-'))
try {
  const manifests = manifestsOf(readTree(ROOT), 'packages')
  const tarballs = manifests.map((manifest) => {
    const tarball = checkTarball(manifest, folder)
    console.log(`${manifest.json['name']}: packed, publint and types good`)
    return tarball
  })
  const count = checkInstalled(manifests, tarballs, folder)
  console.log(`${manifests.length} packages installed in a bare project, ${count} entries imported`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
