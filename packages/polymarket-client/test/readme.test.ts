import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { endpointTable } from './endpoint-table.ts'

/** A table's cells without the padding that a formatter puts around them. */
const bare = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the table of endpoints in the README is the endpoints’ own', () => {
  expect(bare(readme)).toContain(bare(endpointTable()))
})
