import type { Reporter, TestCase } from 'vitest/node'

/** Returns a reporter that prints what was skipped and why, so that no skip goes unseen. */
export function createSkipReporter(print: (line: string) => void): Reporter {
  const counts = new Map<string, number>()
  return {
    onTestCaseResult(testCase: TestCase) {
      const result = testCase.result()
      if (result.state !== 'skipped') return
      const { parent } = testCase
      const about = result.note ?? (parent.type === 'suite' ? parent.fullName : testCase.name)
      const key = `${testCase.module.relativeModuleId}: ${about}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    onTestRunEnd() {
      for (const [key, count] of counts) print(`skipped ${count} in ${key}`)
      counts.clear()
    },
  }
}
