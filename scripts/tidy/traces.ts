import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

// Each pattern is spelt so that it does not match its own source.
const TRACES: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.@~$}-])\/(?:home|Users|root|work|mnt)\/\w/, 'an absolute path of a machine'],
  [/\b[A-Z]:\\(?:Users|Windows)\b/, 'an absolute path of a machine'],
  [/\bfile:\/\/\/\w/, 'an absolute path of a machine'],
  [/\b(?:registry|artifactory|nexus|verdaccio)\.[a-z0-9-]+\.[a-z]{2,}\b/, 'the host of a registry'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\n|\s)*[A-Za-z0-9+/]{40}/, 'a private key'],
  [/\b(?:npm_|gh[pousr]_|xox[abp]-|sk_live_)[A-Za-z0-9]{20,}/, 'a token'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'a token'],
]

function* checkText(path: string, text: string): Iterable<Finding> {
  for (const [at, line] of text.split('\n').entries()) {
    for (const [pattern, name] of TRACES) {
      if (pattern.test(line)) yield { path, line: at + 1, found: name }
    }
  }
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (path === 'pnpm-lock.yaml') {
      const line = tree
        .read(path)
        .split('\n')
        .findIndex((one) => /https?:|tarball:/.test(one))
      if (line >= 0) yield { path, line: line + 1, found: 'a URL in the lockfile' }
    } else yield* checkText(path, tree.read(path))
  }
}

/** Refuses what ties the repository to one machine, one registry or one account. */
export const traces: Rule = {
  name: 'trace',
  why: 'a clone must work on any machine against any registry, and secrets never enter the history',
  check,
}
