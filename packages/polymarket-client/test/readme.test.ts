import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { endpointTable } from './endpoint-table.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the table of endpoints in the README is the endpoints’ own', () => {
  expect(readme).toContain(endpointTable())
})
