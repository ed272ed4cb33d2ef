import { resolve } from 'node:path'
import { databaseUrl } from '../platform/config/platform-variables.ts'
import type { OperatorSettings } from './settings.ts'

/** Returns which database the settings mean, in words without a login or password. */
export function databaseName(settings: OperatorSettings): string {
  const address = databaseUrl(settings)?.reveal()
  if (address === undefined) return `inside ${resolve(settings.DATA_DIR)}`
  // What cannot be taken apart is not shown: it may be all password.
  if (!URL.canParse(address)) return 'of DATABASE_URL'
  const { host, pathname } = new URL(address)
  return `at ${host}${pathname}`
}
