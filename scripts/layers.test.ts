import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { HOUSE } from './tidy/house.ts'

const ROOT = join(import.meta.dirname, '..')
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const CONFIG = join(ROOT, '.dependency-cruiser.mjs')

const folder = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Returns the root of a repository in which every package is there and linked into every other. */
function plant(name: string, files: Record<string, string>): string {
  const root = join(folder, name)
  const linked = join(root, 'node_modules/@arbees')
  mkdirSync(linked, { recursive: true })
  for (const room of Object.keys(HOUSE)) {
    const manifest = {
      name: `@arbees/${room}`,
      type: 'module',
      exports: { '.': { '@arbees/source': './src/index.ts' } },
      devDependencies: room === 'core' ? { tool: '1.0.0' } : {},
    }
    write(root, `packages/${room}/package.json`, JSON.stringify(manifest))
    write(root, `packages/${room}/src/index.ts`, 'export const one = 1\n')
    symlinkSync(join(root, 'packages', room), join(linked, room))
  }
  write(root, 'node_modules/tool/package.json', '{"name":"tool","main":"index.js"}')
  write(root, 'node_modules/tool/index.js', 'exports.one = 1\n')
  for (const [path, text] of Object.entries(files)) write(root, path, text)
  return root
}

/** Returns the broken layer rules in a repository, as `rule: from → to`. */
function violationsIn(root: string): readonly string[] {
  const run = spawnSync(process.execPath, [CRUISER, '--config', CONFIG, '--output-type', 'json', 'packages'], {
    cwd: root,
    encoding: 'utf8',
  })
  const { summary } = JSON.parse(run.stdout) as {
    summary: { violations: readonly { from: string; to: string; rule: { name: string } }[]; totalCruised: number }
  }
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(HOUSE).length)
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}

const use = (name: string) => `import { one } from '${name}'\nexport const two = one\n`

describe('the layers', () => {
  test('hold where imports go down, and tests use the packages made for them', () => {
    const root = plant('good', {
      'packages/transport/src/two.ts': use('@arbees/core'),
      'packages/kalshi-client/src/two.ts': use('@arbees/transport'),
      'packages/arb-engine/src/two.test.ts': use('@arbees/testkit'),
      'packages/core/src/two.test.ts': use('tool'),
    })
    expect(violationsIn(root)).toEqual([])
  })

  test('break where a package imports up, sideways, in a circle, or what users do not install', () => {
    const root = plant('bad', {
      'packages/core/src/up.ts': use('@arbees/transport'),
      'packages/core/src/up.test.ts': use('@arbees/testkit'),
      'packages/arb-engine/src/sideways.ts': use('@arbees/paper-broker'),
      'packages/arb-engine/src/sideways.test.ts': use('@arbees/transport'),
      'packages/kalshi-client/src/client.ts': use('@arbees/polymarket-client'),
      'packages/paper-broker/src/testing.ts': use('@arbees/testkit'),
      'packages/core/src/ring-a.ts': "import { two } from './ring-b.ts'\nexport const one = two\n",
      'packages/core/src/ring-b.ts': "import { one } from './ring-a.ts'\nexport const two = one\n",
      'packages/core/src/dev.ts': use('tool'),
      'packages/core/src/missing.ts': use('nowhere'),
      'packages/core/src/borrowed.ts': use('./up.test.ts'),
    })
    const found = violationsIn(root)
    const expected = [
      'level-of-core: packages/core/src/up.ts → packages/transport/src/index.ts',
      'level-of-core-tests: packages/core/src/up.test.ts → packages/testkit/src/index.ts',
      'level-of-arb-engine: packages/arb-engine/src/sideways.ts → packages/paper-broker/src/index.ts',
      'level-of-arb-engine-tests: packages/arb-engine/src/sideways.test.ts → packages/transport/src/index.ts',
      'level-of-kalshi-client: packages/kalshi-client/src/client.ts → packages/polymarket-client/src/index.ts',
      'level-of-paper-broker: packages/paper-broker/src/testing.ts → packages/testkit/src/index.ts',
      'no-cycle: packages/core/src/ring-a.ts → packages/core/src/ring-b.ts',
      'no-dev-dependency: packages/core/src/dev.ts → node_modules/tool/index.js',
      'could-not-resolve: packages/core/src/missing.ts → nowhere',
      'no-test-import: packages/core/src/borrowed.ts → packages/core/src/up.test.ts',
    ]
    for (const violation of expected) expect(found).toContain(violation)
  })

  test('end the program with an error', () => {
    const root = plant('exit', { 'packages/core/src/up.ts': use('@arbees/transport') })
    const run = spawnSync(process.execPath, [CRUISER, '--config', CONFIG, 'packages'], { cwd: root, encoding: 'utf8' })
    expect(run.status).toBeGreaterThan(0)
    expect(run.stdout).toContain('level-of-core')
  })
}, 60_000)
