import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why tests that need a Redis cannot run here; undefined where they can. */
export const NO_REDIS =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'no redis-server on this machine'

/** Returns a port of loopback at which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** A Redis of the test's own, with its append-only file, so that it can be killed and come back. */
export type LocalRedis = {
  readonly url: string
  readonly start: () => Promise<void>
  /** As a power cut would, for this process alone. */
  readonly kill: () => Promise<void>
  /** Runs `redis-cli` and returns what it prints. */
  readonly cli: (...args: string[]) => string
  readonly remove: () => Promise<void>
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** When Redis writes to the disk: before it answers, as the deployment sets it, or once a second. */
export type RedisSync = 'always' | 'everysec'

/** Starts a Redis on a free port. */
export async function startLocalRedis(password?: string, sync: RedisSync = 'always'): Promise<LocalRedis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'arbees-redis-'))
  let child: ChildProcess | undefined
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  args.push(
    '--appendonly',
    'yes',
    '--appendfsync',
    sync,
    ...(password === undefined ? [] : ['--requirepass', password]),
  )
  const cli = (...words: string[]) => {
    const login = password === undefined ? [] : ['-a', password, '--no-auth-warning']
    return spawnSync('redis-cli', ['-p', String(port), ...login, ...words], { encoding: 'utf8' }).stdout.trim()
  }
  const start = async () => {
    child = spawn('redis-server', args, { stdio: 'ignore' })
    for (let tries = 0; !(await isListening(port)) || cli('PING') !== 'PONG'; tries++) {
      if (tries === 200) throw new Error('redis-server does not answer')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const kill = () =>
    new Promise<void>((resolve) => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  await start()
  const login = password === undefined ? '' : `:${password}@`
  return {
    url: `redis://${login}127.0.0.1:${port}`,
    start,
    kill,
    cli,
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
