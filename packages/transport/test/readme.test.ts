import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const readme = readFileSync(`${root}/README.md`, 'utf8')

test('the quick start runs as it stands', () => {
  const code = /## Quick start[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const flags = ['--conditions=@arbees/source', '--input-type=module-typescript', '--eval', code]
  const output = execFileSync(process.execPath, flags, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(output).toBe("{ ticker: 'A', status: 'open' }\nresponse.status\n")
})

test('every exported function stands in the table, but for the recordings’ own', () => {
  const missing = Object.keys(api).filter(
    (name) => !readme.includes(`\`${name}\``) && !/recording|Recordable/i.test(name),
  )
  expect(missing).toEqual([])
})
