import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'
import { isTypeScript } from './zone.ts'

const ROOMS_WITHOUT_DOOR = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'types', 'constants'])
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!isTypeScript(path)) continue
    for (const part of path.split('/')) {
      // `book.test.ts` and `units.test-d.ts` are named for `book` and `units`.
      const [stem = '', ...endings] = part.replace(/^\./, '').split('.')
      if (ROOMS_WITHOUT_DOOR.has(stem)) yield { path, found: `the name ${stem}` }
      if (![stem, ...endings].every((one) => KEBAB.test(one))) yield { path, found: `${part}, which is not kebab-case` }
    }
  }
}

/** Wants kebab-case names, and none that could hold anything. */
export const names: Rule = {
  name: 'name',
  why: 'name a file for the one concept it exports; a room that could hold anything soon does',
  check,
}
