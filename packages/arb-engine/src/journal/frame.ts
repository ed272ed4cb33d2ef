/*
 * One record on one line: checksum, sequence, mark, JSON. The checksum is the CRC-32C, in eight hex
 * digits, of all that follows it up to the line's end. The mark is the last sequence that was known
 * to be on the medium when the line was written, or `-` where nobody asks (process durability): it
 * helps to tell a tail that a power cut tore from a record that was safe and has been damaged since.
 */
import { invariant } from '@arbees/core'
import { crc32c } from './crc32c.ts'
import type { JournalRecord } from './record.ts'
import { shapeDefectOf } from './record-shape.ts'

/** The first line of a journal: what it is, and the version of its form. */
export const HEADER: Uint8Array = new TextEncoder().encode('arbees-journal 1\n')

const NEWLINE = 10
const CHECKSUM_DIGITS = 8
const BODY = CHECKSUM_DIGITS + 1
const HEX = new TextEncoder().encode('0123456789abcdef')
const HEAD = /^(\d{1,16}) (-|\d{1,16}) /

/** What stands on one line. */
export type Frame = { readonly sequence: number; readonly mark: number | undefined; readonly json: string }

/** Writes frames one after the other, and hands them over at once. */
export type FrameWriter = {
  /** @throws InvariantError for what is no record: it could not be read again. */
  readonly add: (record: JournalRecord, sequence: number, mark: number | undefined) => void
  /** Returns what was added since the last call. Valid until the next `add`. */
  readonly take: () => Uint8Array
}

/** Creates a writer with a buffer of its own. */
export function createFrameWriter(): FrameWriter {
  const encoder = new TextEncoder()
  let buffer = new Uint8Array(4096)
  let end = 0
  const add = (record: JournalRecord, sequence: number, mark: number | undefined) => {
    const defect = shapeDefectOf(record)
    invariant(defect === undefined, `a record can be read again: ${defect}`)
    const body = `${sequence} ${mark ?? '-'} ${JSON.stringify(record)}`
    const room = end + BODY + body.length * 3 + 1
    if (room > buffer.length) {
      const grown = new Uint8Array(room * 2)
      grown.set(buffer.subarray(0, end))
      buffer = grown
    }
    const start = end + BODY
    const { written } = encoder.encodeInto(body, buffer.subarray(start))
    let checksum = crc32c(buffer, start, start + written)
    for (let digit = CHECKSUM_DIGITS - 1; digit >= 0; digit--) {
      buffer[end + digit] = HEX[checksum & 15] as number
      checksum >>>= 4
    }
    buffer[start - 1] = 32
    end = start + written
    buffer[end++] = NEWLINE
  }
  return Object.freeze({
    add,
    take: () => {
      const taken = buffer.subarray(0, end)
      end = 0
      return taken
    },
  })
}

function checksumAt(bytes: Uint8Array, start: number): number {
  let value = 0
  for (let index = start; index < start + CHECKSUM_DIGITS; index++) {
    const digit = HEX.indexOf(bytes[index] as number)
    if (digit < 0) return Number.NaN
    value = value * 16 + digit
  }
  return value
}

/** Returns the line from `start` to before `end` if it is whole and its checksum is right. */
export function readFrame(bytes: Uint8Array, start: number, end: number): Frame | undefined {
  const body = start + BODY
  if (body > end || bytes[body - 1] !== 32 || checksumAt(bytes, start) !== crc32c(bytes, body, end)) return undefined
  const text = new TextDecoder().decode(bytes.subarray(body, end))
  const head = HEAD.exec(text)
  if (head === null) return undefined
  return {
    sequence: Number(head[1]),
    mark: head[2] === '-' ? undefined : Number(head[2]),
    json: text.slice(head[0].length),
  }
}
