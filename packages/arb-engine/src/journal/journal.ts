import type { ClientOrderId, Disk, DiskFile, Micros, Rng } from '@arbees/core'
import { InvariantError, invariant, isVenueError, nextInteger, VenueError } from '@arbees/core'
import { compactedJournal } from './compact.ts'
import { applyRecord } from './fold-journal.ts'
import type { FrameWriter } from './frame.ts'
import { createFrameWriter } from './frame.ts'
import type { JournalState } from './journal-state.ts'
import { emptyJournalState } from './journal-state.ts'
import { formatOrderId } from './order-id.ts'
import type { JournalContent, TornTail } from './read-journal.ts'
import { readJournal } from './read-journal.ts'
import type { JournalRecord } from './record.ts'
import type { Writer } from './writer-lock.ts'
import { takeWriterLock } from './writer-lock.ts'

/**
 * What a record survives once it is durable: the death of the process (`process`: one write) or of
 * the machine (`machine`: one write and one sync, shared by all records that wait for it).
 */
export type Durability = 'process' | 'machine'

/** Settings of `openJournal`. */
export type JournalSettings = {
  readonly disk: Disk
  /** Draws the salt of a new journal. */
  readonly rng: Rng
  readonly path: string
  readonly durability: Durability
  readonly writer: Writer
  /** When it is opened: the date of a new journal's first record. */
  readonly at: Micros
}

/** What became of an append. */
export type Appended = {
  /** The record's number in its journal; of several, the last one's. */
  readonly sequence: number
  /** Resolves when it is as durable as was asked; rejects with `journal.failed` when it cannot be. */
  readonly durable: Promise<void>
}

/** What was found when the journal was opened. */
export type OpenReport = {
  readonly isNew: boolean
  /** How many records were replayed. */
  readonly records: number
  /** What a crash had left at its end and has been cut off; undefined when nothing. */
  readonly torn: TornTail | undefined
}

/** An open journal: the one writer of one file. */
export type Journal = {
  readonly report: OpenReport
  /**
   * Returns what all records amount to, as of the last append. Not to be changed: it is the journal's own.
   *
   * @throws VenueError `journal.failed` once the journal has failed: memory is then ahead of the disk.
   */
  readonly state: () => JournalState
  /**
   * Writes one record.
   *
   * @throws VenueError `journal.failed` when it could not be written. Then nothing more can be: what
   *   was not durable may or may not be found after a restart.
   * @throws InvariantError when it cannot follow from the records before it; nothing is written.
   */
  readonly append: (record: JournalRecord) => Appended
  /**
   * Writes several records at once, in order, and throws as `append`. One that cannot follow ends
   * the journal when others stand before it.
   */
  readonly appendAll: (records: readonly JournalRecord[]) => Appended
  /** Returns the number and the name of the next order, each given once in the life of the journal. */
  readonly nameOrder: (at: Micros) => { readonly order: ClientOrderId; readonly number: number }
  /** Says whether what is appended now is as durable as was asked when `append` returns. */
  readonly isDurableAtOnce: () => boolean
  /** Returns how many bytes the file has. */
  readonly size: () => number
  /**
   * Rewrites the file as a snapshot of what is open. Records appended meanwhile are written after it.
   *
   * @throws VenueError `journal.failed`: then the file on disk is the old or the new one, whole.
   */
  readonly compact: (at: Micros) => Promise<void>
  /** Lets what was appended become durable, then gives the file and its lock back. */
  readonly close: () => Promise<void>
}

