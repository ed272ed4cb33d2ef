/*
 * A run named by seed, commit and configuration must give the same log, byte for byte. So whatever
 * differs between two runs (time, chance, the network, the environment, the locale) comes in as an
 * argument, and only the rim may touch the platform's own.
 */
import ts from 'typescript'
import { HOUSE } from './house.ts'
import type { Finding, Rule } from './rule.ts'
import { lineOf, walkNodes } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isExampleRim, isProduction } from './zone.ts'

const GLOBALS = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'Worker',
  'BroadcastChannel',
  'performance',
  'process',
  'console',
])

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  AbortSignal: ['timeout'],
  crypto: ['randomUUID', 'getRandomValues', 'randomBytes', 'randomInt', 'randomFillSync'],
}

const LOCALE = new Set(['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'])

/** Says whether a path may touch the platform: the rim, an example's rim, or nothing users run. */
export function mayTouchPlatform(path: string): boolean {
  if (!isProduction(path) || isExampleRim(path)) return true
  const [, room = '', below = ''] = /^packages\/([^/]+)\/src\/(.*)$/.exec(path) ?? []
  return HOUSE[room]?.rim?.some((start) => below.startsWith(start)) === true
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  walkNodes(source, (node) => {
    const isDeclaration =
      ts.isParameter(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node)
    if (isDeclaration && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text)
  })
  return names
}

/** Says whether an identifier is read as a value: not a member's name, a declaration or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.name !== node || (ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis')
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isImportSpecifier(parent)) return false
  if (ts.isExportSpecifier(parent) || ts.isLabeledStatement(parent)) return false
  return !('name' in parent && parent.name === node)
}

function bannedAt(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isIdentifier(node)) {
    return GLOBALS.has(node.text) && !declared.has(node.text) && isValue(node) ? node.text : undefined
  }
  if (ts.isPropertyAccessExpression(node)) {
    const member = node.name.text
    if (LOCALE.has(member)) return `.${member}`
    if (!ts.isIdentifier(node.expression)) return undefined
    const owner = node.expression.text
    return Object.hasOwn(MEMBERS, owner) && MEMBERS[owner]?.includes(member) ? `${owner}.${member}` : undefined
  }
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const isDate = ts.isIdentifier(node.expression) && node.expression.text === 'Date'
    if (isDate && (node.arguments?.length ?? 0) === 0) return ts.isNewExpression(node) ? 'new Date()' : 'Date()'
  }
  return undefined
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (mayTouchPlatform(path)) continue
    const source = tree.syntax(path)
    const declared = declaredNames(source)
    const findings: Finding[] = []
    walkNodes(source, (node) => {
      const found = bannedAt(node, declared)
      if (found !== undefined) findings.push({ path, line: lineOf(source, node), found })
    })
    yield* findings
  }
}

/** Refuses the platform's clock, chance, timers, network, environment and locale outside the rim. */
export const bannedCalls: Rule = {
  name: 'banned-call',
  why: 'take it from the Runtime that is passed in: two runs of one seed must be equal byte for byte',
  check,
}
