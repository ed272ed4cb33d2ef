import { describe, expect, test } from 'vitest'
import type { TestReport } from './tally/count-tests.ts'
import { countTests, tallyLine } from './tally/count-tests.ts'

function report(status: 'passed' | 'failed', ...tests: ('passed' | 'failed' | 'skipped' | 'todo')[]): TestReport {
  const assertionResults = tests.map((one, at) => ({ fullName: `test ${at}`, status: one }))
  return { testResults: [{ name: 'a.test.ts', status, assertionResults }] }
}

describe('the tally', () => {
  test('counts tests by how they ended', () => {
    const counts = countTests(report('failed', 'passed', 'passed', 'failed', 'skipped', 'todo'))
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2, failures: ['test 2'] })
    expect(tallyLine(counts, 0)).toBe('2 passed, 1 failed, 2 skipped')
  })
  test('counts a file that did not load as one failure', () => {
    expect(countTests(report('failed'))).toEqual({ passed: 0, failed: 1, skipped: 0, failures: ['a.test.ts'] })
  })
  test('counts failed steps as failures, and leaves skips out when there are none', () => {
    expect(tallyLine(countTests(report('passed', 'passed')), 2)).toBe('1 passed, 2 failed')
  })
})
