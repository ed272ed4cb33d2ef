import { invariant } from '@arbees/core'
import type { RecordableFact } from './format-recording.ts'
import { formatRecordingHeader, formatRecordingLine } from './format-recording.ts'
import { createLineContext, createRecordingEvent } from './line-context.ts'
import type { LineFileOptions } from './line-file.ts'
import { createLineFile } from './line-file.ts'
import { parseRecordingHeader } from './parse-header.ts'
import { parseLine } from './parse-line.ts'
import type { RecordingHeader } from './recording.ts'

/** A recording that is being written. */
export type RecordingWriter = {
  /**
   * Adds one observation. False: let `drained` resolve before the next, or memory grows.
   *
   * @throws InvariantError when a reader would refuse the line; nothing is written then.
   */
  readonly write: (fact: RecordableFact) => boolean
  /** Resolves when there is room again; rejects with the platform's error when the file cannot be written. */
  readonly drained: () => Promise<void>
  /** Resolves when the file is complete and closed. */
  readonly end: () => Promise<void>
}

/**
 * Creates a recording (or replaces one) and returns its writer. Each line is read back before it is
 * taken, so that what is written can be read.
 *
 * @throws VenueError `recording.malformed` when a reader would refuse the header.
 * @example
 * const writer = createRecordingWriter('day.jsonl.gz', header)
 * for (const fact of facts) {
 *   if (isRecordable(fact) && !writer.write(fact)) await writer.drained()
 * }
 * await writer.end()
 */
export function createRecordingWriter(
  path: string,
  header: RecordingHeader,
  options: LineFileOptions = {},
): RecordingWriter {
  const first = formatRecordingHeader(header)
  const context = createLineContext(parseRecordingHeader(first, path))
  const event = createRecordingEvent()
  const file = createLineFile(path, options)
  file.write(first)
  return Object.freeze({
    write: (fact: RecordableFact): boolean => {
      const line = formatRecordingLine(fact)
      const defect = parseLine(line, context, event)
      invariant(defect === undefined, `a recording takes ${defect?.expected}, found ${defect?.found}`)
      context.lastAt = event.at
      return file.write(line)
    },
    drained: file.drained,
    end: file.end,
  })
}
