import { toMicros } from '@arbees/core'
import type { Topic } from '../../messages/topics.ts'
import { readMessage } from '../../messages/topics.ts'
import type { Envelope } from './bus.ts'

/** Returns an envelope as the text in which Redis keeps it. */
export function formatEnvelope(envelope: Envelope): string {
  const { source, sequence, at, correlation, message } = envelope
  return JSON.stringify({ source, sequence, at, correlation, message })
}

/**
 * Returns the envelope in a text, with the message read by its topic.
 *
 * @throws MessageError or SyntaxError when it is none.
 */
export function parseEnvelope<T extends Topic>(topic: T, text: string): Envelope<T> {
  const { source, sequence, at, correlation, message } = JSON.parse(text) as Readonly<Record<string, unknown>>
  return {
    topic,
    source: String(source),
    sequence: Number(sequence),
    at: toMicros(Number(at)),
    correlation: String(correlation),
    isRetained: false,
    attempt: 1,
    message: readMessage(topic, message),
  }
}

/** The last messages that were taken, so that one that is told again is known. Bounded. */
export type Seen = {
  readonly has: (envelope: Envelope) => boolean
  readonly add: (envelope: Envelope) => void
}

const SEEN_MAX = 10_000

/** Returns a memory of nothing. */
export function createSeen(): Seen {
  const names = new Set<string>()
  const nameOf = ({ source, sequence }: Envelope) => `${source} ${sequence}`
  return {
    has: (envelope) => names.has(nameOf(envelope)),
    add: (envelope) => {
      names.add(nameOf(envelope))
      if (names.size <= SEEN_MAX) return
      const [oldest] = names
      if (oldest !== undefined) names.delete(oldest)
    },
  }
}
