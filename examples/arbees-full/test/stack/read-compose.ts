/*
 * docker-compose.yml as the local stack needs it: variables filled in, lists and maps in one form. What is not read
 * here (images, networks, limits) has no meaning for a process that runs on this machine itself.
 */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** Variables by name. */
export type Values = Readonly<Record<string, string>>

const seconds = z.string().transform((text, context) => {
  const found = /^(\d+)(ms|s|m)$/.exec(text)
  if (found === null) {
    context.addIssue({ code: 'custom', message: `expected a length of time like 10s, found ${text}` })
    return z.NEVER
  }
  return (Number(found[1]) * { ms: 1, s: 1_000, m: 60_000 }[found[2] as 'ms' | 's' | 'm']) as number
})

const service = z.object({
  image: z.string(),
  container_name: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).default('no'),
  stop_grace_period: seconds.default(10_000),
  depends_on: z.record(z.string(), z.object({ condition: z.enum(['service_started', 'service_healthy']) })).default({}),
  healthcheck: z
    .object({
      test: z.array(z.string()),
      interval: seconds,
      timeout: seconds,
      retries: z.number(),
      start_period: seconds,
    })
    .optional(),
})

/** One service of the file. */
export type ComposeService = z.output<typeof service>

/** The file. */
export type Compose = Readonly<Record<string, ComposeService>>

/** The names of all variables that the file itself reads. */
export function variablesIn(text: string): readonly string[] {
  const names = [...text.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name)
  return [...new Set(names)].sort()
}

/** Fills variables in as Compose does: `${A:-b}` where A is unset or empty, `${A-b}` where it is unset, `$$` is `$`. */
export function interpolate(text: string, values: Values): string {
  return text.replace(
    /\$\$|\$\{([A-Z][A-Z0-9_]*)(?:(:?-)([^}]*))?\}/g,
    (whole, name: string | undefined, operator: string | undefined, fallback = '') => {
      if (whole === '$$' || name === undefined) return '$'
      const value = values[name]
      const isMissing = operator === ':-' ? value === undefined || value === '' : value === undefined
      return isMissing ? fallback : (value ?? '')
    },
  )
}

function fillIn(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return interpolate(value, values)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillIn(item, values)]))
}

/** Returns a compose file as plain data, its anchors and merges resolved. */
export function parseCompose(text: string): Readonly<Record<string, unknown>> {
  return parse(text, { merge: true }) as Readonly<Record<string, unknown>>
}

/**
 * Returns the services of a compose file.
 *
 * @throws ZodError when it says something in a form that is not read here.
 */
export function readCompose(path: string, values: Values): Compose {
  const { services } = parseCompose(readFileSync(path, 'utf8'))
  return z.record(z.string(), service).parse(fillIn(services, values))
}

/** Returns the lines of a `.env` file. */
export function readEnvFile(path: string): Values {
  const lines = readFileSync(path, 'utf8').split('\n')
  const set = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(set.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
}
