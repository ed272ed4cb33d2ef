import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

const BUMP = /^["']@arbees\/([a-z-]+)["']: (patch|minor|major)$/

/** Returns what keeps a release from reading a change note; undefined when it can. */
function defectOf(tree: Tree, text: string): string | undefined {
  const [, head] = /^---\n([\s\S]*?)\n---\n[\s\S]*\S/.exec(text) ?? []
  if (head === undefined) return 'no "---", packages, "---" and a sentence'
  for (const line of head.split('\n')) {
    const [, name] = BUMP.exec(line) ?? []
    if (name === undefined) return `${line === '' ? 'an empty line' : line} among the packages`
    if (!tree.has(`packages/${name}/package.json`)) return `@arbees/${name}, which is no package`
  }
  return undefined
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!/^\.changeset\/.*\.md$/.test(path) || path.endsWith('/README.md')) continue
    const found = defectOf(tree, tree.read(path))
    if (found !== undefined) yield { path, found }
  }
}

/** Refuses change notes that a release could not read. */
export const changesets: Rule = {
  name: 'changesets',
  why: 'a release reads all of them or none: one "\'@arbees/name\': patch" a line between two "---"',
  check,
}
