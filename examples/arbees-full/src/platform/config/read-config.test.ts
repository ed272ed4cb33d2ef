import { parseMoney } from '@arbees/core'
import { isSecret } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import { checkPlatform, databaseUrl, LIVE_AUTHORIZATION, platformVariables } from './platform-variables.ts'
import type { Environment } from './read-config.ts'
import { ConfigError, joinVariables, readConfig } from './read-config.ts'
import { kalshiVariables, polymarketVariables, tradingVariables } from './trading-variables.ts'
import { millisVariable } from './variable.ts'

const wanted = { ...platformVariables, ...tradingVariables, ...kalshiVariables, ...polymarketVariables }
const read = (environment: Environment) => readConfig(environment, wanted, wanted, [checkPlatform])

function problemsOf(environment: Environment): readonly string[] {
  try {
    read(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the settings', () => {
  test("have the checklist's defaults, in exact units", () => {
    expect(read({ PATH: '/bin' })).toMatchObject({
      PAPER_TRADING: true,
      MIN_EDGE_PCT: 200,
      MAX_POSITION_SIZE: parseMoney('100'),
      MAX_DAILY_LOSS: parseMoney('500'),
      KELLY_FRACTION: 2500,
      INITIAL_BANKROLL: parseMoney('10000'),
      KALSHI_API_KEY: undefined,
      SERVICES: [],
    })
  })

  test('are refused with all problems at once, by name, with the expected form and no value', () => {
    const environment = {
      MIN_EDGE_PCT: 'canary-two',
      MAX_DAILY_LOSS: '-5',
      KELLY_FRACTION: '25%',
      PAPER_TRADING: 'true',
      KALSHI_API_KEY: 'canary key with spaces',
      MAX_POSTION_SIZE: '100',
      KALSHI_SECRET: 'canary',
      REDIS_URL: 'canary:6379',
    }
    const problems = problemsOf(environment)
    expect(problems).toEqual([
      'PAPER_TRADING: expected 1 or 0',
      'REDIS_URL: expected redis://host:port',
      'MIN_EDGE_PCT: expected percent from 0 to 100 with at most two places, like 2.0',
      'MAX_DAILY_LOSS: expected dollars as a decimal number, like 100.0',
      'KELLY_FRACTION: expected a fraction from 0 to 1 with at most four places, like 0.25',
      'KALSHI_API_KEY: expected the id of a Kalshi API key',
      'KALSHI_SECRET: no such variable',
      'MAX_POSTION_SIZE: no such variable, is MAX_POSITION_SIZE meant?',
    ])
    expect(problems.join()).not.toContain('canary')
  })

  test('a variable that is set to nothing is not set', () => {
    expect(read({ MIN_EDGE_PCT: '', DATABASE_URL: ' ' })).toMatchObject({ MIN_EDGE_PCT: 200, DATABASE_URL: undefined })
  })

  test('real orders need a second word for them', () => {
    const [problem] = problemsOf({ PAPER_TRADING: '0' })
    expect(problem).toContain('LIVE_ORDERS_AUTHORIZED_BY_ME')
    expect(read({ PAPER_TRADING: '0', LIVE_ORDERS_AUTHORIZED_BY_ME: LIVE_AUTHORIZATION }).PAPER_TRADING).toBe(false)
    expect(problemsOf({ PAPER_TRADING: '0', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes' })).toHaveLength(2)
  })

  test.each([
    ['POSTGRES_PASSWORD', 'your_secure_password'],
    ['POSTGRES_PASSWORD', 'Password'],
    ['DATABASE_URL', 'postgres://arbees:changeme@timescaledb/arbees'],
    ['REDIS_URL', 'redis://:secret@redis:6379'],
    ['REDIS_PASSWORD', 'changeme'],
  ])('a placeholder in %s is refused outside development', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([])
    const problems = problemsOf({ [name]: value, ENVIRONMENT: 'production' })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(name)
    expect(problems[0]).not.toContain(value)
  })

  test('Kalshi is elsewhere with both of its addresses, or with neither', () => {
    const [KALSHI_BASE_URL, KALSHI_WS_URL] = ['http://127.0.0.1:1/trade-api/v2', 'ws://127.0.0.1:1/trade-api/ws/v2']
    expect(problemsOf({ KALSHI_BASE_URL })).toEqual(['KALSHI_BASE_URL, KALSHI_WS_URL: expected both or neither'])
    expect(problemsOf({ KALSHI_WS_URL })).toHaveLength(1)
    expect(problemsOf({ KALSHI_BASE_URL, KALSHI_WS_URL })).toEqual([])
  })

  test('secrets are read as such, a key of several lines with its lines', () => {
    const pem = ['-----BEGIN PRIVATE', 'KEY-----'].join(' ')
    const { KALSHI_PRIVATE_KEY } = read({ KALSHI_PRIVATE_KEY: `${pem}\\nabc` })
    expect(isSecret(KALSHI_PRIVATE_KEY)).toBe(true)
    expect(KALSHI_PRIVATE_KEY?.reveal()).toBe(`${pem}\nabc`)
  })

  test('the address of the database is made of its parts where it is not given', () => {
    const parts = { POSTGRES_HOST: 'timescaledb', POSTGRES_PASSWORD: 'a/b' }
    expect(databaseUrl(read(parts))?.reveal()).toBe('postgres://arbees:a%2Fb@timescaledb:5432/arbees')
    expect(databaseUrl(read({ POSTGRES_PASSWORD: 'a' }))).toBeUndefined()
  })

  test('one variable has one form', () => {
    const delay = millisVariable('1')
    expect(joinVariables([{ DELAY_MS: delay }, { DELAY_MS: delay }])).toEqual({ DELAY_MS: delay })
    expect(() => joinVariables([{ DELAY_MS: delay }, { DELAY_MS: millisVariable('1') }])).toThrow('declared twice')
  })
})
