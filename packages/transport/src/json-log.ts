import type { Clock, Log, LogLevel } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import { isSecret, REDACTED } from './secret.ts'

/** Settings of `jsonLog`. */
export type JsonLogOptions = {
  readonly clock: Clock
  /** Takes one line with its end; what it throws is swallowed. @default standard output */
  readonly write?: (line: string) => void
  /** Lines below it are left out. @default 'info' */
  readonly level?: LogLevel
  /** Stand in every line: service, run. */
  readonly fields?: Readonly<Record<string, unknown>>
}

const RANK: Readonly<Record<LogLevel, number>> = { error: 3, warn: 2, info: 1, debug: 0 }
const SECRET_NAME =
  /secret|password|passphrase|private.?key|api.?key|(^|[^a-z])pem$|mnemonic|authorization|cookie|signature|credential|^token$|(auth|access|bearer|refresh).?token/i
const DEPTH_MAX = 6
const ITEMS_MAX = 100
const TEXT_MAX = 2_000

function shownText(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}

function shownError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error
  return {
    name,
    ...(isVenueError(error) ? { code: error.code, context: shown(error.context, depth + 1) } : {}),
    message: shownText(message),
    ...(stack === undefined ? {} : { stack: shownText(stack) }),
    ...(cause === undefined ? {} : { cause: shown(cause, depth + 1) }),
  }
}

/** Returns what may be written of a value: secrets hidden, everything bounded. */
function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shownText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return String(value).slice(0, 40)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return REDACTED
  if (depth >= DEPTH_MAX) return '…'
  if (value instanceof Error) return shownError(value, depth)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof Map) return shown([...value], depth)
  if (value instanceof Set) return shown([...value], depth)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_MAX).map((item) => shown(item, depth + 1))
    return value.length > ITEMS_MAX ? [...items, `and ${value.length - ITEMS_MAX} more`] : items
  }
  return shownObject(value, depth)
}

function shownObject(value: object, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  let count = 0
  for (const [key, item] of Object.entries(value)) {
    if (++count > ITEMS_MAX) {
      result['…'] = 'more'
      break
    }
    result[key] = SECRET_NAME.test(key) && item !== undefined && item !== null ? REDACTED : shown(item, depth + 1)
  }
  return result
}

/**
 * Returns a Log that writes one JSON object per line: `at` (ISO 8601), `level`, `message`, then the
 * fields (one of these three names is not shown). Secrets are hidden by their type and by the name of their field. Never throws.
 *
 * @example
 * const log = jsonLog({ clock, fields: { service: 'kalshi_monitor' } })
 * log('warn', 'book stale', { market, reason: 'gap' })
 */
export function jsonLog(options: JsonLogOptions): Log {
  const { clock, level: least = 'info', fields: always = {} } = options
  const write = options.write ?? ((line: string) => void process.stdout.write(line))
  return (level, message, fields = {}) => {
    if (RANK[level] < RANK[least]) return
    const head = { at: new Date(Math.floor(clock.now() / 1_000)).toISOString(), level, message }
    try {
      write(`${JSON.stringify({ ...head, ...shownObject({ ...always, ...fields }, 0), ...head })}\n`)
    } catch {
      try {
        write(`${JSON.stringify({ ...head, unprintable: true })}\n`)
      } catch {
        // A full disk or a closed pipe must not end what it was to report on.
      }
    }
  }
}
