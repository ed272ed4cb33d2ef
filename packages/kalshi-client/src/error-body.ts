/*
 * Kalshi's errors have four shapes, and what stands before Kalshi answers in HTML: nested
 * `{error: {code, message, details}}`, flat `{code, message, details}`, `{msg}`, and `{error: text}`.
 */

/** What an error body says; each part absent where the body has none. */
export type ErrorWords = {
  readonly code?: string
  readonly message?: string
  readonly details?: string
}

const SHOWN_MAX = 200

function shortened(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  return value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value
}

function wordsIn(holder: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  const code = shortened(holder['code'])
  const message = shortened(holder['message']) ?? shortened(holder['msg'])
  const details = shortened(holder['details'])
  if (code === undefined && message === undefined) return undefined
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(details === undefined ? {} : { details }),
  }
}

/** Returns what an error value inside an answer says (an item of a batch); undefined when it says nothing known. */
export function readErrorValue(value: unknown): ErrorWords | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { message: shortened(value) as string }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return wordsIn(value as Readonly<Record<string, unknown>>)
}

/**
 * Returns what an error body says; undefined when it has none of Kalshi's shapes: then something that
 * stands before the exchange has answered.
 *
 * @example
 * readErrorBody('{"error":{"code":"not_found","message":"not found"}}') // { code: 'not_found', message: 'not found' }
 */
export function readErrorBody(body: string): ErrorWords | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  const holder = parsed as Readonly<Record<string, unknown>>
  const inner = readErrorValue(holder['error'])
  return inner ?? wordsIn(holder)
}

/** Returns the message and the details as one text. */
export function messageOf(words: ErrorWords): string | undefined {
  const parts = [words.message, words.details].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(': ')
}
