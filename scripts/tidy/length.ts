import ts from 'typescript'
import type { Finding, Rule } from './rule.ts'
import { lineOf, walkNodes } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isTest, isTypeScript } from './zone.ts'

/** The most lines a file may have. */
export const FILE_LINES_MAX = 400
/** The most lines a function may have, first and last included. */
export const FUNCTION_LINES_MAX = 70

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!isTypeScript(path) || isTest(path)) continue
    const source = tree.syntax(path)
    const lines = tree.read(path).trimEnd().split('\n').length
    if (lines > FILE_LINES_MAX) yield { path, found: `${lines} lines, more than ${FILE_LINES_MAX}` }
    const findings: Finding[] = []
    walkNodes(source, (node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return
      const line = lineOf(source, node)
      const count = source.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - line
      if (count > FUNCTION_LINES_MAX) {
        findings.push({ path, line, found: `a function of ${count} lines, more than ${FUNCTION_LINES_MAX}` })
      }
    })
    yield* findings
  }
}

/** Limits the length of files and functions; tests are free. */
export const length: Rule = {
  name: 'length',
  why: 'split it by concept: what fits on a screen is read whole, what does not is skimmed',
  check,
}
