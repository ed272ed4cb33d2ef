/*
 * Where the bytes of a recording come from: a file or any stream of bytes, gzip or plain by its
 * first two bytes, in chunks, never whole in memory.
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
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
}

const CHUNK_SIZE = 256 * 1024
const GZIP_FIRST = 0x1f
const GZIP_SECOND = 0x8b

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}

async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // The high-water mark lets the thread that inflates run ahead of the one that reads lines.
  const gunzip = createGunzip({ chunkSize: CHUNK_SIZE, ...{ highWaterMark: 4 * CHUNK_SIZE } })
  const input = Readable.from(source, { objectMode: false })
  let inputError: unknown
  input.on('error', (error) => {
    inputError = error
    gunzip.destroy(error)
  })
  input.pipe(gunzip)
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array
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
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
    }
    const all = joined(head, iterator)
    yield* head[0] === GZIP_FIRST && head[1] === GZIP_SECOND ? inflated(all) : all
  } finally {
    await iterator.return?.()
  }
}

/** Opens a file (a path) or takes a stream of bytes. A failure of the platform comes as it is. */
export async function openByteSource(source: string | AsyncIterable<Uint8Array>): Promise<ByteSource> {
  let bytesRead = 0
  const bytesTotal = typeof source === 'string' ? (await stat(source)).size : 0
  const bytes = typeof source === 'string' ? createReadStream(source, { highWaterMark: CHUNK_SIZE }) : source
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      bytesRead += chunk.length
      yield chunk
    }
  }
  return { chunks: plainOrInflated(counted()), bytesRead: () => bytesRead, bytesTotal }
}
