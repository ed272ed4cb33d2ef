import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Disk, DiskFile } from '@arbees/core'

const datasync = promisify(fdatasync)

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT'
}

/** A new file or name survives the machine only when its directory does. */
function syncDirectory(path: string): void {
  // Windows does not open directories; there a rename is as durable as it gets.
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function openAppend(path: string): DiskFile {
  mkdirSync(dirname(path), { recursive: true })
  const handle = openSync(path, 'a')
  syncDirectory(dirname(path))
  let size = fstatSync(handle).size
  return Object.freeze({
    append: (bytes: Uint8Array) => {
      let written = 0
      while (written < bytes.length) {
        const count = writeSync(handle, bytes, written)
        written += count
        size += count
      }
    },
    sync: () => datasync(handle),
    size: () => size,
    close: () => closeSync(handle),
  })
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.new`
  const file = await open(beside, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  syncDirectory(dirname(path))
}

/** Returns the machine's files. Directories are made as they are needed; errors are Node's. */
export function nodeDisk(): Disk {
  return Object.freeze({
    openAppend,
    read: (path: string) => {
      try {
        return readFileSync(path)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    replace,
    truncate: (path: string, length: number) => truncateSync(path, length),
    remove: (path: string) => rmSync(path, { force: true }),
    list: (directory: string) => {
      try {
        return readdirSync(directory).sort()
      } catch (error) {
        if (isMissing(error)) return []
        throw error
      }
    },
  })
}
