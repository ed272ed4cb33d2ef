/*
 * A frame's text to a message, by the schemas: the readable road, taken by everything but the hot
 * deltas, and the judge of those.
 */
import type { StreamFrame, StreamType } from './stream-schema.ts'
import { STREAM_SCHEMAS } from './stream-schema.ts'

/** What a frame's text turned out to be. */
export type DecodedFrame =
  | { readonly kind: 'frame'; readonly frame: StreamFrame }
  /** Well formed, of a type we do not know: kept and reported. */
  | { readonly kind: 'unknown'; readonly type: string; readonly sid?: number; readonly seq?: number }
  /** Not what its type should be: `issues` name the paths. */
  | { readonly kind: 'malformed'; readonly issues: readonly string[]; readonly sid?: number; readonly seq?: number }

type Numbered = { readonly sid?: number; readonly seq?: number }

function numbersOf(value: object): Numbered {
  const { sid, seq } = value as Record<string, unknown>
  return {
    ...(Number.isSafeInteger(sid) ? { sid: sid as number } : {}),
    ...(Number.isSafeInteger(seq) ? { seq: seq as number } : {}),
  }
}

function isStreamType(type: string): type is StreamType {
  return Object.hasOwn(STREAM_SCHEMAS, type)
}

/** Returns the message in a frame's text. Never throws: what cannot be read is said so. */
export function decodeFrame(text: string): DecodedFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'malformed', issues: [`(root): expected JSON, found ${JSON.stringify(text.slice(0, 80))}`] }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'malformed', issues: [`(root): expected an object, found ${text.slice(0, 40)}`] }
  }
  const { type } = value as { readonly type?: unknown }
  if (typeof type !== 'string') return { kind: 'malformed', issues: ['type: expected a text'], ...numbersOf(value) }
  if (!isStreamType(type)) return { kind: 'unknown', type, ...numbersOf(value) }
  const parsed = STREAM_SCHEMAS[type].safeParse(value)
  if (parsed.success) return { kind: 'frame', frame: parsed.data as StreamFrame }
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`)
  return { kind: 'malformed', issues, ...numbersOf(value) }
}
