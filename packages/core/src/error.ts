import type { ErrorCode, ErrorContexts } from './error-context.ts'
import { ERROR_RULES } from './error-context.ts'

// Two copies of this package in one program still recognize each other's errors.
const BRAND = Symbol.for('@arbees/core/VenueError')
const VALUE_LENGTH_MAX = 300

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text
}

function messageOf(code: ErrorCode, context: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [ERROR_RULES[code].sentence]
  for (const [key, value] of Object.entries(context)) {
    if (value === undefined) continue
    if (Array.isArray(value)) for (const item of value) lines.push(`- ${shown(item)}`)
    else lines.push(`${key}: ${shown(value)}`)
  }
  return lines.join('\n')
}

/** Thrown by clients and readers when the world is difficult. `code` says how, `context` the facts. */
export class VenueError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'VenueError'
  readonly code: Code
  readonly context: ErrorContexts[Code]

  constructor(code: Code, context: ErrorContexts[Code], options?: { readonly cause?: unknown }) {
    super(messageOf(code, context as Readonly<Record<string, unknown>>), options)
    Object.defineProperty(this, BRAND, { value: true })
    this.code = code
    this.context = context
  }
}

/**
 * Says whether `error` is a VenueError, of one code if one is given, and narrows its context.
 *
 * @example
 * if (isVenueError(error, 'rate.limited')) await sleep(error.context.retryAfterMicros)
 */
export function isVenueError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is { [One in Code]: VenueError<One> }[Code] {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false
  return code === undefined || (error as unknown as VenueError).code === code
}

/** What is known of an order after its request ended in `error`: refused for certain, or unknown. */
export function orderOutcomeOf(error: VenueError): 'rejected' | 'unknown' {
  switch (ERROR_RULES[error.code].order) {
    case 'not-resting':
      return 'rejected'
    case 'unknown-once-sent':
      return (error.context as { sentBytes?: boolean }).sentBytes === false ? 'rejected' : 'unknown'
    case 'unknown-on-5xx': {
      const { status } = error.context as { status: number }
      // 408: part of the request had arrived. 409: an order of this name is there already.
      return status >= 400 && status < 500 && status !== 408 && status !== 409 ? 'rejected' : 'unknown'
    }
    case 'unknown':
    case 'none':
      return 'unknown'
  }
}
