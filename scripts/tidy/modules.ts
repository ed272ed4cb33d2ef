import ts from 'typescript'
import { entriesOf } from './manifest.ts'
import type { Finding, Rule } from './rule.ts'
import { lineOf } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isConfig, isTypeScript } from './zone.ts'

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.some((element) => element.name.text === 'default')
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
}

function defectOf(statement: ts.Statement, isEntry: boolean): string | undefined {
  if (!ts.isExportDeclaration(statement)) return isEntry ? 'code in a package entry' : undefined
  if (statement.exportClause === undefined || ts.isNamespaceExport(statement.exportClause)) return 'export *'
  const isReExport = statement.moduleSpecifier !== undefined
  return isReExport && !isEntry ? 're-export outside a package entry' : undefined
}

function* checkFile(path: string, source: ts.SourceFile, isEntry: boolean): Iterable<Finding> {
  if (!isEntry && /(^|\/)index\.tsx?$/.test(path)) yield { path, found: 'a barrel: index.ts below the entry' }
  for (const statement of source.statements) {
    const line = lineOf(source, statement)
    if (isDefaultExport(statement) && !isConfig(path)) yield { path, line, found: 'a default export' }
    const found = defectOf(statement, isEntry)
    if (found !== undefined) yield { path, line, found }
  }
}

function* check(tree: Tree): Iterable<Finding> {
  const entries = new Set(entriesOf(tree).values())
  for (const path of tree.paths) {
    if (isTypeScript(path)) yield* checkFile(path, tree.syntax(path), entries.has(path))
  }
}

/** Refuses default exports, `export *`, and barrels other than a package's entry. */
export const modules: Rule = {
  name: 'module',
  why: 'a name has one home and the entry lists names one by one: the diff of index.ts is the API change',
  check,
}
