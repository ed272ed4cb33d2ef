import type { Disk } from '@arbees/core'

/** A file to which whole lines are added. */
export type LineFile = {
  /** Writes one line; throws as `DiskFile.append`, and then nothing of it is in the way of the next. */
  readonly append: (line: string) => void
  /** Says whether all lines are on the medium. */
  readonly isSynced: () => boolean
  /** Resolves when all lines so far are on the medium; rejects, then and ever after, when they cannot be. */
  readonly sync: () => Promise<void>
  readonly close: () => void
}

/** Opens a file of lines for more of them. */
export function openLineFile(disk: Disk, path: string): LineFile {
  const file = disk.openAppend(path)
  // The length of its whole lines: a handle counts what is written, not what is cut off.
  let size = file.size()
  let isTorn = false
  let synced = size
  let syncing: Promise<void> | undefined
  let failure: unknown
  const syncOnce = async () => {
    const length = size
    try {
      await file.sync()
      synced = length
    } catch (error) {
      // The kernel may have dropped what it could not write: a second sync would lie.
      failure = error
    }
    syncing = undefined
  }
  return Object.freeze({
    append: (line: string) => {
      const bytes = new TextEncoder().encode(`${line}\n`)
      // Not when it failed: a disk that does not write may not shorten either, and at the end a part does no harm.
      if (isTorn) disk.truncate(path, size)
      isTorn = true
      file.append(bytes)
      isTorn = false
      size += bytes.length
    },
    isSynced: () => synced >= size,
    sync: async () => {
      const wanted = size
      while (synced < wanted) {
        if (failure !== undefined) throw failure
        syncing ??= syncOnce()
        await syncing
      }
    },
    close: () => file.close(),
  })
}
