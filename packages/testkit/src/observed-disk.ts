/*
 * A disk on which somebody stands at each boundary: before bytes are handed over, after they were,
 * before and after they are on the medium. That is where a crash shows whether a program wrote down
 * first what it did then.
 */
import type { Disk, DiskFile } from '@arbees/core'

/** Where a write stands: about to be made or made, about to be synced or synced. */
export type DiskMoment =
  | 'append.before'
  | 'append.after'
  | 'sync.before'
  | 'sync.after'
  | 'replace.before'
  | 'replace.after'

/** One boundary as it is passed. */
export type DiskBoundary = {
  readonly moment: DiskMoment
  readonly path: string
  /** What is written; of a sync, what was appended through this handle since the last. */
  readonly bytes: Uint8Array
}

const NO_BYTES = new Uint8Array()

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

function observeFile(file: DiskFile, path: string, pass: (boundary: DiskBoundary) => void): DiskFile {
  let waiting: Uint8Array[] = []
  return Object.freeze({
    append: (given: Uint8Array) => {
      // The writer may reuse its buffer.
      const bytes = given.slice()
      pass({ moment: 'append.before', path, bytes })
      file.append(bytes)
      waiting.push(bytes)
      pass({ moment: 'append.after', path, bytes })
    },
    sync: async () => {
      const bytes = waiting.length === 0 ? NO_BYTES : joined(waiting)
      waiting = []
      pass({ moment: 'sync.before', path, bytes })
      await file.sync()
      pass({ moment: 'sync.after', path, bytes })
    },
    size: file.size,
    close: file.close,
  })
}

/**
 * Returns the disk with an observer at its boundaries. What the observer throws, the caller of the
 * disk gets: a crash there ends the write.
 *
 * @example
 * const disk = observeDisk(life.runtime.disk, ({ moment }) => {
 *   if (moment === 'append.after' && isTheOne()) world.crash('trader', 'power', seconds(1))
 * })
 */
export function observeDisk(disk: Disk, pass: (boundary: DiskBoundary) => void): Disk {
  return Object.freeze({
    ...disk,
    openAppend: (path: string) => observeFile(disk.openAppend(path), path, pass),
    replace: async (path: string, bytes: Uint8Array) => {
      pass({ moment: 'replace.before', path, bytes })
      await disk.replace(path, bytes)
      pass({ moment: 'replace.after', path, bytes })
    },
  })
}
