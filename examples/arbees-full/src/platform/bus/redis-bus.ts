/*
 * The bus over Redis Streams: acknowledged by consumer groups, taken over from the dead, laid aside
 * when nobody can take it, bounded in length. It connects again by itself.
 */
import type { Cancel, Clock, Log } from '@arbees/core'
import type { SpokenOf, Topic } from '../../messages/topics.ts'
import { isLastWord, readMessage, retainedKey, TOPIC_RULES } from '../../messages/topics.ts'
import type { RedisAddress, RedisLink } from '../redis/redis-link.ts'
import { connectRedis, openRedis } from '../redis/redis-link.ts'
import type { Bus, DeadLetter, Envelope, Listener } from './bus.ts'
import { BusError } from './bus.ts'
import type { Retelling } from './deliver.ts'
import { RETELLING } from './deliver.ts'
import { openEar } from './redis-ear.ts'
import { formatEnvelope } from './redis-entry.ts'
import type { RedisKeys } from './redis-keys.ts'
import { redisKeys } from './redis-keys.ts'
import type { RedisOutbox } from './redis-outbox.ts'
import { createRedisOutbox } from './redis-outbox.ts'

/** Settings of `openRedisBus`. */
export type RedisBusOptions = {
  readonly address: RedisAddress
  readonly clock: Clock
  readonly log: Log
  /** Who speaks, in this life: no other process and no other life has this name. */
  readonly source: string
  /** What the keys of the deployment begin with. @default 'arbees' */
  readonly prefix?: string
  readonly retelling?: Retelling
  /** After how long without acknowledgement a message is taken over from a neighbor. @default 30,000 */
  readonly claimAfterMs?: number
  /** How many messages may wait for Redis. @default 50,000 */
  readonly waitingMax?: number
}

type State = {
  readonly options: RedisBusOptions
  readonly keys: RedisKeys
  readonly commands: RedisLink
  readonly outbox: RedisOutbox
  readonly sequences: Map<Topic, number>
  readonly ending: AbortController
  readonly ears: Set<Promise<void>>
  reconnects: number
  deadLetters: number
  isClosed: boolean
}

function speak<T extends Topic>(state: State, topic: T, spoken: SpokenOf<T>, correlation: string): Promise<void> {
  const { options, keys, outbox, sequences } = state
  if (state.isClosed) throw new BusError('closed', `nothing can be spoken on ${topic}: the bus has ended`)
  const message = readMessage(topic, spoken)
  const sequence = (sequences.get(topic) ?? 0) + 1
  const at = options.clock.now()
  const about = { topic, source: options.source, sequence, at, correlation, isRetained: false, attempt: 1 }
  const posted = outbox.post({
    topic,
    stream: keys.stream(topic),
    retained: keys.retained(topic),
    sequence,
    kept: TOPIC_RULES[topic].kept,
    key: retainedKey(topic, message) ?? '',
    isLast: isLastWord(topic, message),
    body: formatEnvelope({ ...about, message } as Envelope),
  })
  sequences.set(topic, sequence)
  return posted
}

async function listen(state: State, listener: Listener<Topic>): Promise<Cancel> {
  const { options, keys, commands, ending, ears } = state
  const { address, clock, log, retelling = RETELLING, claimAfterMs = 30_000 } = options
  const stopping = new AbortController()
  const signal = AbortSignal.any([stopping.signal, ending.signal])
  const reads = connectRedis(address, `${listener.consumer}:${listener.topic}`, log)
  // The blocking read ends with its connection, not with its time.
  signal.addEventListener('abort', () => reads.isOpen && reads.destroy(), { once: true })
  const laidAside = () => {
    state.deadLetters += 1
  }
  const world = { clock, log, keys, commands, reads, retelling, claimAfterMs, laidAside, signal }
  const { ended } = await openEar(world, listener)
  const running = ended.finally(() => ears.delete(running))
  ears.add(running)
  return () => stopping.abort()
}

async function readDeadLetters({ commands, keys }: State): Promise<readonly DeadLetter[]> {
  const entries = await commands.xRange(keys.dead, '-', '+')
  return (entries ?? []).map(({ message }) => {
    const { topic = '', group = '', reason = '', e: text = '' } = message as Readonly<Record<string, string>>
    let body = { source: '', sequence: 0, message: text as unknown }
    try {
      body = JSON.parse(text) as typeof body
    } catch {
      // It is here because it cannot be read; it is shown as it came.
    }
    const { source, sequence } = body
    return { topic, group, reason, source, sequence, body: JSON.stringify(body.message) }
  })
}

async function close(state: State): Promise<void> {
  state.ending.abort()
  // A handler under way may still speak, as long as Redis can soon be reached.
  state.outbox.hurry()
  await Promise.all(state.ears)
  state.isClosed = true
  await state.outbox.drained()
  if (state.commands.isOpen) state.commands.destroy()
}

/** Returns the bus over Redis. It waits for Redis as long as `signal` lets it. */
export async function openRedisBus(options: RedisBusOptions, signal: AbortSignal): Promise<Bus> {
  const { address, clock, log, source, prefix = 'arbees', waitingMax = 50_000 } = options
  const keys = redisKeys(prefix)
  const commands = connectRedis(address, source, log)
  const outbox = createRedisOutbox({ link: commands, clock, source, sequences: keys.sequences(source), waitingMax })
  const state: State = {
    options,
    keys,
    commands,
    outbox,
    sequences: new Map(),
    ending: new AbortController(),
    ears: new Set(),
    reconnects: 0,
    deadLetters: 0,
    isClosed: false,
  }
  commands.on('reconnecting', () => {
    state.reconnects += 1
  })
  await openRedis(commands, signal)
  return Object.freeze({
    speak: async <T extends Topic>(topic: T, message: SpokenOf<T>, correlation = '') =>
      speak(state, topic, message, correlation),
    listen: <T extends Topic>(listener: Listener<T>) => listen(state, listener as unknown as Listener<Topic>),
    forget: async (topic: Topic, key: string) => void (await commands.hDel(keys.retained(topic), key)),
    deadLetters: () => readDeadLetters(state),
    health: () => ({
      isConnected: commands.isReady,
      waiting: outbox.waiting(),
      reconnects: state.reconnects,
      deadLetters: state.deadLetters,
    }),
    close: () => close(state),
  })
}
