/*
 * The bus of one process. It keeps the promises of the Redis one, so that services cannot tell them
 * apart: in order, one at a time for a listener, told again when a handler throws.
 */
import type { Cancel, Clock, Log } from '@arbees/core'
import type { MessageOf, SpokenOf, Topic } from '../../messages/topics.ts'
import { isLastWord, readMessage, retainedKey } from '../../messages/topics.ts'
import type { Bus, Envelope, Listener } from './bus.ts'
import { BusError } from './bus.ts'
import type { Retelling } from './deliver.ts'
import { deliver, RETELLING } from './deliver.ts'
import type { MemoryMedium, MemoryQueue } from './memory-medium.ts'
import { createMemoryMedium, openMemoryQueue } from './memory-medium.ts'

/** Settings of `createMemoryBus`. */
export type MemoryBusOptions = {
  readonly clock: Clock
  readonly log: Log
  /** Who speaks, in this life. */
  readonly source: string
  /** Shared by buses that hear each other. @default one of its own */
  readonly medium?: MemoryMedium
  readonly retelling?: Retelling
  /** How many messages may wait for one listener. @default 100,000 */
  readonly waitingMax?: number
}

const DEAD_MAX = 1_000

type State = {
  readonly options: MemoryBusOptions
  readonly medium: MemoryMedium
  readonly sequences: Map<Topic, number>
  readonly ending: AbortController
  readonly pumps: Set<Promise<void>>
  isClosed: boolean
}

function wake(queue: MemoryQueue): void {
  const { wake: waker } = queue
  queue.wake = undefined
  waker?.()
}

function speak<T extends Topic>(state: State, topic: T, spoken: SpokenOf<T>, correlation: string): void {
  const { options, medium, sequences } = state
  if (state.isClosed) throw new BusError('closed', `nothing can be spoken on ${topic}: the bus has ended`)
  const message = Object.freeze(readMessage(topic, spoken)) as MessageOf<T>
  const queues = medium.byTopic.get(topic) ?? []
  const { waitingMax = 100_000 } = options
  for (const { waiting } of queues) {
    if (waiting.length < waitingMax) continue
    throw new BusError('full', `${waitingMax} messages of ${topic} wait for a listener already`)
  }
  const sequence = (sequences.get(topic) ?? 0) + 1
  sequences.set(topic, sequence)
  const about = { topic, source: options.source, sequence, at: options.clock.now(), correlation }
  const envelope: Envelope<T> = { ...about, isRetained: false, attempt: 1, message }
  const key = retainedKey(topic, message)
  if (key !== undefined) {
    const kept = medium.retained.get(topic) ?? new Map<string, Envelope>()
    medium.retained.set(topic, kept)
    // A newcomer hears the last words in the order in which they were spoken.
    kept.delete(key)
    if (!isLastWord(topic, message)) kept.set(key, { ...envelope, isRetained: true } as Envelope)
  }
  for (const queue of queues) {
    queue.waiting.push(envelope as Envelope)
    wake(queue)
  }
}

/** Works a queue off, one message at a time, until `signal` ends it. */
async function pump(state: State, queue: MemoryQueue, listener: Listener<Topic>, signal: AbortSignal): Promise<void> {
  const { options, medium } = state
  // One for the whole life: one for each wait would pile up on the signal.
  signal.addEventListener('abort', () => wake(queue), { once: true })
  while (!signal.aborted) {
    const envelope = queue.isBusy ? undefined : queue.waiting[0]
    if (envelope === undefined) {
      await new Promise<void>((resolve) => {
        const before = queue.wake
        queue.wake = () => {
          before?.()
          resolve()
        }
      })
      continue
    }
    queue.isBusy = true
    const { clock, log, retelling = RETELLING } = options
    const delivered = await deliver({ clock, log, signal }, envelope, listener.handle, retelling)
    if (delivered.type !== 'interrupted') queue.waiting.shift()
    if (delivered.type === 'dead') {
      const { topic, source, sequence, message } = envelope
      const { reason } = delivered
      medium.dead.push({ topic, source, sequence, group: listener.group, reason, body: JSON.stringify(message) })
      if (medium.dead.length > DEAD_MAX) medium.dead.shift()
    }
    queue.isBusy = false
    wake(queue)
  }
  wake(queue)
}

function listen(state: State, listener: Listener<Topic>): Cancel {
  const { medium, ending, pumps } = state
  const { topic, group, hearing } = listener
  let queue: MemoryQueue
  if (hearing === 'share') {
    const key = `${topic} ${group}`
    queue = medium.shared.get(key) ?? openMemoryQueue(medium, topic)
    medium.shared.set(key, queue)
  } else {
    queue = openMemoryQueue(medium, topic)
    queue.waiting.push(...(medium.retained.get(topic)?.values() ?? []))
    medium.each.add(queue)
  }
  const stopping = new AbortController()
  const running = pump(state, queue, listener, AbortSignal.any([stopping.signal, ending.signal])).finally(() => {
    pumps.delete(running)
    if (medium.each.delete(queue)) medium.byTopic.get(topic)?.delete(queue)
  })
  pumps.add(running)
  return () => stopping.abort()
}

/** Returns the bus of one process. What waits in it ends with the process; stores and journals do not. */
export function createMemoryBus(options: MemoryBusOptions): Bus {
  const { medium = createMemoryMedium() } = options
  const state: State = {
    options,
    medium,
    sequences: new Map(),
    ending: new AbortController(),
    pumps: new Set(),
    isClosed: false,
  }
  return Object.freeze({
    speak: async <T extends Topic>(topic: T, message: SpokenOf<T>, correlation = '') =>
      speak(state, topic, message, correlation),
    listen: async <T extends Topic>(listener: Listener<T>) => listen(state, listener as unknown as Listener<Topic>),
    forget: async (topic: Topic, key: string) => void medium.retained.get(topic)?.delete(key),
    deadLetters: async () => [...medium.dead],
    health: () => ({ isConnected: true, waiting: 0, reconnects: 0, deadLetters: medium.dead.length }),
    close: async () => {
      state.ending.abort()
      // A handler under way may still speak.
      await Promise.all(state.pumps)
      state.isClosed = true
    },
  })
}
