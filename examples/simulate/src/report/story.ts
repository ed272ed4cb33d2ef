/*
 * One run told: what it came to, and where it failed the shortest way there.
 */
import type { Replayed } from '../cli/replay.ts'

/** Lines of the trader's own talk that say nothing about trades. */
const QUIET = new Set(['stream connected', 'not answered yet'])

type Line = { at: number; from: string; message: string; fields?: object; level: string }

function lineOf(text: string, startAt: number): string | undefined {
  const { at, from, message, level: _, ...rest } = JSON.parse(text) as Line
  if (QUIET.has(message)) return undefined
  const fields = JSON.stringify({ ...rest.fields, ...rest, fields: undefined })
  const millis = ((at - startAt) / 1_000).toFixed(3).padStart(10)
  return `${millis} ms  ${from.padEnd(9)} ${message}${fields === '{}' ? '' : `  ${fields}`}`
}

function linesOf(log: readonly string[]): readonly string[] {
  const [first] = log
  if (first === undefined) return []
  const { at } = JSON.parse(first) as Line
  return log.flatMap((text) => lineOf(text, at) ?? [])
}

/** Returns the story of a run, for a terminal. */
export function storyOf(run: Replayed): string {
  const { seed, hash, violations, shrunk, trades, endings, faults, boundaries, steps } = run
  const head = [
    `seed ${seed}  hash ${hash}`,
    `${steps} steps, ${trades} trades (${endings.hedged} hedged, ${endings.flattened} flattened, ${endings.halted} halted), ${faults.length} faults, deaths at: ${Object.keys(boundaries).join(', ') || 'none'}`,
  ]
  if (violations.length === 0) return [...head, 'no violation'].join('\n')
  const found = violations.map(({ checker, sentence }) => `VIOLATED ${checker}: ${sentence}`)
  if (shrunk === null) return [...head, ...found, ...linesOf(run.log)].join('\n')
  const least = shrunk.isMinimal ? 'needs' : 'needs at most'
  return [
    ...head,
    ...found,
    '',
    `${shrunk.checker} ${least} these ${shrunk.steps.length} of ${faults.length} faults (${shrunk.tries} tries):`,
    ...shrunk.steps.map((step) => `  ${JSON.stringify(step)}`),
    '',
    'the shortest run that fails:',
    ...linesOf(shrunk.log),
  ].join('\n')
}
