/*
 * The house rules as a program: `node scripts/tidy.ts [ROOT]`. Prints each broken rule with its
 * place and its why, and ends with 1 when there is any.
 */
import { resolve } from 'node:path'
import { EXCEPTIONS } from './tidy/pins.ts'
import { RULES, runRules } from './tidy/run-rules.ts'
import { readTree } from './tidy/tree.ts'

const root = resolve(process.argv[2] ?? `${import.meta.dirname}/..`)
const tree = readTree(root)
const { problems, exceptions } = runRules(tree, EXCEPTIONS)

for (const { path, line, rule, found, why } of problems) {
  console.error(`${path}${line === undefined ? '' : `:${line}`}  ${rule}: ${found}\n    ${why}`)
}
for (const exception of exceptions) console.log(`excused: ${exception}`)
console.log(
  `tidy: ${tree.paths.length} files, ${RULES.length} rules, ${exceptions.length} exceptions, ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
