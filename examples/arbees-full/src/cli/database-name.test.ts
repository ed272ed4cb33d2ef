import { createSecret } from '@arbees/transport'
import { expect, test } from 'vitest'
import { databaseName } from './database-name.ts'
import type { OperatorSettings } from './settings.ts'

const name = (address?: string) =>
  databaseName({
    DATA_DIR: '/data',
    ...(address === undefined ? {} : { DATABASE_URL: createSecret(address) }),
  } as OperatorSettings)

test('a database is named by where it is, never by its login', () => {
  expect(name()).toBe('inside /data')
  expect(name('postgres://arbees:canary@db:5433/arbees?password=canary')).toBe('at db:5433/arbees')
  expect(name('postgres://arbees:canary@[broken/arbees')).toBe('of DATABASE_URL')
})
