#!/usr/bin/env node
/*
 * The dashboard in a process of its own: `arbees-frontend` of docker-compose.yml. With main.ts and the command's
 * own main the only file that reads the environment.
 */
import { join } from 'node:path'
import { createRealClock } from '@arbees/transport'
import { allVariables } from '../platform/config/all-variables.ts'
import { platformVariables } from '../platform/config/platform-variables.ts'
import { ConfigError, readConfig } from '../platform/config/read-config.ts'
import { createLog } from '../platform/log.ts'
import { createDashboard } from '../services/api/dashboard-files.ts'
import { SERVICES } from '../services.ts'
import { frontendVariables } from './frontend-variables.ts'
import { serveFrontend } from './serve-frontend.ts'

const { DATA_DIR, LOG_LEVEL, LOG_FORMAT } = platformVariables

try {
  const known = allVariables(SERVICES.map(({ config }) => config.shape))
  const config = readConfig(process.env, { ...frontendVariables, DATA_DIR, LOG_LEVEL, LOG_FORMAT }, known, [])
  const { FRONTEND_HOST: host, FRONTEND_PORT: port, FRONTEND_API_URL: api } = config
  const write = (line: string) => void process.stdout.write(line)
  const log = createLog({ clock: createRealClock(), level: config.LOG_LEVEL, format: config.LOG_FORMAT, write })
  const dashboard = createDashboard(join(config.DATA_DIR, 'dashboard'), log)
  const close = await serveFrontend({ host, port, api: new URL(api), dashboard })
  log('info', 'frontend listens', { host, port, api })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close())
} catch (error) {
  const isSetting = error instanceof ConfigError
  process.stderr.write(`${isSetting ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = isSetting ? 2 : 1
}
