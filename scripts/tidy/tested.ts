import { posix } from 'node:path'
import ts from 'typescript'
import { SCOPE } from './house.ts'
import { TESTED_ELSEWHERE } from './pins.ts'
import type { Finding, Rule } from './rule.ts'
import { importsOf, walkNodes } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isProduction, isTypeScript } from './zone.ts'

type Pins = Readonly<Record<string, string>>

/** Returns the files of the tree whose code a file imports. */
function targetsOf(tree: Tree, path: string): readonly string[] {
  return importsOf(tree.syntax(path))
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ specifier }) =>
      specifier.startsWith(SCOPE)
        ? `packages/${specifier.slice(SCOPE.length)}/src/index.ts`
        : posix.join(posix.dirname(path), specifier),
    )
    .filter((target) => tree.has(target) && isTypeScript(target))
}

/** Returns every file whose code `start` reaches by imports, itself included. */
function reachedFrom(tree: Tree, start: string): ReadonlySet<string> {
  const reached = new Set([start])
  for (const path of reached) for (const target of targetsOf(tree, path)) reached.add(target)
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

/** Says whether a path is a test of behavior; the snapshot of an entry reaches everything and checks nothing. */
function isCheck(path: string): boolean {
  return path.endsWith('.test.ts') && !path.endsWith('/index.test.ts')
}

function* checkPins(tree: Tree, tested: ReadonlySet<string>, pins: Pins): Iterable<Finding> {
  for (const [path, test] of Object.entries(pins)) {
    if (!tree.has(path) || tested.has(path)) {
      yield { path: 'scripts/tidy/pins.ts', found: `${path}, which needs no entry: gone, or tested directly` }
    } else if (!tree.has(test) || !isCheck(test) || !reachedFrom(tree, test).has(path)) {
      yield { path, found: `no way by imports from ${test}, named in scripts/tidy/pins.ts` }
    }
  }
}

function* checkTested(tree: Tree, pins: Pins): Iterable<Finding> {
  const tests = tree.paths.filter(isCheck)
  const tested = new Set(tests.flatMap((test) => targetsOf(tree, test)))
  for (const path of tree.paths) {
    if (!isProduction(path) || !path.startsWith('packages/') || onlyDeclares(tree.syntax(path))) continue
    if (path.endsWith('/src/index.ts')) {
      if (!tree.has(path.replace('.ts', '.test.ts'))) yield { path, found: 'no snapshot of its names in index.test.ts' }
    } else if (!tested.has(path) && !Object.hasOwn(pins, path)) {
      const near = tests.find(
        (test) => posix.dirname(test) === posix.dirname(path) && reachedFrom(tree, test).has(path),
      )
      yield { path, found: near === undefined ? 'no test' : `no test of its own (${near} reaches it)` }
    }
  }
  yield* checkPins(tree, tested, pins)
}

/** Returns the rule that every source file of a package is tested, with these files tested elsewhere. */
export function testedRule(pins: Pins): Rule {
  return {
    name: 'tested',
    why: 'put a test beside it, import it in one, or name the test that covers it in scripts/tidy/pins.ts',
    check: (tree) => checkTested(tree, pins),
  }
}

/** Wants every source file of a package tested. */
export const tested: Rule = testedRule(TESTED_ELSEWHERE)
