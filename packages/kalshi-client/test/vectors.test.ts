import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedOrSkip } from './shared.ts'
import { runVectors } from './vectors.ts'

const shared = sharedOrSkip('vectors.test.ts')
const path = shared === undefined ? '' : join(shared, 'protocols', 'kalshi-vectors.json')
const file = shared === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)
const failures = (vectors: unknown) => runVectors(vectors).filter(({ failure }) => failure !== undefined)

type Path = readonly (string | number)[]

/** Where an expected figure stands, that is not only an input. */
const EXPECTED =
  /expected|message$|signed_path|ed25519_signature|verified|verifies$|coefficient|captured_fee|trade_fee|rounding_fee|rebate|net_fee|accumulator|balance_change|average_fee_paid|number_of_valid|\.valid$|snap_|request\.|book_side|outcome_side|raw_body|signed_message|TIMESTAMP/

/** Words for people, and texts that are wrong on purpose. */
const UNREAD = /\.(note|source|rule|name|why|confidence)$|(must_not_verify|cases)\.\d+\.message$/

function figures(value: unknown, at: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null) {
    const isFigure = typeof value === 'number' || typeof value === 'boolean' || /\d/.test(String(value))
    return isFigure && EXPECTED.test(at.join('.')) && !UNREAD.test(at.join('.')) ? [at] : []
  }
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value)
  return [...keys].flatMap((key) => figures((value as Record<string | number, unknown>)[key], [...at, key]))
}

function changed(section: string, at: Path): unknown {
  const copy = structuredClone({ signing: file['signing'], [section]: file[section] }) as Record<
    string | number,
    unknown
  >
  let parent = copy
  for (const key of at.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>
  const last = at.at(-1) as string
  const value = parent[last]
  if (typeof value === 'number') parent[last] = value + 1
  else if (typeof value === 'boolean') parent[last] = !value
  else parent[last] = String(value).replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))
  return section === 'signing' ? { signing: copy['signing'] } : copy
}

describe.skipIf(shared === undefined)('golden vectors', () => {
  it('pass, every one', () => {
    expect(failures(file)).toEqual([])
    expect(runVectors(file).length).toBeGreaterThanOrEqual(301)
  })

  const sampled = Object.keys(file).flatMap((section) =>
    figures(file[section], [section]).filter((_path, index, all) => index % Math.ceil(all.length / 12) === 0),
  )
  it.each(sampled.map((at) => [at.join('.'), at] as const))('fail when a figure is another: %s', (_name, at) => {
    expect(failures(changed(at[0] as string, at)).length).toBeGreaterThan(0)
  })

  it('fail when a kind is unknown, empty or of another shape', () => {
    expect(failures({ moon_vectors: [] })).toHaveLength(1)
    expect(failures({ ...file, fee_vectors: { ...(file['fee_vectors'] as object), lunar: [] } })).toHaveLength(1)
    expect(failures({ direction_vectors: { intent_to_v2_request: [] } })).toHaveLength(1)
    expect(failures({ fee_vectors: 7 })).toHaveLength(1)
    expect(runVectors({})).toEqual([])
  })
})