/** Those who wait for one sync. */
type Group = {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

const DONE: Promise<void> = Promise.resolve()
const SALTS = 1_000_000_000

function createGroup(): Group {
  let resolve: Group['resolve'] = () => undefined
  let reject: Group['reject'] = () => undefined
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // Who does not wait learns of a failure at the next append.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

function failedBy(path: string, error: unknown): VenueError {
  if (isVenueError(error)) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new VenueError('journal.failed', { file: path, detail }, { cause: error })
}

/** The journal's memory. Changed in place. */
type Memory = {
  readonly settings: JournalSettings
  readonly state: JournalState
  readonly writer: FrameWriter
  file: DiskFile
  /** The last record's number. */
  sequence: number
  /** The last that is known to be on the medium. */
  synced: number
  nextOrder: number
  failure: VenueError | undefined
  isClosed: boolean
  /** Records are written, and nobody syncs them yet. */
  waiting: Group | undefined
  /** The syncs that are under way; undefined while there is none. */
  syncing: Promise<void> | undefined
  /** What is appended while the file is being replaced. */
  held: Uint8Array[] | undefined
}

function fail(memory: Memory, error: unknown): VenueError {
  memory.failure ??= failedBy(memory.settings.path, error)
  memory.waiting?.reject(memory.failure)
  memory.waiting = undefined
  return memory.failure
}

function checkOpen({ isClosed, failure, settings }: Memory): void {
  invariant(!isClosed, `the journal ${settings.path} is open, found it closed`)
  if (failure !== undefined) throw failure
}

/** Syncs until nobody waits: all who come while one is under way share the next. */
async function syncAll(memory: Memory): Promise<void> {
  // All that is appended in this turn shares the first.
  await DONE
  for (let group = memory.waiting; group !== undefined; group = memory.waiting) {
    memory.waiting = undefined
    const { sequence } = memory
    try {
      await memory.file.sync()
    } catch (error) {
      // The kernel may have dropped what it could not write: a second sync would lie.
      group.reject(fail(memory, error))
      break
    }
    memory.synced = sequence
    group.resolve()
  }
  // In the turn in which nobody waited any more: who appends in the next must find that this is over.
  memory.syncing = undefined
}

function startSync(memory: Memory): void {
  memory.syncing ??= syncAll(memory)
}

function isDurableAtOnce({ settings, held }: Memory): boolean {
  return settings.durability === 'process' && held === undefined
}

function whenDurable(memory: Memory): Promise<void> {
  const isHeld = memory.held !== undefined
  if (isDurableAtOnce(memory)) return DONE
  memory.waiting ??= createGroup()
  if (!isHeld) startSync(memory)
  return memory.waiting.promise
}

function appendAll(memory: Memory, records: readonly JournalRecord[]): Appended {
  checkOpen(memory)
  const { state, writer, settings } = memory
  const mark = settings.durability === 'machine' ? memory.synced : undefined
  let { sequence } = memory
  try {
    for (const record of records) {
      writer.add(record, sequence + 1, mark)
      applyRecord(state, record)
      sequence += 1
    }
  } catch (error) {
    writer.take()
    if (sequence > memory.sequence) fail(memory, error)
    throw error
  }
  memory.sequence = sequence
  try {
    if (memory.held === undefined) memory.file.append(writer.take())
    else memory.held.push(writer.take().slice())
  } catch (error) {
    throw fail(memory, error)
  }
  return { sequence, durable: whenDurable(memory) }
}

async function compact(memory: Memory, at: Micros): Promise<void> {
  const { disk, path, durability } = memory.settings
  while (memory.syncing !== undefined) await memory.syncing
  checkOpen(memory)
  invariant(memory.held === undefined, `one compaction of ${path} at a time, found another`)
  memory.sequence += 1
  const { sequence } = memory
  const held: Uint8Array[] = []
  memory.held = held
  try {
    await disk.replace(path, compactedJournal(memory.state, sequence, at))
    const old = memory.file
    memory.file = disk.openAppend(path)
    old.close()
    memory.synced = sequence
    memory.held = undefined
    for (const bytes of held) memory.file.append(bytes)
  } catch (error) {
    throw fail(memory, error)
  }
  if (memory.waiting === undefined) return
  if (durability === 'machine') startSync(memory)
  else {
    memory.waiting.resolve()
    memory.waiting = undefined
  }
}

function nameOrder(memory: Memory, at: Micros): { readonly order: ClientOrderId; readonly number: number } {
  checkOpen(memory)
  const number = Math.max(memory.nextOrder, memory.state.nextOrder)
  memory.nextOrder = number + 1
  return { order: formatOrderId({ at, number, salt: memory.state.salt }), number }
}

async function readOrCreate(settings: JournalSettings): Promise<{ content: JournalContent; isNew: boolean }> {
  const { disk, rng, path, durability, at } = settings
  const found = disk.read(path)
  if (found === undefined) {
    const salt = String(nextInteger(rng, 0, SALTS - 1)).padStart(9, '0')
    const bytes = compactedJournal(emptyJournalState(salt), 1, at)
    await disk.replace(path, bytes)
    return { content: readJournal(bytes, path), isNew: true }
  }
  const content = readJournal(found, path)
  // What is acted on must be as durable as was promised, and the page cache does not say whether it is.
  if (content.torn !== undefined || durability === 'machine') {
    await disk.replace(path, found.subarray(0, content.length))
  }
  return { content, isNew: false }
}

function createJournal(
  settings: JournalSettings,
  content: JournalContent,
  isNew: boolean,
  release: () => void,
): Journal {
  const { entries, state, sequence, torn } = content
  const memory: Memory = {
    settings,
    state,
    writer: createFrameWriter(),
    file: settings.disk.openAppend(settings.path),
    sequence,
    synced: sequence,
    nextOrder: state.nextOrder,
    failure: undefined,
    isClosed: false,
    waiting: undefined,
    syncing: undefined,
    held: undefined,
  }
  let compacting: Promise<void> = DONE
  return Object.freeze({
    report: { isNew, records: entries.length, torn },
    state: () => {
      if (memory.failure !== undefined) throw memory.failure
      return memory.state
    },
    append: (record: JournalRecord) => appendAll(memory, [record]),
    appendAll: (records: readonly JournalRecord[]) => appendAll(memory, records),
    nameOrder: (at: Micros) => nameOrder(memory, at),
    isDurableAtOnce: () => isDurableAtOnce(memory),
    size: () => memory.file.size(),
    compact: (at: Micros) => {
      const done = compact(memory, at)
      compacting = done.catch(() => undefined)
      return done
    },
    close: async () => {
      await compacting
      while (memory.syncing !== undefined) await memory.syncing
      if (memory.isClosed) return
      memory.isClosed = true
      memory.file.close()
      release()
    },
  })
}

/**
 * Opens the journal of a path, or begins one, and replays it. A tail that a crash tore is cut off
 * and reported. Until `close` nobody else may write it.
 *
 * @throws VenueError `journal.malformed` when it cannot be believed, `journal.locked` when another
 *   writes it, `journal.failed` when the disk does not serve.
 * @example
 * const journal = await openJournal({ disk, rng, path, durability: 'machine', writer, at: clock.now() })
 * const { durable } = journal.append(intent)
 * await durable // now the legs may leave
 */
export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const { disk, rng, path, writer } = settings
  let release: (() => void) | undefined
  try {
    release = await takeWriterLock(disk, rng, path, writer)
    const { content, isNew } = await readOrCreate(settings)
    return createJournal(settings, content, isNew, release)
  } catch (error) {
    release?.()
    if (error instanceof InvariantError) throw error
    throw failedBy(path, error)
  }
}
