import type { Secret } from '@arbees/transport'
import { createSecret, isSecret } from '@arbees/transport'
import type { Environment } from './read-config.ts'
import { PAPER_TRADING } from './trading-variables.ts'
import {
  choiceVariable,
  integerVariable,
  listVariable,
  optionalVariable,
  secondsVariable,
  secretVariable,
  switchVariable,
  textVariable,
} from './variable.ts'

/** What must stand in LIVE_ORDERS_AUTHORIZED_BY_ME before real orders may leave. */
export const LIVE_AUTHORIZATION = 'yes-real-money'

/** What the platform itself reads. */
export const platformVariables = {
  PAPER_TRADING,
  LIVE_ORDERS_AUTHORIZED_BY_ME: optionalVariable(
    `${LIVE_AUTHORIZATION}, or nothing`,
    new RegExp(`^${LIVE_AUTHORIZATION}$`),
  ),
  ENVIRONMENT: choiceVariable(['development', 'production'], 'development'),
  SERVICES: listVariable('', 'names of services between commas, or nothing for all of them', /^[a-z]+(-[a-z]+)*$/),
  INSTANCE: optionalVariable('a name of letters, digits and hyphens', /^[\w-]{1,64}$/),
  DATA_DIR: textVariable('.arbees', 'a folder'),
  LOG_LEVEL: choiceVariable(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO'),
  LOG_FORMAT: choiceVariable(['json', 'pretty'], 'json'),
  HEALTH_PORT: integerVariable('0', 0, 65_535),
  HEALTH_HOST: textVariable('127.0.0.1', 'an address to listen at', /^[\w.:]+$/),
  HEARTBEAT_SECONDS: secondsVariable('10'),
  UNWIND_WHILE_STOPPED: switchVariable('0'),
  REDIS_URL: secretVariable('redis://host:port', /^rediss?:\/\/\S+$/),
  REDIS_PASSWORD: secretVariable('a password'),
  DATABASE_URL: secretVariable('postgres://user:password@host:port/database', /^postgres(ql)?:\/\/\S+$/),
  POSTGRES_HOST: optionalVariable('the name of a machine', /^[\w.-]+$/),
  POSTGRES_PORT: integerVariable('5432', 1, 65_535),
  POSTGRES_USER: textVariable('arbees', 'the name of a database user', /^\w+$/),
  POSTGRES_PASSWORD: secretVariable('a password'),
  POSTGRES_DB: textVariable('arbees', 'the name of a database', /^\w+$/),
} as const

const PLACEHOLDERS = new Set([
  'your_secure_password',
  'your-secure-password',
  'changeme',
  'change_me',
  'password',
  'postgres',
  'arbees',
  'secret',
])

function passwordIn(url: unknown): string | undefined {
  return isSecret(url) && URL.canParse(url.reveal()) ? decodeURIComponent(new URL(url.reveal()).password) : undefined
}

/** Refuses a placeholder for a password where it matters, and real orders without a second word for them. */
export function checkPlatform(values: Environment | Readonly<Record<string, unknown>>): readonly string[] {
  const problems: string[] = []
  if (values['PAPER_TRADING'] === false && values['LIVE_ORDERS_AUTHORIZED_BY_ME'] !== LIVE_AUTHORIZATION) {
    problems.push(
      `PAPER_TRADING: 0 sends real orders; it also needs LIVE_ORDERS_AUTHORIZED_BY_ME=${LIVE_AUTHORIZATION}`,
    )
  }
  // One alone would leave the other where KALSHI_ENV says: books of one world, orders to another.
  if ((values['KALSHI_BASE_URL'] === undefined) !== (values['KALSHI_WS_URL'] === undefined)) {
    problems.push('KALSHI_BASE_URL, KALSHI_WS_URL: expected both or neither')
  }
  if (values['ENVIRONMENT'] === 'development') return problems
  const password = values['POSTGRES_PASSWORD']
  const passwords = {
    POSTGRES_PASSWORD: isSecret(password) ? password.reveal() : undefined,
    DATABASE_URL: passwordIn(values['DATABASE_URL']),
    REDIS_URL: passwordIn(values['REDIS_URL']),
    REDIS_PASSWORD: isSecret(values['REDIS_PASSWORD']) ? values['REDIS_PASSWORD'].reveal() : undefined,
  }
  for (const [name, text] of Object.entries(passwords)) {
    if (text !== undefined && PLACEHOLDERS.has(text.toLowerCase())) {
      problems.push(`${name}: expected a password of your own outside development, found a placeholder`)
    }
  }
  return problems
}

/** Returns where the database is: its address, or undefined for the one inside the process. */
export function databaseUrl(values: {
  readonly DATABASE_URL: Secret | undefined
  readonly POSTGRES_HOST: string | undefined
  readonly POSTGRES_PORT: number
  readonly POSTGRES_USER: string
  readonly POSTGRES_PASSWORD: Secret | undefined
  readonly POSTGRES_DB: string
}): Secret | undefined {
  const { DATABASE_URL, POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = values
  if (DATABASE_URL !== undefined || POSTGRES_HOST === undefined) return DATABASE_URL
  const login = [POSTGRES_USER, ...(POSTGRES_PASSWORD === undefined ? [] : [POSTGRES_PASSWORD.reveal()])]
  const user = login.map(encodeURIComponent).join(':')
  return createSecret(`postgres://${user}@${POSTGRES_HOST}:${POSTGRES_PORT}/${POSTGRES_DB}`)
}
