/*
 * The whole of a process: settings, log, platform, services, health. What is chosen by the environment is
 * chosen here and nowhere else.
 */
import { createRealClock, nodeRuntime } from '@arbees/transport'
import { allVariables } from './platform/config/all-variables.ts'
import { checkPlatform, platformVariables } from './platform/config/platform-variables.ts'
import type { Environment, Variables } from './platform/config/read-config.ts'
import { joinVariables, readConfig } from './platform/config/read-config.ts'
import { serveHealth } from './platform/health.ts'
import { createLog } from './platform/log.ts'
import type { PlatformConfig } from './platform/open-platform.ts'
import { openPlatform } from './platform/open-platform.ts'
import { runServices } from './platform/run-services.ts'
import type { AnyService } from './service.ts'

/** What a process is made of. */
export type Deployment = {
  /** Every service there is; `SERVICES` chooses among them. */
  readonly services: readonly AnyService[]
  readonly environment: Environment
  /** This machine's name, in which a process is named that INSTANCE does not. */
  readonly hostname: string
  /** Takes each line of the log. */
  readonly write: (line: string) => void
  /** Ends the process's work in order. */
  readonly signal: AbortSignal
}

/** Returns the services that the environment asks for: those it names, or all of them. */
function chosenServices(services: readonly AnyService[], environment: Environment): readonly AnyService[] {
  const names = platformVariables.SERVICES.safeParse(environment['SERVICES'])
  if (!names.success || names.data.length === 0) return services
  return services.filter(({ name }) => names.data.includes(name))
}

/** Refuses the name of a service that there is not. */
function unknownServices(services: readonly AnyService[]) {
  const known = services.map(({ name }) => name)
  return (values: Readonly<Record<string, unknown>>): readonly string[] => {
    const asked = (values['SERVICES'] ?? []) as readonly string[]
    const unknown = asked.filter((name) => !known.includes(name))
    return unknown.length === 0 ? [] : [`SERVICES: expected some of ${known.join(', ')}, found ${unknown.join(', ')}`]
  }
}

/**
 * Runs what the environment asks for until the signal ends it.
 *
 * @throws ConfigError with everything that is wrong with the settings, before anything is opened.
 */
export async function runDeployment({ services, environment, hostname, write, signal }: Deployment): Promise<void> {
  const chosen = chosenServices(services, environment)
  const shapes = (some: readonly AnyService[]): readonly Variables[] => some.map(({ config }) => config.shape)
  const wanted = joinVariables([platformVariables, ...shapes(chosen)])
  const known = allVariables(shapes(services))
  const own = chosen.flatMap(({ check }) => check ?? [])
  const values = readConfig(environment, wanted, known, [checkPlatform, unknownServices(services), ...own])
  const config = values as unknown as PlatformConfig
  const clock = createRealClock()
  const log = createLog({ clock, level: config.LOG_LEVEL, format: config.LOG_FORMAT, write })
  const runtime = { ...nodeRuntime({ log, signal }), clock }
  log('info', 'starting', { services: chosen.map(({ name }) => name), paper: config.PAPER_TRADING })
  const platform = await openPlatform(config, runtime, hostname, signal)
  const at = { host: config.HEALTH_HOST, port: config.HEALTH_PORT }
  const server = at.port === 0 ? undefined : await serveHealth(platform.health, platform.metrics, at)
  try {
    await runServices({
      services: chosen,
      platform,
      runtime,
      config: values,
      heartbeat: config.HEARTBEAT_SECONDS,
      signal,
    })
  } finally {
    await server?.close()
  }
  log('info', 'stopped')
}
