import { posix } from 'node:path'
import ts from 'typescript'
import { entriesOf } from './manifest.ts'
import { UNTESTED } from './pins.ts'
import type { Finding, Rule } from './rule.ts'
import type { Import } from './syntax.ts'
import { importsOf, walkNodes } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isProduction, isTypeScript } from './zone.ts'

type Reasons = Readonly<Record<string, string>>

/** A tree, and the sources that its packages give as entries by the name they are imported by. */
type Ground = {
  readonly tree: Tree
  readonly entries: ReadonlyMap<string, string>
  readonly isEntry: (path: string) => boolean
}

function groundOf(tree: Tree): Ground {
  const entries = entriesOf(tree)
  const paths = new Set(entries.values())
  return { tree, entries, isEntry: (path) => paths.has(path) }
}

/** Returns the files an import runs. An entry stands for the homes of the names that are taken from it. */
function targetsOf(ground: Ground, path: string, one: Import): readonly string[] {
  const { tree, entries, isEntry } = ground
  const target = entries.get(one.specifier) ?? posix.join(posix.dirname(path), one.specifier)
  if (one.isTypeOnly || !isTypeScript(target) || !tree.has(target)) return []
  if (!isEntry(target)) return [target]
  return importsOf(tree.syntax(target))
    .filter(({ isTypeOnly, names }) => !isTypeOnly && names.some((name) => one.names.includes(name)))
    .flatMap((home) => targetsOf(ground, target, home))
}

/** Returns every file that a test runs on its way. */
function reachedByTests(ground: Ground): ReadonlySet<string> {
  const { tree } = ground
  // The snapshot of an entry reaches everything and checks nothing.
  const reached = new Set(tree.paths.filter((path) => path.endsWith('.test.ts') && !path.endsWith('/index.test.ts')))
  for (const path of reached) {
    for (const one of importsOf(tree.syntax(path))) {
      for (const target of targetsOf(ground, path, one)) reached.add(target)
    }
  }
  return reached
}

/** Says whether a file only declares: types and literal data, with nothing in it that runs. */
function onlyDeclares(source: ts.SourceFile): boolean {
  let isRunning = false
  walkNodes(source, (node) => {
    const isCode =
      (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) ||
      ts.isClassLike(node) ||
      ts.isNewExpression(node) ||
      (ts.isCallExpression(node) && node.expression.getText(source) !== 'Object.freeze')
    if (isCode || (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)) isRunning = true
  })
  return !isRunning
}

function* checkTested(tree: Tree, untested: Reasons): Iterable<Finding> {
  const ground = groundOf(tree)
  const reached = reachedByTests(ground)
  for (const path of tree.paths) {
    if (!isProduction(path) || !path.startsWith('packages/') || onlyDeclares(tree.syntax(path))) continue
    if (ground.isEntry(path)) {
      const test = path.replace(/\.ts$/, '.test.ts')
      if (!tree.has(test)) yield { path, found: `no snapshot of its names in ${posix.basename(test)}` }
    } else if (!reached.has(path) && !Object.hasOwn(untested, path)) yield { path, found: 'no test that runs it' }
  }
  for (const path of Object.keys(untested)) {
    if (tree.has(path) && !reached.has(path)) continue
    yield { path: 'scripts/tidy/pins.ts', found: `${path}, which needs no entry: gone, or tested` }
  }
}

/** Returns the rule that every source file of a package is run by a test, but for these. */
export function testedRule(untested: Reasons): Rule {
  return {
    name: 'tested',
    why: 'put a test beside it, or say in scripts/tidy/pins.ts why there can be none',
    check: (tree) => checkTested(tree, untested),
  }
}

/** Wants every source file of a package run by some test. */
export const tested: Rule = testedRule(UNTESTED)
