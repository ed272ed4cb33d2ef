import ts from 'typescript'
import type { Finding, Rule } from './rule.ts'
import { lineOf, walkNodes } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isProduction } from './zone.ts'

function isError(node: ts.ClassLikeDeclaration): boolean {
  const parent = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  return parent !== undefined && /Error$/.test(parent.expression.getText())
}

function oddityOf(node: ts.Node): string | undefined {
  if (ts.isClassLike(node) && !isError(node)) return 'a class that is no error'
  if (ts.isDecorator(node)) return 'a decorator'
  if (ts.isVariableStatement(node) && ts.isSourceFile(node.parent)) {
    return node.declarationList.flags & ts.NodeFlags.Const ? undefined : 'a variable of the whole module'
  }
  return undefined
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!isProduction(path)) continue
    const source = tree.syntax(path)
    const findings: Finding[] = []
    walkNodes(source, (node) => {
      const found = oddityOf(node)
      if (found !== undefined) findings.push({ path, line: lineOf(source, node), found })
    })
    yield* findings
  }
}

/** Refuses classes other than errors, decorators and variables of the module. */
export const statements: Rule = {
  name: 'statement',
  why: 'data is plain objects, behavior is free functions, and whatever has memory has an owner that made it',
  check,
}
