/*
 * Where the bytes of a recording come from: a file or any stream of bytes, gzip or plain by its
 * first two bytes, in chunks, never whole in memory.
 */
import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Thrown when the compressed bytes are broken or end early. */
export class GzipError extends Error {
  override readonly name = 'GzipError'
}

/** The text of a recording as bytes, and how far its source has been read. */
export type ByteSource = {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes taken from the source so far, before any decompression. */
  readonly bytesRead: () => number
  /** Size of the source; 0 when unknown. */
  readonly bytesTotal: number
  /** Lets the file go, if it is one. */
  readonly close: () => Promise<void>
}

const CHUNK_SIZE = 256 * 1024
/** How much is inflated, on a thread of its own, ahead of the one that reads lines. */
const INFLATED_SIZE = 128 * 1024
const GZIP_FIRST = 0x1f
const GZIP_SECOND = 0x8b

function isGzip(head: Uint8Array): boolean {
  return head[0] === GZIP_FIRST && head[1] === GZIP_SECOND
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}

/** Gives a buffer's memory back at once: garbage outside the heap is collected late, and reading makes no other. */
function free(chunk: Buffer): void {
  const memory = chunk.buffer as ArrayBuffer & { readonly transfer: (length: number) => ArrayBuffer }
  // zlib fills its buffers part by part; with the last part it is done with one. Smaller ones are shared.
  const isLastPart = chunk.byteOffset + chunk.byteLength === memory.byteLength
  if (isLastPart && memory.byteLength === INFLATED_SIZE) memory.transfer(0)
}

async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: INFLATED_SIZE, ...{ highWaterMark: INFLATED_SIZE } })
  let given = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      given += chunk.length
      yield chunk
    }
  }
  const input = Readable.from(counted(), { objectMode: false })
  let inputError: unknown
  input.on('error', (error) => {
    inputError = error
    gunzip.destroy(error)
  })
  input.pipe(gunzip)
  try {
    for await (const chunk of gunzip) {
      yield chunk as Buffer
      free(chunk as Buffer)
    }
    // zlib ends quietly where no further member begins: what follows would be lost without a word.
    const left = given - gunzip.bytesWritten
    if (left > 0) throw new Error(`${left} bytes after the end that are no gzip`)
  } catch (error) {
    if (inputError !== undefined) throw inputError
    throw new GzipError(error instanceof Error ? error.message : String(error), { cause: error })
  } finally {
    input.destroy()
    gunzip.destroy()
    if (!input.closed) await once(input, 'close')
  }
}

async function* plainOrInflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    let head: Uint8Array = new Uint8Array(0)
    while (head.length < 2) {
      const next = await iterator.next()
      if (next.done === true) break
      // The source may fill this chunk again when the next is asked for.
      head = head.length === 0 && next.value.length >= 2 ? next.value : Buffer.concat([head, next.value])
    }
    const all = joined(head, iterator)
    yield* isGzip(head) ? inflated(all) : all
  } finally {
    await iterator.return?.()
  }
}

/** Reads a plain file into two buffers by turns: while one is looked at, the other fills. */
async function* readAhead(file: FileHandle): AsyncGenerator<Uint8Array> {
  let ready = Buffer.allocUnsafe(CHUNK_SIZE)
  let filling = Buffer.allocUnsafe(CHUNK_SIZE)
  let position = 0
  let reading = file.read(filling, 0, CHUNK_SIZE, position)
  try {
    for (;;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) return
      position += bytesRead
      const full = filling
      filling = ready
      ready = full
      reading = file.read(filling, 0, CHUNK_SIZE, position)
      yield full.subarray(0, bytesRead)
    }
  } finally {
    // The file is closed next, which must not happen under a read.
    await reading.catch(() => undefined)
  }
}

async function* readFileBytes(file: FileHandle): AsyncGenerator<Uint8Array> {
  const first = Buffer.alloc(2)
  await file.read(first, 0, 2, 0)
  yield* isGzip(first) ? file.createReadStream({ start: 0, autoClose: false }) : readAhead(file)
}

/**
 * Opens a file (a path) or takes a stream of bytes. A failure of the platform comes as it is.
 * Chunks belong to their source: one is valid until the next is asked for.
 */
export async function openByteSource(source: string | AsyncIterable<Uint8Array>): Promise<ByteSource> {
  let bytesRead = 0
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length
      yield chunk
    }
  }
  const sourceOf = (bytes: AsyncIterable<Uint8Array>, bytesTotal: number, close: () => Promise<void>): ByteSource => ({
    chunks: plainOrInflated(counted(bytes)),
    bytesRead: () => bytesRead,
    bytesTotal,
    close,
  })
  if (typeof source !== 'string') return sourceOf(source, 0, async () => undefined)
  const file = await open(source)
  const stats = await file.stat()
  // A pipe has no positions to read at.
  const bytes = stats.isFile() ? readFileBytes(file) : file.createReadStream({ autoClose: false })
  return sourceOf(bytes, stats.isFile() ? stats.size : 0, () => file.close())
}
