import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { readErrorBody } from '../src/error-body.ts'
import { surprisesIn } from '../src/schema/wire.ts'
import { endpointsOf, readIndex } from './example-index.ts'
import { mutations } from './mutation.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('examples.test.ts')
const folder = shared === undefined ? '' : join(shared, 'protocols', 'kalshi-examples')
const index = shared === undefined ? [] : readIndex(folder)
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))

const answers = index
  .filter(({ kind }) => kind === 'rest_response')
  .flatMap(({ file, operation = '' }) =>
    endpointsOf(operation).map(({ name, endpoint }) => ({ file, name, schema: endpoint.output as z.ZodType })),
  )

describe.skipIf(shared === undefined)('every answer of the examples', () => {
  it('is there', () => expect(answers.length).toBeGreaterThan(100))

  it.each(answers)('$file is accepted by $name, and refused with the path when it is mutated', ({ file, schema }) => {
    const payload = read(file)
    const parsed = schema.safeParse(payload)
    expect(parsed.error?.issues ?? []).toEqual([])
    expect(surprisesIn(parsed.data)).toEqual([])
    for (const { what, path, payload: mutated } of mutations(schema, payload)) {
      const refused = schema.safeParse(mutated)
      expect(refused.success, `${file}: ${what} at ${path} was accepted`).toBe(false)
      const paths = refused.error?.issues.map((issue) => issue.path.join('.')) ?? []
      expect(paths, `${file}: ${what}`).toContain(path)
    }
  })

  it('tolerates fields and keeps words of a later version', () => {
    const { schema } = answers.find(({ name }) => name === 'orders.getOrder') as (typeof answers)[number]
    const payload = structuredClone(read('rest__get_order__executed.json')) as { order: Record<string, unknown> }
    payload.order['status'] = 'paused_by_moon'
    payload.order['a_field_of_next_year'] = { deep: [1] }
    const parsed = schema.parse(payload) as { order: { status: string } }
    expect(parsed.order.status).toBe('paused_by_moon')
    expect(surprisesIn(parsed)).toEqual([{ where: 'order status', found: 'paused_by_moon' }])
  })
})

describe.skipIf(shared === undefined)('every error of the examples', () => {
  const errors = index.filter(({ kind }) => kind === 'error_response')
  it.each(errors)('$file is read', ({ file }) => {
    const words = readErrorBody(readFileSync(join(folder, file), 'utf8'))
    expect(words?.message ?? words?.code).toBeTruthy()
  })
})
