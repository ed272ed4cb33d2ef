import type { HttpRequest, Micros } from '@arbees/core'
import type { AnyEndpoint, Charge } from './endpoint.ts'

/**
 * Who may go first. `unwind` may spend the reserved part of the rate budget; `bulk` waits in the
 * queue of bulk reads, behind everything else.
 */
export type Lane = 'normal' | 'unwind' | 'bulk'

/** What a caller may say about one call. */
export type CallOptions = {
  /** From each sending to the last byte of its answer. @default the context's */
  readonly timeoutMicros?: Micros
  /** Gives the call up. What has left stays sent. */
  readonly signal?: AbortSignal
  /** Not sent after this instant, and no wait is begun that would end after it. */
  readonly expiresAt?: Micros
  /** Called before each attempt leaves; what it throws ends the call: kill switch, continuity of a book. */
  readonly beforeSend?: () => void
  /** @default 'normal' */
  readonly lane?: Lane
  /** Within the bulk lane, 0 (first) to 9 (last). @default 5 */
  readonly priority?: number
}

/** A request on its way out: complete but for the signature, which each attempt gets anew. */
export type OutgoingRequest = {
  readonly endpoint: AnyEndpoint
  readonly method: HttpRequest['method']
  readonly url: string
  /** The exact path in `url`, percent-encoded, without the query: what venues sign. */
  readonly path: string
  /** The exact query in `url`, without the question mark; empty when there is none. */
  readonly query: string
  readonly body?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly charges: readonly Charge[]
  readonly timeoutMicros: Micros
  readonly signal?: AbortSignal | undefined
  readonly expiresAt?: Micros | undefined
  readonly beforeSend?: (() => void) | undefined
  readonly lane: Lane
  readonly priority: number
}
