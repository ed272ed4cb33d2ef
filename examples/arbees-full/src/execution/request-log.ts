/*
 * What the executor was asked and what it still owes others, beside its journal: which request a trade came
 * from, so that no request is executed twice in any life, and every message that a record led to, until the
 * bus has it. Lines of JSON, one write each; a torn last line was never acted on, nor is any before it is durable.
 */
import type { Durability } from '@arbees/arb-engine'
import type { Disk, MarketId, Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { SpokenOf, Topic } from '../messages/topics.ts'
import { readMessage } from '../messages/topics.ts'
import { openLineFile } from './line-file.ts'
import type { Accepted, Request } from './request-memory.ts'
import { createRequestMemory } from './request-memory.ts'

/** A message that is to be spoken: at least once. */
export type Owed = {
  /** What it is known by: never owed twice. */
  readonly key: string
  readonly topic: Topic
  readonly message: SpokenOf<Topic>
  readonly correlation: string
}

type Line =
  | { readonly type: 'request'; readonly at: number; readonly trade: number; readonly request: unknown }
  | ({ readonly type: 'owed'; readonly at: number } & Owed)
  | { readonly type: 'paid'; readonly at: number; readonly key: string }

/** The log: see above. */
export type RequestLog = {
  readonly isHeard: (request: string) => boolean
  /** Writes down that a request is about to become the journal's trade of this number. */
  readonly accept: (trade: number, request: Request, at: Micros) => void
  /** Returns the request that a trade came from. */
  readonly requestOf: (trade: number) => Request | undefined
  /** Returns the last requests that were to become trades, oldest first, each with its number; of those whose trades are open, all. */
  readonly accepted: () => readonly Accepted[]
  /** Returns the last request that bought in a market. */
  readonly lastEntryOn: (market: MarketId) => Accepted | undefined
  /** Writes down what has to be spoken; false when that was done before. */
  readonly owe: (owed: Owed, at: Micros) => boolean
  readonly isOwedOrPaid: (key: string) => boolean
  readonly paid: (key: string, at: Micros) => void
  /** Returns what is to be spoken next; undefined when nothing is. */
  readonly nextOwed: () => Owed | undefined
  /** Returns how much is still to be spoken. */
  readonly owed: () => number
  /** Says whether all that was written is as durable as was asked: in `process` durability always. */
  readonly isDurable: () => boolean
  /** Resolves when it is; rejects, then and ever after, when it cannot be. */
  readonly durable: () => Promise<void>
  /** Lets what was written become durable, if it can, and gives the file back. */
  readonly close: () => Promise<void>
}

/** How long lines are kept: far longer than a request is valid, or a bus tells it again. */
const KEPT = seconds(86_400)

/** How many names are known in memory: more than the bus itself keeps, so none that it may tell again is forgotten. */
const NAMES_MAX = 200_000

/** Adds a name, and forgets the oldest of too many. */
function know(names: Set<string>, name: string): void {
  names.add(name)
  if (names.size <= NAMES_MAX) return
  for (const oldest of names) {
    names.delete(oldest)
    return
  }
}

function readLines(bytes: Uint8Array | undefined): readonly Line[] {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array())
  // A power cut leaves zeros in place of what was not synced, and whole lines may follow: nothing there was acted on.
  const hole = text.indexOf('\0')
  const kept = hole === -1 ? text : text.slice(0, hole)
  const whole = kept.slice(0, kept.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

/** The lines of a file that still matter: of the last day, or of a trade that is open, or not yet spoken. */
function keptLines(lines: readonly Line[], now: Micros, isOpen: (trade: number) => boolean): readonly Line[] {
  const paid = new Set(lines.flatMap((line) => (line.type === 'paid' ? [line.key] : [])))
  return lines.filter((line) => {
    if (line.at > now - KEPT) return true
    return line.type === 'request' ? isOpen(line.trade) : line.type === 'owed' && !paid.has(line.key)
  })
}

/**
 * Opens the log and rewrites it without what is old.
 *
 * @param isOpen Says whether the journal still knows a trade.
 * @param durability What its lines have to survive: the same as the journal's records.
 */
export async function openRequestLog(
  disk: Disk,
  path: string,
  now: Micros,
  isOpen: (trade: number) => boolean,
  durability: Durability = 'process',
): Promise<RequestLog> {
  const lines = keptLines(readLines(disk.read(path)), now, isOpen)
  const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await disk.replace(path, bytes)
  const file = openLineFile(disk, path)
  const write = (line: Line) => file.append(JSON.stringify(line))
  const heard = new Set<string>()
  const requests = createRequestMemory(isOpen)
  const known = new Set<string>()
  const owed = new Map<string, Owed>()
  const take = (trade: number, request: Request) => {
    know(heard, request.request)
    requests.add([trade, request])
  }
  const fold = (line: Exclude<Line, { type: 'request' }>) => {
    if (line.type === 'paid') owed.delete(line.key)
    else {
      const { key, topic, message, correlation } = line
      know(known, key)
      owed.set(key, { key, topic, message, correlation })
    }
  }
  for (const line of lines) {
    if (line.type === 'request') take(line.trade, readMessage('execution.requested', line.request))
    else fold(line)
  }
  const append = (line: Exclude<Line, { type: 'request' }>) => {
    write(line)
    fold(line)
  }
  const durable = async () => {
    if (durability === 'machine') await file.sync()
  }
  return Object.freeze({
    isHeard: (request: string) => heard.has(request),
    accept: (trade: number, request: Request, at: Micros) => {
      write({ type: 'request', at, trade, request })
      take(trade, request)
    },
    requestOf: requests.of,
    accepted: requests.all,
    lastEntryOn: requests.lastEntryOn,
    owe: (one: Owed, at: Micros) => {
      if (known.has(one.key)) return false
      append({ type: 'owed', at, ...one })
      return true
    },
    isOwedOrPaid: (key: string) => known.has(key),
    paid: (key: string, at: Micros) => append({ type: 'paid', at, key }),
    nextOwed: () => owed.values().next().value,
    owed: () => owed.size,
    isDurable: () => durability === 'process' || file.isSynced(),
    durable,
    close: async () => {
      await durable().catch(() => undefined)
      file.close()
    },
  })
}
