import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { allVariables } from '../platform/config/all-variables.ts'
import { checkPlatform, platformVariables } from '../platform/config/platform-variables.ts'
import { readConfig } from '../platform/config/read-config.ts'
import { tradingVariables } from '../platform/config/trading-variables.ts'

/** Where `.env` may be: where the command is given, or beside the deployment. */
const FOLDERS = [process.cwd(), join(import.meta.dirname, '../..')]

const OPERATOR_VARIABLES = { ...platformVariables, INITIAL_BANKROLL: tradingVariables.INITIAL_BANKROLL }

/** What an operator's command reads. */
export type OperatorSettings = z.output<z.ZodObject<typeof OPERATOR_VARIABLES>>

/**
 * Returns the settings of a command that works on the deployment's data: the environment, and what a
 * `.env` file adds to it.
 *
 * @throws ConfigError with every problem.
 */
export async function operatorSettings(): Promise<OperatorSettings> {
  const file = FOLDERS.map((folder) => join(folder, '.env')).find((path) => existsSync(path))
  if (file !== undefined) process.loadEnvFile(file)
  // Loaded when it is needed: other commands start without the services.
  const { SERVICES } = await import('../services.ts')
  const known = allVariables(SERVICES.map(({ config }) => config.shape))
  return readConfig(process.env, OPERATOR_VARIABLES, known, [checkPlatform])
}
