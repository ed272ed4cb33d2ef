/** What is read of vitest's JSON report. */
export type TestReport = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: 'passed' | 'failed'
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled'
    }[]
  }[]
}

/** How many tests ended in which way. */
export type TestCounts = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The names of what failed. */
  readonly failures: readonly string[]
}

/** Returns the counts of a report. A file that failed without a failed test of its own is one failure. */
export function countTests(report: TestReport): TestCounts {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const failures = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  for (const { name, status, assertionResults } of report.testResults) {
    if (status === 'failed' && !assertionResults.some((one) => one.status === 'failed')) failures.push(name)
  }
  const passed = tests.filter(({ status }) => status === 'passed').length
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed').length
  return { passed, failed: failures.length, skipped, failures }
}

/** Returns the counts as one plain line, `failedSteps` among the failures. */
export function tallyLine({ passed, failed, skipped }: TestCounts, failedSteps: number): string {
  const line = `${passed} passed, ${failed + failedSteps} failed`
  return skipped === 0 ? line : `${line}, ${skipped} skipped`
}
