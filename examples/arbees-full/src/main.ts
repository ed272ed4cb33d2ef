#!/usr/bin/env node
/*
 * One process of the deployment: all services, or those that SERVICES names. The one file of it that reads
 * the environment and the process's signals.
 */
import { hostname } from 'node:os'
import { ConfigError } from './platform/config/read-config.ts'
import { runDeployment } from './run-deployment.ts'
import { SERVICES } from './services.ts'

const ending = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort())

try {
  await runDeployment({
    services: SERVICES,
    environment: process.env,
    hostname: hostname(),
    write: (line) => {
      process.stdout.write(line)
    },
    signal: ending.signal,
  })
} catch (error) {
  const isSetting = error instanceof ConfigError
  process.stderr.write(`${isSetting ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = isSetting ? 2 : 1
}
