/*
 * Files in memory that can be lost as real ones are: what was appended survives the process, what
 * was synced survives the machine, and of the rest a power cut leaves any beginning, some of it as
 * zeros. Truncations and removals are undone by a power cut unless something synced after them.
 */
import type { Clock, Disk, DiskFile, Micros, Rng } from '@arbees/core'
import { nextChance } from '@arbees/core'
import type { VirtualFile } from './virtual-file.ts'
import { contentOf, createFile, extendFile, hardenFile, shortenFile, survivorOf } from './virtual-file.ts'

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

/** A disk and all that is true of it. Changed in place. */
type State = {
  readonly clock: Clock
  readonly rng: Rng
  readonly syncMicros: Micros
  readonly files: Map<string, VirtualFile>
  /** Removed files that a power cut may bring back. */
  readonly graves: Map<string, VirtualFile>
  capacity: number
  isBroken: boolean
  /** Counts crashes: a handle or a sync of an earlier life is dead. */
  life: number
}

function failure(code: string, sentence: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${sentence}, '${path}'`), { code, path })
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function usedBytes(state: State): number {
  let used = 0
  for (const file of state.files.values()) used += file.length
  return used
}

function write(state: State, file: VirtualFile, bytes: Uint8Array, path: string): void {
  if (state.isBroken) throw failure('EIO', 'input/output error, write', path)
  const room = state.capacity - usedBytes(state)
  extendFile(file, bytes.length <= room ? bytes : bytes.subarray(0, Math.max(0, room)))
  if (bytes.length > room) throw failure('ENOSPC', 'no space left on device, write', path)
}

/** Resolves when the file as it stands now is on the medium; never, when a crash comes first. */
function sync(state: State, file: VirtualFile, path: string): Promise<void> {
  const { clock, life, syncMicros } = state
  const { length } = file
  return new Promise((resolve, reject) => {
    const finish = () => {
      if (state.life !== life) return
      if (state.isBroken) {
        reject(failure('EIO', 'input/output error, fsync', path))
        return
      }
      hardenFile(file, length)
      resolve()
    }
    if (syncMicros === 0) finish()
    else clock.setTimer(syncMicros, finish)
  })
}

function syncDirectory(state: State, directory: string): void {
  for (const path of state.graves.keys()) if (directoryOf(path) === directory) state.graves.delete(path)
}

function openAppend(state: State, path: string): DiskFile {
  const file = state.files.get(path) ?? createFile()
  state.files.set(path, file)
  syncDirectory(state, directoryOf(path))
  const bornIn = state.life
  let isOpen = true
  const check = (verb: string) => {
    if (!isOpen || state.life !== bornIn) throw failure('EBADF', `bad file descriptor, ${verb}`, path)
  }
  return Object.freeze({
    append: (bytes: Uint8Array) => {
      check('write')
      write(state, file, bytes, path)
    },
    sync: async () => {
      check('fsync')
      await sync(state, file, path)
    },
    size: () => file.length,
    close: () => {
      check('close')
      isOpen = false
    },
  })
}

async function replace(state: State, path: string, bytes: Uint8Array): Promise<void> {
  const { files } = state
  const beside = `${path}.new`
  const file = createFile()
  files.set(beside, file)
  write(state, file, bytes, beside)
  await sync(state, file, beside)
  files.delete(beside)
  files.set(path, file)
  syncDirectory(state, directoryOf(path))
}

function truncate({ files }: State, path: string, length: number): void {
  const file = files.get(path)
  if (file === undefined) throw failure('ENOENT', 'no such file or directory, truncate', path)
  if (length > file.length) throw failure('EINVAL', `cannot grow from ${file.length} to ${length} bytes`, path)
  shortenFile(file, length)
}

function remove({ files, graves }: State, path: string): void {
  const file = files.get(path)
  if (file === undefined) return
  files.delete(path)
  graves.set(path, file)
}

function list({ files }: State, directory: string): readonly string[] {
  const prefix = directory === '' || directory.endsWith('/') ? directory : `${directory}/`
  const names = new Set<string>()
  for (const path of files.keys()) {
    if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] as string)
  }
  return [...names].sort()
}

function crash(state: State, kind: CrashKind): void {
  const { files, graves, rng } = state
  state.life += 1
  if (kind === 'process') return
  for (const [path, file] of graves) if (!files.has(path) && nextChance(rng, 0.5)) files.set(path, file)
  graves.clear()
  for (const [path, file] of files) files.set(path, survivorOf(file, rng))
}

/** Creates an empty disk. */
export function createVirtualDisk(settings: VirtualDiskSettings): VirtualDisk {
  const state: State = {
    clock: settings.clock,
    rng: settings.rng,
    syncMicros: settings.syncMicros ?? (0 as Micros),
    files: new Map(),
    graves: new Map(),
    capacity: Number.POSITIVE_INFINITY,
    isBroken: false,
    life: 0,
  }
  return Object.freeze({
    openAppend: (path: string) => openAppend(state, path),
    read: (path: string) => {
      const file = state.files.get(path)
      return file === undefined ? undefined : contentOf(file)
    },
    replace: (path: string, bytes: Uint8Array) => replace(state, path, bytes),
    truncate: (path: string, length: number) => truncate(state, path, length),
    remove: (path: string) => remove(state, path),
    list: (directory: string) => list(state, directory),
    crash: (kind: CrashKind) => crash(state, kind),
    setCapacity: (bytes: number) => {
      state.capacity = bytes
    },
    setBroken: (isBroken: boolean) => {
      state.isBroken = isBroken
    },
    usedBytes: () => usedBytes(state),
  })
}
