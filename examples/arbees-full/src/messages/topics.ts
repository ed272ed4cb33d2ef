/*
 * Every topic that services speak of: what it carries, how it flows, what a newcomer is told first.
 */
import { z } from 'zod'
import { accountReported, executionRefused, executionRequested, orderRecorded } from './execution.ts'
import { gameEnded, gameFound, gameUpdated } from './game.ts'
import { marketAssigned, marketMatched, marketSettled } from './market.ts'
import { control, notificationRaised, serviceHeartbeat } from './oversight.ts'
import { quoteChanged } from './quote.ts'
import { signalGenerated, signalRefused } from './signal.ts'
import { bankrollChanged, positionChanged, tradeEnded, tradeOpened } from './trade.ts'

/** The schema of each topic. */
export const SCHEMAS = {
  'game.found': gameFound,
  'game.updated': gameUpdated,
  'game.ended': gameEnded,
  'market.matched': marketMatched,
  'market.assigned': marketAssigned,
  'market.settled': marketSettled,
  'quote.changed': quoteChanged,
  'signal.generated': signalGenerated,
  'signal.refused': signalRefused,
  'execution.requested': executionRequested,
  'execution.refused': executionRefused,
  'account.reported': accountReported,
  'order.recorded': orderRecorded,
  'trade.opened': tradeOpened,
  'trade.ended': tradeEnded,
  'position.changed': positionChanged,
  'bankroll.changed': bankrollChanged,
  'notification.raised': notificationRaised,
  'service.heartbeat': serviceHeartbeat,
  control,
} as const

/** The name of a topic. */
export type Topic = keyof typeof SCHEMAS

/** What a topic's message is once it has been read. */
export type MessageOf<T extends Topic> = z.output<(typeof SCHEMAS)[T]>

/** What may be spoken on a topic: the same, with what has a default left out. */
export type SpokenOf<T extends Topic> = z.input<(typeof SCHEMAS)[T]>

/** Every topic. */
export const TOPICS = Object.keys(SCHEMAS) as readonly Topic[]

/** How a topic flows. */
export type TopicRule = {
  /**
   * `forward`: on the way from a game or a frame to an order. `answer`: what came of it, on the way
   * back. Neither way may lead in a circle. `oversight`: looks at both, or says what there is to
   * work on and who does; it is exempt.
   */
  readonly way: 'forward' | 'answer' | 'oversight'
  /**
   * The field whose last message for each value is kept and given to a newcomer first; undefined
   * where only the present counts.
   */
  readonly retain?: string
  /** About how many messages of it are kept. */
  readonly kept: number
}

/** How each topic flows. */
export const TOPIC_RULES: Readonly<Record<Topic, TopicRule>> = {
  // What there is, and who works where, is decided beside that way: never because of a frame.
  'game.found': { way: 'oversight', retain: 'game', kept: 20_000 },
  'game.updated': { way: 'forward', retain: 'game', kept: 50_000 },
  'game.ended': { way: 'forward', retain: 'game', kept: 20_000 },
  'market.matched': { way: 'forward', retain: 'game', kept: 20_000 },
  'market.assigned': { way: 'oversight', retain: 'game', kept: 20_000 },
  'market.settled': { way: 'forward', retain: 'market', kept: 20_000 },
  'quote.changed': { way: 'forward', retain: 'market', kept: 50_000 },
  'signal.generated': { way: 'forward', kept: 50_000 },
  'execution.requested': { way: 'forward', kept: 50_000 },
  'signal.refused': { way: 'answer', kept: 50_000 },
  'execution.refused': { way: 'answer', kept: 50_000 },
  'account.reported': { way: 'answer', retain: 'venue', kept: 1_000 },
  'order.recorded': { way: 'answer', kept: 100_000 },
  'trade.opened': { way: 'answer', kept: 100_000 },
  'trade.ended': { way: 'answer', kept: 100_000 },
  'position.changed': { way: 'answer', kept: 100_000 },
  'bankroll.changed': { way: 'answer', kept: 100_000 },
  'notification.raised': { way: 'oversight', kept: 10_000 },
  'service.heartbeat': { way: 'oversight', retain: 'instance', kept: 5_000 },
  control: { way: 'oversight', kept: 1_000 },
}

/**
 * Says whether a message is the last word about its key: nothing of it is kept for newcomers, to whom a game that was given
 * up is like one that nobody took, and a book that may not be traded on like none.
 */
export function isLastWord<T extends Topic>(topic: T, message: MessageOf<T>): boolean {
  const { shard, continuity } = message as { readonly shard?: unknown; readonly continuity?: unknown }
  return (topic === 'market.assigned' && shard === null) || (topic === 'quote.changed' && continuity === 0)
}

/**
 * Returns what was read on a topic, with the exact types of the project.
 *
 * @throws MessageError that says which field was found wrong, and what was expected.
 */
export function readMessage<T extends Topic>(topic: T, value: unknown): MessageOf<T> {
  const parsed = SCHEMAS[topic].safeParse(value)
  if (parsed.success) return parsed.data as MessageOf<T>
  throw new MessageError(topic, z.prettifyError(parsed.error))
}

/** Thrown when a message is not what its topic carries. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
  readonly topic: Topic

  constructor(topic: Topic, found: string) {
    super(`a message of ${topic} has another form than expected:\n${found}`)
    this.topic = topic
  }
}

/** Returns the value of the field by which the last message is kept; undefined where none is. */
export function retainedKey<T extends Topic>(topic: T, message: MessageOf<T>): string | undefined {
  const { retain } = TOPIC_RULES[topic]
  if (retain === undefined) return undefined
  const value = (message as Readonly<Record<string, unknown>>)[retain]
  return typeof value === 'string' ? value : undefined
}
