import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

// Joined here so that the rule does not find itself.
const MARKS = new RegExp(
  `\\b(?:${['FIX', 'TO', 'XX', 'HA'].map((head, at) => head + ['ME', 'DO', 'X', 'CK'][at]).join('|')})\\b`,
)

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (path === 'pnpm-lock.yaml') continue
    for (const [at, line] of tree.read(path).split('\n').entries()) {
      const mark = MARKS.exec(line)?.[0]
      if (mark !== undefined) yield { path, line: at + 1, found: mark }
    }
  }
}

/** Refuses notes to oneself. */
export const leftovers: Rule = {
  name: 'leftover',
  why: 'do it now, or write it where others look: an issue, a limit in the README',
  check,
}
