import type { PolymarketAnswer } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'

/** The cursor behind the last page: base64 of -1. */
export const END_CURSOR = 'LTE='

/** Returns the offset in a cursor; undefined when it is none. No cursor is the start. */
export function readCursor(cursor: string | null): number | undefined {
  if (cursor === null || cursor === '') return 0
  const text = Buffer.from(cursor, 'base64').toString('latin1')
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

/** Returns the answer with one page of `all`, in the CLOB's envelope. */
export function pageAnswer(all: readonly unknown[], cursor: string | null, limit: number): PolymarketAnswer {
  // The cursor behind the end gives an empty page: clients that ask once more get one.
  if (cursor === END_CURSOR) return jsonAnswer({ limit, count: 0, next_cursor: END_CURSOR, data: [] })
  const offset = readCursor(cursor)
  if (offset === undefined) return errorAnswer(400, 'Invalid next_cursor')
  const data = all.slice(offset, offset + limit)
  const end = offset + limit
  const next = end >= all.length ? END_CURSOR : Buffer.from(String(end)).toString('base64')
  return jsonAnswer({ limit, count: data.length, next_cursor: next, data })
}
