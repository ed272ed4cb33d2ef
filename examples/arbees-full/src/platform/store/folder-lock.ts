/*
 * One process to a folder. A socket in the folder is the lock: the operating system lets one process
 * listen there and frees it when that process dies, also by kill -9, also in another container.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import type { Server } from 'node:net'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreError } from './store.ts'

/** The longest path of a socket that every system takes. */
const PATH_MAX = 100

function socketOf(folder: string): string {
  const path = join(folder, '.lock')
  if (path.length <= PATH_MAX) return path
  return join(tmpdir(), `arbees-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.lock`)
}

function isHeld(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(path, () => {
      // A lock must not keep the process alive.
      server.unref()
      resolve(server)
    })
  })
}

/**
 * Takes a folder for this process; returns what gives it back.
 *
 * @throws StoreError `locked` while another process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true })
  const path = socketOf(realpathSync(folder))
  let server = await listen(path)
  if (server === undefined && !(await isHeld(path))) {
    // Its holder died: the name is left, nobody is behind it.
    rmSync(path, { force: true })
    server = await listen(path)
  }
  if (server === undefined) throw new StoreError('locked', `another process has the data in ${folder}; one at a time`)
  const own = statSync(path).ino
  const held = server
  const release = () => new Promise<void>((resolve) => held.close(() => resolve()))
  // Two that find a dead holder's name at once both listen, but only one of them under the name.
  await isHeld(path)
  if (statSync(path, { throwIfNoEntry: false })?.ino !== own) {
    await release()
    throw new StoreError('locked', `another process took the data in ${folder} at the same moment`)
  }
  return release
}
