/*
 * The last line of a whole check: `node scripts/tally.ts REPORT [FAILED STEP]...` reads vitest's
 * JSON report and prints `N passed, N failed, N skipped`. A file that could not be loaded and a
 * step that failed count as failures: neither has a test of its own that could.
 */
import { readFileSync } from 'node:fs'
import type { TestReport } from './tally/count-tests.ts'
import { countTests, tallyLine } from './tally/count-tests.ts'

const [path = '', ...failedSteps] = process.argv.slice(2)
const counts = countTests(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
// The step that runs the tests fails with them: one failure is counted once.
const otherSteps = failedSteps.filter((step) => step !== 'tests' || counts.failed === 0)
for (const step of otherSteps) console.log(`failed step: ${step}`)
for (const name of counts.failures) console.log(`failed test: ${name}`)
console.log(tallyLine(counts, otherSteps.length))
process.exitCode = counts.failed + failedSteps.length === 0 && counts.passed > 0 ? 0 : 1
