/*
 * The reader's loop: chunks in, events out. A line lies whole in one chunk as a rule; the one that
 * straddles two is put together aside, up to a limit, so memory stays flat whatever the file.
 */
import type { VenueError } from '@arbees/core'
import { GzipError, openByteSource } from './byte-source.ts'
import type { LineContext } from './line-context.ts'
import { createLineContext, createRecordingEvent } from './line-context.ts'
import { excerptText, malformed } from './malformed.ts'
import { parseRecordingHeader } from './parse-header.ts'
import type { LineDefect } from './parse-line.ts'
import { parseLine } from './parse-line.ts'
import type { RecordingEvent, RecordingHeader } from './recording.ts'
import type { LineScanner } from './scan-line.ts'
import { createLineScanner, scanLine } from './scan-line.ts'

/** What a reader calls. What a handler throws ends the reading and comes out of it. */
export type RecordingHandlers = {
  /** Called once, before any event. */
  readonly header: (header: RecordingHeader) => void
  /**
   * Called for each observation with one reused object, valid until the handler returns. When it
   * returns a promise, the reader waits for it and the event stays valid until then.
   */
  readonly event: (event: RecordingEvent) => void | Promise<void>
  /** Called for each bad line of a lenient reading. */
  readonly skipped?: (error: VenueError) => void
  /** Called now and then with bytes of the source (compressed, if it is); the total is 0 when unknown. */
  readonly progress?: (bytesRead: number, bytesTotal: number) => void
}

/** How to read. */
export type ReadRecordingOptions = {
  /** Count and skip bad lines instead of stopping at the first. A bad header stops all the same. @default false */
  readonly lenient?: boolean
  /** What errors call the source. @default the path, or "(stream)" */
  readonly name?: string
}

/** What was read. */
export type RecordingSummary = {
  /** Observations handed out; the header is none. */
  readonly lines: number
  /** Bad lines of a lenient reading. */
  readonly skipped: number
  /** Bytes of text, after decompression. */
  readonly bytes: number
}

const NEWLINE = 10
/** The longest line, in bytes. */
const LINE_LENGTH_MAX = 1024 * 1024
/** The longest header, in bytes: room for more than 10,000 markets. */
const HEADER_LENGTH_MAX = 8 * 1024 * 1024
/** How much of a line that is too long is kept, to show where it begins. */
const LONG_LINE_SHOWN = 200

type Reading = {
  readonly file: string
  readonly isLenient: boolean
  readonly handlers: RecordingHandlers
  readonly event: RecordingEvent
  readonly decoder: { readonly decode: (bytes: Uint8Array) => string }
  /** Set by the header. */
  context: LineContext | undefined
  /** Set with the context. */
  scanner: LineScanner | undefined
  /** Number of the line being read; 1 is the header. */
  line: number
  lines: number
  skipped: number
  bytes: number
  /** The beginning of a line whose end has not come yet. */
  parts: Buffer[]
  partsLength: number
  /** Whether the rest of a line that is too long is being passed over. */
  isPassingOver: boolean
}

function skip(reading: Reading, error: VenueError): void {
  if (!reading.isLenient || reading.context === undefined) throw error
  reading.skipped += 1
  reading.handlers.skipped?.(error)
}

function readHeader(reading: Reading, bytes: Buffer): void {
  let text: string
  try {
    text = reading.decoder.decode(bytes)
  } catch (error) {
    const found = excerptText(bytes.toString('latin1', 0, LONG_LINE_SHOWN))
    throw malformed(reading.file, 1, found, 'the header of a recording in UTF-8', error)
  }
  const header = parseRecordingHeader(text, reading.file)
  const context = createLineContext(header)
  reading.context = context
  reading.scanner = createLineScanner(context, reading.event)
  reading.handlers.header(header)
}

function parseBytes(reading: Reading, context: LineContext, bytes: Buffer): LineDefect | undefined {
  let text: string
  try {
    text = reading.decoder.decode(bytes)
  } catch (cause) {
    const found = excerptText(bytes.toString('latin1', 0, LONG_LINE_SHOWN))
    return { found: `bytes that are no UTF-8 in ${found}`, expected: 'text in UTF-8', cause }
  }
  return parseLine(text, context, reading.event)
}

/** Hands out `reading.event`, and what its handler returns if that must be waited for. */
function emit(reading: Reading, context: LineContext): Promise<void> | undefined {
  context.lastAt = reading.event.at
  reading.lines += 1
  const waiting: unknown = reading.handlers.event(reading.event)
  return typeof waiting === 'object' && waiting !== null ? (waiting as Promise<void>) : undefined
}

function tooLong(reading: Reading, bytes: Buffer, limit: number): VenueError {
  const found = `a line of more than ${limit} bytes: ${excerptText(bytes.toString('latin1', 0, LONG_LINE_SHOWN))}`
  return malformed(reading.file, reading.line, found, `lines of at most ${limit} bytes`)
}

/** Reads one whole line (without its end), whatever it is. */
function readWhole(reading: Reading, bytes: Buffer): Promise<void> | undefined {
  const { context } = reading
  const limit = context === undefined ? HEADER_LENGTH_MAX : LINE_LENGTH_MAX
  if (bytes.length > limit) {
    skip(reading, tooLong(reading, bytes, limit))
    return undefined
  }
  if (context === undefined) {
    readHeader(reading, bytes)
    return undefined
  }
  const defect = parseBytes(reading, context, bytes)
  if (defect === undefined) return emit(reading, context)
  skip(reading, malformed(reading.file, reading.line, defect.found, defect.expected, defect.cause))
  return undefined
}

