import { posix } from 'node:path'
import type { Finding, Rule } from './rule.ts'
import { importsOf } from './syntax.ts'
import type { Tree } from './tree.ts'
import { isTypeScript, memberOf } from './zone.ts'

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!isTypeScript(path)) continue
    const member = memberOf(path)
    for (const { specifier, line } of importsOf(tree.syntax(path))) {
      if (!specifier.startsWith('.')) continue
      const target = posix.join(posix.dirname(path), specifier)
      if (member !== undefined && !target.startsWith(`${member}/`)) {
        yield { path, line, found: `import of ${specifier}, which leaves ${member}` }
      } else if (!/\.(ts|tsx|mts|json|js|mjs)$/.test(target)) {
        yield { path, line, found: `import of ${specifier}, which has no file ending` }
      }
    }
  }
}

/** Holds relative imports within their package and written with their file ending. */
export const relativeImports: Rule = {
  name: 'relative-import',
  why: 'import another package by its name, a file by its name with .ts: Node runs the sources as they are',
  check,
}
