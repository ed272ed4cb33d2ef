/*
 * pnpm vectors FILE — holds a client to a file of golden vectors. The file says by its own words which
 * venue it is of; the venue's package knows how to run it. One line per failed vector, then the count.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** What became of one vector. */
type Outcome = {
  readonly name: string
  readonly failure?: string
  /** Where the file itself says that a client is wrong, and ours goes by the venue's rule. */
  readonly difference?: string
}

type Runner = { readonly runVectors: (file: unknown) => readonly Outcome[] | Promise<readonly Outcome[]> }

const RUNNERS: Readonly<Record<string, string>> = {
  kalshi: '../packages/kalshi-client/test/vectors.ts',
  polymarket: '../packages/polymarket-client/test/vectors.ts',
}

function venueOf(file: unknown): string {
  if (typeof file !== 'object' || file === null) throw new Error('expected a JSON object of vectors')
  const { about, meta, ...rest } = file as Readonly<Record<string, unknown>>
  const words = JSON.stringify([about, meta, Object.keys(rest)]).toLowerCase()
  const named = Object.keys(RUNNERS).filter((venue) => words.includes(venue))
  if (named.length === 1) return named[0] as string
  throw new Error(
    `expected a file of one venue (${Object.keys(RUNNERS).join(', ')}), found ${named.join(' and ') || 'none'}`,
  )
}

async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    console.error('usage: pnpm vectors FILE')
    return 1
  }
  const file: unknown = JSON.parse(readFileSync(resolve(path), 'utf8'))
  const module = RUNNERS[venueOf(file)] as string
  const { runVectors } = (await import(module)) as Runner
  const outcomes = await runVectors(file)
  const failed = outcomes.filter(({ failure }) => failure !== undefined)
  for (const { name, difference } of outcomes)
    if (difference !== undefined) console.log(`DIFFERS ${name}: ${difference}`)
  for (const { name, failure } of failed) console.log(`FAILED ${name}: ${failure}`)
  if (outcomes.length === 0) console.log('expected at least one vector, found none')
  console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`)
  return failed.length > 0 || outcomes.length === 0 ? 1 : 0
}

try {
  process.exitCode = await main(process.argv[2])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