/** Keeps the beginning of a line for the next chunk; gives up on it when it is too long. */
function keepBeginning(reading: Reading, bytes: Buffer): void {
  if (bytes.length === 0 || reading.isPassingOver) return
  // The chunk's memory belongs to its source.
  reading.parts.push(Buffer.from(bytes))
  reading.partsLength += bytes.length
  const limit = reading.context === undefined ? HEADER_LENGTH_MAX : LINE_LENGTH_MAX
  if (reading.partsLength <= limit) return
  reading.line += 1
  const beginning = reading.parts[0] as Buffer
  reading.parts = []
  reading.partsLength = 0
  reading.isPassingOver = true
  skip(reading, tooLong(reading, beginning, limit))
}

/** Reads the line that began in earlier chunks and ends at `end` in this one. */
function readStraddling(reading: Reading, chunk: Buffer, end: number): Promise<void> | undefined {
  if (reading.isPassingOver) {
    reading.isPassingOver = false
    return undefined
  }
  const bytes = Buffer.concat([...reading.parts, chunk.subarray(0, end)])
  reading.parts = []
  reading.partsLength = 0
  reading.line += 1
  return readWhole(reading, bytes)
}

/** Reads the lines that begin and end in the chunk, from `start` on; returns where it stopped and why. */
function readLines(
  reading: Reading,
  chunk: Buffer,
  view: DataView,
  start: number,
): { next: number; waiting?: Promise<void> } {
  let position = start
  for (;;) {
    const { scanner, context } = reading
    const next = scanner === undefined ? -1 : scanLine(scanner, chunk, view, position)
    let waiting: Promise<void> | undefined
    if (next >= 0 && context !== undefined) {
      reading.line += 1
      position = next
      waiting = emit(reading, context)
    } else {
      const end = chunk.indexOf(NEWLINE, position)
      if (end < 0) return { next: position }
      reading.line += 1
      waiting = readWhole(reading, chunk.subarray(position, end))
      position = end + 1
    }
    if (waiting !== undefined) return { next: position, waiting }
  }
}

async function readChunk(reading: Reading, chunk: Buffer): Promise<void> {
  reading.bytes += chunk.length
  let position = 0
  if (reading.partsLength > 0 || reading.isPassingOver) {
    const end = chunk.indexOf(NEWLINE)
    if (end < 0) {
      keepBeginning(reading, chunk)
      return
    }
    await readStraddling(reading, chunk, end)
    position = end + 1
  }
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  for (;;) {
    const { next, waiting } = readLines(reading, chunk, view, position)
    position = next
    if (waiting === undefined) break
    await waiting
  }
  keepBeginning(reading, chunk.subarray(position))
}

async function readEnd(reading: Reading): Promise<void> {
  if (reading.bytes === 0) {
    throw malformed(reading.file, 1, 'an empty file', 'the header of a recording, {"type":"recording","version":1,…}')
  }
  // The last line may lack its newline.
  if (reading.partsLength > 0) await readStraddling(reading, Buffer.alloc(0), 0)
}

async function readChunks(reading: Reading, source: string | AsyncIterable<Uint8Array>): Promise<void> {
  const { chunks, bytesRead, bytesTotal, close } = await openByteSource(source)
  try {
    for await (const chunk of chunks) {
      await readChunk(reading, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      reading.handlers.progress?.(bytesRead(), bytesTotal)
    }
  } catch (error) {
    if (!(error instanceof GzipError)) throw error
    // What was inflated of the line at the break is no line: it counts as one with the break.
    const { file, line } = reading
    skip(reading, malformed(file, line + 1, `a gzip stream that breaks: ${error.message}`, 'a whole gzip file', error))
    return
  } finally {
    await close()
  }
  await readEnd(reading)
}

/**
 * Reads a recording, gzip or plain, and calls the handlers for its header and each observation in
 * order. Resolves with what was read; memory use does not grow with the file.
 *
 * @throws VenueError `recording.malformed`, with file, line, found and expected, at the first bad
 * line (with `lenient` only for a bad header). A file that cannot be opened or read throws the platform's error.
 * @example
 * const { lines } = await readRecording('day.jsonl.gz', {
 *   header: ({ markets }) => console.log(`${markets.length} markets`),
 *   event: ({ type, market, at }) => console.log(type, market, at),
 * })
 */
export async function readRecording(
  source: string | AsyncIterable<Uint8Array>,
  handlers: RecordingHandlers,
  options: ReadRecordingOptions = {},
): Promise<RecordingSummary> {
  const { lenient = false, name = typeof source === 'string' ? source : '(stream)' } = options
  const reading: Reading = {
    file: name,
    isLenient: lenient,
    handlers,
    event: createRecordingEvent(),
    // A byte-order mark is no part of the format: kept, it is refused with the header.
    decoder: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
    context: undefined,
    scanner: undefined,
    line: 0,
    lines: 0,
    skipped: 0,
    bytes: 0,
    parts: [],
    partsLength: 0,
    isPassingOver: false,
  }
  await readChunks(reading, source)
  return { lines: reading.lines, skipped: reading.skipped, bytes: reading.bytes }
}
