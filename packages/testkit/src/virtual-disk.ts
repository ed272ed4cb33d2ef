/*
 * Files in memory that can be lost as real ones are: what was appended survives the process, what
 * was synced survives the machine, and of the rest a power cut leaves any beginning, some of it as
 * zeros. Truncations and removals are undone by a power cut unless something synced after them.
 */
import type { Clock, Disk, DiskFile, Micros, Rng } from '@arbees/core'
import { nextChance, nextInteger } from '@arbees/core'

/** What went down: only the process, whose handles are gone, or the machine with it. */
export type CrashKind = 'process' | 'power'

/** A disk in memory, with the ways in which disks fail. */
export type VirtualDisk = Disk & {
  /** Ends every open handle and every pending sync; a power cut also loses what was not synced. */
  readonly crash: (kind: CrashKind) => void
  /** Sets how many bytes fit on it; an append beyond that writes what fits and throws ENOSPC. */
  readonly setCapacity: (bytes: number) => void
  /** While broken, appends throw and syncs reject with EIO. */
  readonly setBroken: (isBroken: boolean) => void
  /** Returns how many bytes all files hold. */
  readonly usedBytes: () => number
}

/** Settings of `createVirtualDisk`. */
export type VirtualDiskSettings = {
  readonly clock: Clock
  /** Decides what a power cut leaves. */
  readonly rng: Rng
  /** How long a sync takes; 0 needs no step of the clock. @default 0 */
  readonly syncMicros?: Micros
}

type File = {
  bytes: Uint8Array
  length: number
  /** How much of it, from the start, is on the medium. */
  durable: number
  /** What the medium still holds of it if its truncation never gets there. */
  before: Uint8Array | undefined
}

function failure(code: string, sentence: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${sentence}, '${path}'`), { code, path })
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function contentOf(file: File): Uint8Array {
  return file.bytes.slice(0, file.length)
}

function fileOf(bytes: Uint8Array, durable: number): File {
  return { bytes: bytes.slice(), length: bytes.length, durable, before: undefined }
}

function extend(file: File, bytes: Uint8Array): void {
  const length = file.length + bytes.length
  if (length > file.bytes.length) {
    const grown = new Uint8Array(Math.max(length, file.bytes.length * 2))
    grown.set(file.bytes.subarray(0, file.length))
    file.bytes = grown
  }
  file.bytes.set(bytes, file.length)
  file.length = length
}

/** What a power cut leaves of a file. */
function survivor(file: File, rng: Rng): File {
  if (file.before !== undefined && nextChance(rng, 0.5)) return fileOf(file.before, file.before.length)
  const left = file.bytes.slice(0, nextInteger(rng, file.durable, file.length))
  // A file's length may reach the medium before its bytes do.
  if (left.length > file.durable && nextChance(rng, 0.25)) left.fill(0, nextInteger(rng, file.durable, left.length))
  return fileOf(left, left.length)
}

/** Creates an empty disk. */
export function createVirtualDisk(settings: VirtualDiskSettings): VirtualDisk {
  const { clock, rng, syncMicros = 0 as Micros } = settings
  const files = new Map<string, File>()
  /** Removed files that a power cut may bring back. */
  const graves = new Map<string, File>()
  let capacity = Number.POSITIVE_INFINITY
  let isBroken = false
  let life = 0

  function usedBytes(): number {
    let used = 0
    for (const file of files.values()) used += file.length
    return used
  }

  function write(file: File, bytes: Uint8Array, path: string): void {
    if (isBroken) throw failure('EIO', 'input/output error, write', path)
    const room = capacity - usedBytes()
    extend(file, bytes.length <= room ? bytes : bytes.subarray(0, Math.max(0, room)))
    if (bytes.length > room) throw failure('ENOSPC', 'no space left on device, write', path)
  }

  /** Resolves when the file as it stands now is on the medium; never, when a crash comes first. */
  function sync(file: File, path: string): Promise<void> {
    const { length } = file
    const startedIn = life
    return new Promise((resolve, reject) => {
      const finish = () => {
        if (life !== startedIn) return
        if (isBroken) {
          reject(failure('EIO', 'input/output error, fsync', path))
          return
        }
        file.durable = Math.max(file.durable, Math.min(length, file.length))
        file.before = undefined
        resolve()
      }
      if (syncMicros === 0) finish()
      else clock.setTimer(syncMicros, finish)
    })
  }

  function syncDirectory(directory: string): void {
    for (const path of graves.keys()) if (directoryOf(path) === directory) graves.delete(path)
  }

  function openAppend(path: string): DiskFile {
    const file = files.get(path) ?? fileOf(new Uint8Array(), 0)
    files.set(path, file)
    syncDirectory(directoryOf(path))
    const bornIn = life
    let isOpen = true
    const check = (verb: string) => {
      if (!isOpen || life !== bornIn) throw failure('EBADF', `bad file descriptor, ${verb}`, path)
    }
    return Object.freeze({
      append: (bytes: Uint8Array) => {
        check('write')
        write(file, bytes, path)
      },
      sync: async () => {
        check('fsync')
        await sync(file, path)
      },
      size: () => file.length,
      close: () => {
        check('close')
        isOpen = false
      },
    })
  }

  async function replace(path: string, bytes: Uint8Array): Promise<void> {
    const beside = `${path}.new`
    const file = fileOf(new Uint8Array(), 0)
    files.set(beside, file)
    write(file, bytes, beside)
    await sync(file, beside)
    files.delete(beside)
    files.set(path, file)
    syncDirectory(directoryOf(path))
  }

  function truncate(path: string, length: number): void {
    const file = files.get(path)
    if (file === undefined) throw failure('ENOENT', 'no such file or directory, truncate', path)
    if (length > file.length) throw failure('EINVAL', `cannot grow from ${file.length} to ${length} bytes`, path)
    if (length < file.durable) file.before ??= file.bytes.slice(0, file.durable)
    file.length = length
    file.durable = Math.min(file.durable, length)
  }

  function remove(path: string): void {
    const file = files.get(path)
    if (file === undefined) return
    files.delete(path)
    graves.set(path, file)
  }

  function list(directory: string): readonly string[] {
    const prefix = directory === '' || directory.endsWith('/') ? directory : `${directory}/`
    const names = new Set<string>()
    for (const path of files.keys()) {
      if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] as string)
    }
    return [...names].sort()
  }

  function crash(kind: CrashKind): void {
    life += 1
    if (kind === 'process') return
    for (const [path, file] of graves) if (!files.has(path) && nextChance(rng, 0.5)) files.set(path, file)
    graves.clear()
    for (const [path, file] of files) files.set(path, survivor(file, rng))
  }

  return Object.freeze({
    openAppend,
    read: (path: string) => {
      const file = files.get(path)
      return file === undefined ? undefined : contentOf(file)
    },
    replace,
    truncate,
    remove,
    list,
    crash,
    setCapacity: (bytes: number) => {
      capacity = bytes
    },
    setBroken: (broken: boolean) => {
      isBroken = broken
    },
    usedBytes,
  })
}
