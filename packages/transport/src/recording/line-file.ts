import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished as finishedWriting, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** How to write a file of lines. */
export type LineFileOptions = {
  /** @default whether the path ends in .gz */
  readonly gzip?: boolean
}

/** A file of lines that is being written. */
export type LineFile = {
  /** Takes one line, without its newline. False: let `drained` resolve before the next, or memory grows. */
  readonly write: (line: string) => boolean
  /** Resolves when there is room again; rejects with the platform's error when the file cannot be written. */
  readonly drained: () => Promise<void>
  /** Resolves when the file is complete and closed. */
  readonly end: () => Promise<void>
}

/** Text is handed on in blocks of this length: a stream costs microseconds a call. */
const BLOCK_LENGTH = 64 * 1024

/** Creates (or empties) a file and returns its writer, plain or gzip. For lines that are ready as they are. */
export function createLineFile(path: string, options: LineFileOptions = {}): LineFile {
  const { gzip = path.endsWith('.gz') } = options
  const file = createWriteStream(path)
  const packer = gzip ? createGzip() : undefined
  const sink = packer ?? file
  const finished = packer === undefined ? finishedWriting(file) : pipeline(packer, file)
  // Until `drained` or `end` is awaited nobody listens; the error is theirs to tell.
  finished.catch(() => undefined)
  let block = ''
  let hasRoom = true
  sink.on('drain', () => {
    hasRoom = true
  })
  const flush = () => {
    hasRoom = sink.write(block) && hasRoom
    block = ''
  }
  return Object.freeze({
    write: (line: string): boolean => {
      block += `${line}\n`
      if (block.length >= BLOCK_LENGTH) flush()
      return hasRoom
    },
    drained: async () => {
      if (hasRoom) return
      await Promise.race([once(sink, 'drain'), finished])
    },
    end: async () => {
      if (block !== '') flush()
      sink.end()
      await finished
    },
  })
}
