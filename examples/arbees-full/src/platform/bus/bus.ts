/*
 * How services tell each other facts. At least once; in order for each topic and source; a message
 * that is told again is known by its source and sequence. Nobody asks and nobody answers.
 */
import type { Cancel, Micros } from '@arbees/core'
import type { MessageOf, SpokenOf, Topic } from '../../messages/topics.ts'

/** What a message is wrapped in. */
export type Envelope<T extends Topic = Topic> = {
  readonly topic: T
  /** Who spoke, in this life: differs after a restart. */
  readonly source: string
  /** From 1, rising, for each topic and source. Together they name the message. */
  readonly sequence: number
  readonly at: Micros
  /** What a chain of messages is followed by, from a game update to its order; empty where there is none. */
  readonly correlation: string
  /** Whether it is the last word kept for newcomers, spoken before they came. */
  readonly isRetained: boolean
  /** 1 at first, more when it is told again because nobody acknowledged it. */
  readonly attempt: number
  readonly message: MessageOf<T>
}

/**
 * Takes one message. It is acknowledged when this returns or resolves. When it throws, it is told
 * again, later messages of the topic waiting, and after some attempts laid aside as a dead letter.
 */
export type Handler<T extends Topic> = (envelope: Envelope<T>) => void | Promise<void>

/**
 * Who hears a topic. `share`: one instance of the service, and what waits while none runs is heard
 * later. `each`: every instance; first what is retained, then what is spoken from then on.
 */
export type Hearing = 'share' | 'each'

/** Who listens. */
export type Listener<T extends Topic> = {
  readonly topic: T
  /** The service. */
  readonly group: string
  /** The instance, the same after a restart. */
  readonly consumer: string
  readonly hearing: Hearing
  readonly handle: Handler<T>
}

/** What a bus says of itself. */
export type BusHealth = {
  readonly isConnected: boolean
  /** Messages spoken and not yet taken over. */
  readonly waiting: number
  readonly reconnects: number
  readonly deadLetters: number
}

/** A message that no handler would take. */
export type DeadLetter = {
  readonly topic: string
  readonly source: string
  readonly sequence: number
  readonly group: string
  readonly reason: string
  readonly body: string
}

/** The bus as a service's process holds it. */
export type Bus = {
  /**
   * Speaks one message; resolves when it is taken over and will be heard. Waits while the bus cannot be
   * reached, in order.
   *
   * @throws MessageError when the message is not what the topic carries.
   * @throws BusError `full` when too many wait, `closed` after the end.
   */
  readonly speak: <T extends Topic>(topic: T, message: SpokenOf<T>, correlation?: string) => Promise<void>
  /** Begins to hear; resolves when nothing spoken from now on can be missed. */
  readonly listen: <T extends Topic>(listener: Listener<T>) => Promise<Cancel>
  /** Drops the last word that is kept for newcomers. */
  readonly forget: (topic: Topic, key: string) => Promise<void>
  /** Returns the last dead letters, oldest first. */
  readonly deadLetters: () => Promise<readonly DeadLetter[]>
  readonly health: () => BusHealth
  /** Ends: handlers under way are waited for, what waits to be spoken is sent if the bus can be reached. */
  readonly close: () => Promise<void>
}

/** Thrown when a bus cannot take a message. */
export class BusError extends Error {
  override readonly name = 'BusError'
  readonly code: 'full' | 'closed' | 'refused'

  constructor(code: 'full' | 'closed' | 'refused', sentence: string) {
    super(sentence)
    this.code = code
  }
}
