import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { freePort, NO_REDIS, startLocalRedis } from './local-redis.ts'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-stop-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function stop(word: string, more: Readonly<Record<string, string>>) {
  const env = { PATH: process.env['PATH'], ...more }
  const args = ['--conditions=@arbees/source', main, 'emergency-stop', word]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder, env })
  return { status, stdout, stderr }
}

const SET = { status: 0, stdout: 'Emergency stop is set: no new order leaves.\n', stderr: '' }
const CLEAR = { status: 0, stdout: 'Emergency stop is clear: orders may leave.\n', stderr: '' }

describe('emergency-stop', () => {
  test('is a file where one process trades', () => {
    const data = { DATA_DIR: join(folder, 'data') }
    const path = join(folder, 'data', 'emergency_stop')
    // Containers read a key of Redis: who types this beside them must not believe that they have stopped.
    const stderr = `REDIS_URL is empty, so this is the file ${path}: only processes with that data folder obey it.\n`
    expect(stop('status', data)).toEqual({ ...CLEAR, stderr })
    expect(stop('set', data)).toEqual({ ...SET, stderr })
    expect(readFileSync(path, 'utf8')).toBe('1')
    expect(stop('status', { DATA_DIR: 'data' })).toEqual({ ...SET, stderr })
    expect(stop('clear', data)).toEqual({ ...CLEAR, stderr })
  })

  test.skipIf(NO_REDIS !== undefined)(
    `is the key of operators where many do${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`,
    async () => {
      const redis = await startLocalRedis()
      const address = { REDIS_URL: redis.url }
      expect(stop('set', address)).toEqual(SET)
      expect(redis.cli('GET', 'trading:emergency_stop')).toBe('1')
      redis.cli('SET', 'trading:emergency_stop', '0')
      expect(stop('status', address)).toEqual(CLEAR)
      await redis.remove()
    },
  )

  test('that cannot be written says so, and does not pretend', async () => {
    const { status, stdout, stderr } = stop('set', { REDIS_URL: `redis://127.0.0.1:${await freePort()}` })
    expect([status, stdout]).toEqual([1, expect.not.stringContaining('Emergency stop is')])
    expect(stderr).toContain('cannot be read')
  })
})
