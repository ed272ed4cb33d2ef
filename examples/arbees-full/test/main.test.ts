import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-main-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const args = ['--conditions=@arbees/source', main]
// A service that asks nobody for anything until it is given work.
const environment = { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), SERVICES: 'game-shard' }

describe('the process', () => {
  test('refuses wrong settings in sentences, all at once, with no value', () => {
    const env = { ...environment, PAPER_TRADING: 'canary', LOG_FORMAT: 'canary', POSTGRES_PASWORD: 'canary' }
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      [
        'The settings cannot be used:',
        '  PAPER_TRADING: expected 1 or 0',
        '  LOG_FORMAT: expected one of json, pretty',
        '  POSTGRES_PASWORD: no such variable, is POSTGRES_PASSWORD meant?',
        '',
      ].join('\n'),
    )
  })

  test('lists at once what is missing, malformed, misspelt and a placeholder, and what real orders lack besides', () => {
    const env = {
      ...environment,
      SERVICES: 'execution-service',
      ENVIRONMENT: 'production',
      PAPER_TRADING: '0',
      MAX_POSITION_SIZE: 'canary',
      MAX_DAILY_LOS: '500',
      POSTGRES_PASSWORD: 'changeme',
      REDIS_URL: 'redis://:secret@redis:6379',
      KALSHI_BASE_URL: 'http://127.0.0.1:1/canary',
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    expect([status, stdout]).toEqual([2, ''])
    const names = stderr.split('\n').map((line) => line.trim().split(': ')[0])
    expect(names.slice(1, -1).sort()).toEqual([
      'KALSHI_API_KEY',
      'KALSHI_BASE_URL, KALSHI_WS_URL',
      'KALSHI_PRIVATE_KEY',
      'MAX_DAILY_LOS',
      'MAX_POSITION_SIZE',
      'PAPER_TRADING',
      'POLYMARKET_PRIVATE_KEY',
      'POSTGRES_PASSWORD',
      'REDIS_URL',
    ])
    expect(stderr).not.toMatch(/canary|changeme|secret@/)
  })

  test('ends in order when it is asked to, and leaves its folder to the next', async () => {
    for (const _ of [1, 2]) {
      const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      // A second signal ends a process at once.
      let isAsked = false
      child.stdout.on('data', (bytes) => {
        out += String(bytes)
        if (isAsked || !out.includes('schema is up to date')) return
        isAsked = true
        child.kill('SIGTERM')
      })
      const status = await new Promise((resolve) => child.once('exit', resolve))
      expect(status).toBe(0)
      expect(out).toContain('"message":"stopped"')
    }
  }, 180_000)
})
