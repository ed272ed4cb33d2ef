import { HOUSE, SCOPE } from './house.ts'
import { dependenciesIn, manifestsOf, RUNTIME_FIELDS } from './manifest.ts'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

function* check(tree: Tree): Iterable<Finding> {
  for (const { path, room, json } of manifestsOf(tree, 'packages')) {
    const found = RUNTIME_FIELDS.flatMap((field) => dependenciesIn(json, field))
      .map(([name]) => name)
      .filter((name) => !name.startsWith(SCOPE))
    const budget = HOUSE[room]?.budget ?? []
    for (const name of found) {
      if (!budget.includes(name)) yield { path, found: `${name}, which is not in the budget of ${room}` }
    }
    for (const name of budget) {
      if (!found.includes(name)) yield { path, found: `no ${name}, which the budget of ${room} still lists` }
    }
  }
  const root = JSON.parse(tree.read('package.json')) as Readonly<Record<string, unknown>>
  for (const [name] of dependenciesIn(root, 'dependencies')) {
    yield { path: 'package.json', found: `${name} as a dependency of the root` }
  }
}

/** Pins each package's foreign runtime dependencies. */
export const budget: Rule = {
  name: 'budget',
  why: 'users install and audit every dependency: a new one is a decision, made in scripts/tidy/house.ts',
  check,
}
