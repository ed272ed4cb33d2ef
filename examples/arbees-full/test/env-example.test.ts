import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allVariables } from '../src/platform/config/all-variables.ts'
import { checkPlatform } from '../src/platform/config/platform-variables.ts'
import { readConfig } from '../src/platform/config/read-config.ts'
import { noteOf } from '../src/platform/config/variable.ts'
import { SERVICES } from '../src/services.ts'
import { variablesIn } from './stack/read-compose.ts'

const folder = join(import.meta.dirname, '..')
const lines = readFileSync(join(folder, '.env.example'), 'utf8').split('\n')
const set = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=(.*)/s))
const variables = allVariables(SERVICES.map(({ config }) => config.shape))
/** What only containers read. */
const inCompose = variablesIn(readFileSync(join(folder, 'docker-compose.yml'), 'utf8'))
const composeOnly = inCompose.filter((name) => !Object.hasOwn(variables, name))

describe('.env.example', () => {
  test('has exactly one line for each variable that the code or docker-compose.yml reads', () => {
    expect(set.map(([name]) => name).sort()).toEqual([...Object.keys(variables), ...composeOnly].sort())
  })

  test("shows each variable's default, and no secret but a placeholder", () => {
    for (const [name = '', shown] of set.filter(([one = '']) => !composeOnly.includes(one))) {
      const variable = variables[name]
      const note = variable === undefined ? undefined : noteOf(variable)
      expect(note, name).toBeDefined()
      if (name === 'POSTGRES_PASSWORD') expect(shown).toBe('your_secure_password')
      else expect(shown, name).toBe(note?.fallback ?? '')
    }
  })

  test('is read as it is', () => {
    const environment = Object.fromEntries(set.map(([name = '', value = '']) => [name, value]))
    expect(readConfig(environment, variables, variables, [checkPlatform])['PAPER_TRADING']).toBe(true)
  })

  test("gives the checklist's three lines to the checklist's grep", () => {
    const grep = spawnSync('grep', ['-E', 'PAPER_TRADING|MIN_EDGE_PCT|KALSHI_API_KEY', '.env.example'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(grep.stdout).toBe('PAPER_TRADING=1\nMIN_EDGE_PCT=2.0\nKALSHI_API_KEY=\n')
  })
})
