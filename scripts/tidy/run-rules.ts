import { bannedCalls } from './banned-calls.ts'
import { budget } from './budget.ts'
import { changesets } from './changesets.ts'
import { relativeImports } from './imports.ts'
import { leftovers } from './leftovers.ts'
import { length } from './length.ts'
import { levels } from './levels.ts'
import { manifestShape } from './manifest-shape.ts'
import { markdown } from './markdown.ts'
import { modules } from './modules.ts'
import { names } from './names.ts'
import type { Finding, Rule } from './rule.ts'
import { statements } from './statements.ts'
import { tested } from './tested.ts'
import { traces } from './traces.ts'
import type { Tree } from './tree.ts'
import { words } from './words.ts'
import { worldImports } from './world-imports.ts'
import { isTest, isTypeScript } from './zone.ts'

/** Every rule, in the order in which they are reported. */
export const RULES: readonly Rule[] = [
  levels,
  budget,
  manifestShape,
  bannedCalls,
  worldImports,
  relativeImports,
  modules,
  statements,
  length,
  names,
  tested,
  markdown,
  changesets,
  words,
  traces,
  leftovers,
]

/** A finding with the rule that made it. */
export type Problem = Finding & { readonly rule: string; readonly why: string }

/** What a run found. */
export type Outcome = { readonly problems: readonly Problem[]; readonly exceptions: readonly string[] }

const EXCEPTION = /\/\/ tidy-ok:(.*)$/

function exceptionsIn(tree: Tree): ReadonlyMap<string, string> {
  const exceptions = new Map<string, string>()
  for (const path of tree.paths) {
    if (!isTypeScript(path) || isTest(path)) continue
    for (const [at, line] of tree.read(path).split('\n').entries()) {
      const reason = EXCEPTION.exec(line)?.[1]
      if (reason !== undefined) exceptions.set(`${path}:${at + 1}`, reason.trim())
    }
  }
  return exceptions
}

/** Returns what breaks the rules in a tree, when `allowed` lines may be excused. */
export function runRules(tree: Tree, allowed: number, rules: readonly Rule[] = RULES): Outcome {
  const exceptions = exceptionsIn(tree)
  const used = new Set<string>()
  const problems: Problem[] = []
  for (const { name, why, check } of rules) {
    for (const finding of check(tree)) {
      const place = `${finding.path}:${finding.line}`
      if (finding.line !== undefined && exceptions.has(place)) used.add(place)
      else problems.push({ ...finding, rule: name, why })
    }
  }
  const pin = (path: string, found: string, why: string) => problems.push({ path, found, rule: 'exception', why })
  for (const [place, reason] of exceptions) {
    if (reason === '') pin(place, 'no reason', 'an exception says why, after its colon')
    if (!used.has(place)) pin(place, 'an exception from nothing', 'remove the comment')
  }
  if (exceptions.size !== allowed) {
    const why = exceptions.size > allowed ? 'find another way: the count may only fall' : 'lower the pin to the count'
    pin('scripts/tidy/pins.ts', `${exceptions.size} exceptions where ${allowed} are pinned`, why)
  }
  return { problems, exceptions: [...exceptions].map(([place, reason]) => `${place}: ${reason}`) }
}
