import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mutations } from './mutation.ts'
import { PAYLOAD_SCHEMAS } from './payload-schemas.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('examples.test.ts')
const folder = shared === undefined ? '' : join(shared, 'protocols', 'polymarket-examples')
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))

/** What we send, tested where it is made; a list of errors, tested in error.test.ts; a shape that is gone. */
const NOT_ANSWERS = /request\.json$|subscribe|ping\.json$|clob\/errors\.json$|price_change-legacy\.json$/

describe.skipIf(shared === undefined)('every payload of the examples', () => {
  test('has a schema', () => {
    const index = read('index.json') as { readonly files: readonly { readonly file: string }[] }
    const answers = index.files.map(({ file }) => file).filter((file) => !NOT_ANSWERS.test(file))
    expect(answers.filter((file) => !(file in PAYLOAD_SCHEMAS))).toEqual([])
    expect(answers.length).toBeGreaterThan(110)
  })

  test.each(Object.keys(PAYLOAD_SCHEMAS))('%s is accepted, and refused with the path when it is mutated', (file) => {
    const schema = PAYLOAD_SCHEMAS[file]!
    const payload = read(file)
    const parsed = schema.safeParse(payload)
    expect(parsed.error?.issues ?? []).toEqual([])
    for (const { what, path, payload: mutated } of mutations(schema, payload)) {
      const refused = schema.safeParse(mutated)
      expect(refused.success, `${file}: ${what} at ${path} was accepted`).toBe(false)
      const paths = refused.error?.issues.map((issue) => issue.path.join('.')) ?? []
      expect(paths, `${file}: ${what}`).toContain(path)
    }
  })
})
