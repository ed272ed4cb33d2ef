import type { Verdict } from './verdict.ts'

/** Returns a line for each: its name, whether it holds, and why. */
export function formatVerdict(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ name, holds, found }) => `${name.padEnd(13)}  ${holds.padEnd(10)}  ${found}\n`).join('')
}
