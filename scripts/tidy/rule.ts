import type { Tree } from './tree.ts'

/** One place where a rule is broken. */
export type Finding = {
  readonly path: string
  /** Counted from 1. Without it the finding is about the whole file and no line can excuse it. */
  readonly line?: number
  /** What stands there that should not, or does not and should. */
  readonly found: string
}

/** One house rule that a machine can see. */
export type Rule = {
  readonly name: string
  /** The sentence that is printed with each finding: what to do instead, and why. */
  readonly why: string
  readonly check: (tree: Tree) => Iterable<Finding>
}
