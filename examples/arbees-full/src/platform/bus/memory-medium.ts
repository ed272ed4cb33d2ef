import type { Topic } from '../../messages/topics.ts'
import type { DeadLetter, Envelope } from './bus.ts'

/** What waits for one group, or for one instance that hears for itself. */
export type MemoryQueue = {
  readonly topic: Topic
  readonly waiting: Envelope[]
  /** Wakes whoever waits for the queue. */
  wake: (() => void) | undefined
  /** Whether one of the group's instances is at work on the first message. */
  isBusy: boolean
}

/** What the buses of one process share: the place where Redis stands in the other mode. Plain data. */
export type MemoryMedium = {
  /** By topic and group; kept while no instance listens. */
  readonly shared: Map<string, MemoryQueue>
  readonly each: Set<MemoryQueue>
  /** All of them by topic: what a message of it goes into. */
  readonly byTopic: Map<Topic, Set<MemoryQueue>>
  /** By topic, then by key: the last word. */
  readonly retained: Map<Topic, Map<string, Envelope>>
  readonly dead: DeadLetter[]
}

/** Returns a place where nobody has spoken. */
export function createMemoryMedium(): MemoryMedium {
  return { shared: new Map(), each: new Set(), byTopic: new Map(), retained: new Map(), dead: [] }
}

/** Returns an empty queue, into which every message of its topic goes from now on. */
export function openMemoryQueue({ byTopic }: MemoryMedium, topic: Topic): MemoryQueue {
  const queue: MemoryQueue = { topic, waiting: [], wake: undefined, isBusy: false }
  const queues = byTopic.get(topic)
  if (queues === undefined) byTopic.set(topic, new Set([queue]))
  else queues.add(queue)
  return queue
}
