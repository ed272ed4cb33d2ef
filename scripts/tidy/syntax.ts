import ts from 'typescript'

/** Calls `visit` with every node of a file, parents first. */
export function walkNodes(source: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node) => {
    visit(node)
    ts.forEachChild(node, step)
  }
  step(source)
}

/** Returns the line a node starts on, counted from 1, its doc comment left out. */
export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/** One import or re-export of a file. */
export type Import = {
  readonly specifier: string
  readonly line: number
  /** The names it takes; empty for `import x`, `import * as x` and `import()`. */
  readonly names: readonly string[]
  /** Whether it leaves nothing at run time. */
  readonly isTypeOnly: boolean
}

function namesOf(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) return []
    return bindings.elements.map((element) => (element.propertyName ?? element.name).text)
  }
  if (ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamedExports(node.exportClause)) {
    return node.exportClause.elements.map((element) => (element.propertyName ?? element.name).text)
  }
  return []
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && node.isTypeOnly)
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
    return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments
    return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : undefined
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return node.argument.literal.text
  }
  return undefined
}

const known = new WeakMap<ts.SourceFile, readonly Import[]>()

/** Returns everything a file imports or re-exports, dynamic imports of a literal included. */
export function importsOf(source: ts.SourceFile): readonly Import[] {
  const found = known.get(source)
  if (found !== undefined) return found
  const imports: Import[] = []
  walkNodes(source, (node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return
    imports.push({ specifier, line: lineOf(source, node), names: namesOf(node), isTypeOnly: isTypeOnly(node) })
  })
  known.set(source, imports)
  return imports
}
