/*
 * What is under way in the real world while virtual time stands: statements of the database, bytes on
 * their way to the disk. Virtual time does not pass meanwhile, so that no decision depends on how long
 * they take.
 */
import type { Disk, DiskFile } from '@arbees/core'
import type { Queries, Store } from '../platform/store/store.ts'

/** Counts what is under way. */
export type BusyGate = {
  /** Counts one piece of work until it has ended. */
  readonly during: <T>(work: Promise<T>) => Promise<T>
  /** Whether nothing is under way. */
  readonly isIdle: () => boolean
  /** Resolves when the next piece of work has ended. */
  readonly next: () => Promise<void>
}

/** Returns a gate at which nothing is under way. */
export function createBusyGate(): BusyGate {
  let busy = 0
  let waiters: (() => void)[] = []
  const end = () => {
    busy -= 1
    const woken = waiters
    waiters = []
    for (const wake of woken) wake()
  }
  return Object.freeze({
    during: <T>(work: Promise<T>): Promise<T> => {
      busy += 1
      return work.finally(end)
    },
    isIdle: () => busy === 0,
    next: () =>
      new Promise<void>((resolve) => {
        if (busy === 0) resolve()
        else waiters.push(resolve)
      }),
  })
}

/** Returns a store whose work is counted. */
export function gatedStore(store: Store, { during }: BusyGate): Store {
  const gated = ({ query, insertMany }: Queries): Queries => ({
    query: (sql, values) => during(query(sql, values)),
    insertMany: (table, columns, rows) => during(insertMany(table, columns, rows)),
  })
  return Object.freeze({
    kind: store.kind,
    ...gated(store),
    // A transaction is one piece of work: it holds the others up until its end.
    transact: <T>(work: (queries: Queries) => Promise<T>) => during(store.transact(work)),
    run: (sql: string) => during(store.run(sql)),
    isReachable: () => during(store.isReachable()),
    close: () => during(store.close()),
  })
}

function gatedFile(file: DiskFile, { during }: BusyGate): DiskFile {
  return Object.freeze({ append: file.append, sync: () => during(file.sync()), size: file.size, close: file.close })
}

/** Returns a disk whose work is counted. */
export function gatedDisk(disk: Disk, gate: BusyGate): Disk {
  return Object.freeze({
    openAppend: (path: string) => gatedFile(disk.openAppend(path), gate),
    read: disk.read,
    replace: (path: string, bytes: Uint8Array) => gate.during(disk.replace(path, bytes)),
    truncate: disk.truncate,
    remove: disk.remove,
    list: disk.list,
  })
}
