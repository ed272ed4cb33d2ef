/*
 * One listener over Redis, on a connection of its own, since it waits in a blocking read. A group
 * reads through its consumer: what a former life or a dead neighbor left unacknowledged comes first.
 * Who hears for itself reads the last words, then the stream from where it stood before them.
 */
import type { Clock, Log } from '@arbees/core'
import { millis, sleep } from '@arbees/core'
import type { Topic } from '../../messages/topics.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import { openRedis } from '../redis/redis-link.ts'
import type { Envelope, Listener } from './bus.ts'
import type { Retelling } from './deliver.ts'
import { deliver, reasonOf } from './deliver.ts'
import { createSeen, parseEnvelope } from './redis-entry.ts'
import type { RedisKeys } from './redis-keys.ts'

/** What an ear works with. */
export type EarWorld = {
  readonly clock: Clock
  readonly log: Log
  readonly keys: RedisKeys
  /** For acknowledging and laying aside. */
  readonly commands: RedisLink
  /** Its own connection, not opened yet. */
  readonly reads: RedisLink
  readonly retelling: Retelling
  /** After how long without acknowledgement a neighbor's message is taken over. */
  readonly claimAfterMs: number
  /** Counts a dead letter. */
  readonly laidAside: () => void
  readonly signal: AbortSignal
}

type Entry = { readonly id: string; readonly body: string }
type Streams = readonly {
  readonly messages: readonly { readonly id: string; readonly message: Record<string, string> }[]
}[]

const BLOCK_MS = 1_000
const COUNT = 32
const DEAD_MAX = 10_000
const AFTER_FAILURE = millis(100)

function entriesOf(reply: unknown): readonly Entry[] {
  return ((reply ?? []) as Streams).flatMap(({ messages }) =>
    messages.map(({ id, message }) => ({ id, body: message['e'] ?? '' })),
  )
}

/** Runs `act` until it succeeds or the end comes; says whether it did. */
async function insist(world: EarWorld, act: () => Promise<unknown>): Promise<boolean> {
  while (!world.signal.aborted) {
    try {
      await act()
      return true
    } catch {
      await sleep(world.clock, AFTER_FAILURE, world.signal).catch(() => undefined)
    }
  }
  // The last word before the end: a handled message should not be told to the next life.
  return act().then(
    () => true,
    () => false,
  )
}

function layAside(world: EarWorld, listener: Listener<Topic>, entry: Entry, reason: string): Promise<unknown> {
  const { commands, keys, laidAside } = world
  const { topic, group } = listener
  laidAside()
  return commands
    .multi()
    .xAdd(
      keys.dead,
      '*',
      { topic, group, reason, e: entry.body },
      { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: DEAD_MAX } },
    )
    .xAck(keys.stream(topic), group, entry.id)
    .exec()
}

/** Returns what takes one entry: reads it, delivers it, acknowledges it or lays it aside. */
function taker(world: EarWorld, listener: Listener<Topic>) {
  const { commands, keys, log, retelling } = world
  const { topic, group, hearing } = listener
  const seen = createSeen()
  const acknowledge = (entry: Entry) =>
    hearing === 'each' ? true : insist(world, () => commands.xAck(keys.stream(topic), group, entry.id))
  return async (entry: Entry, change: Partial<Envelope>): Promise<void> => {
    let envelope: Envelope
    try {
      envelope = { ...parseEnvelope(topic, entry.body), ...change } as Envelope
    } catch (error) {
      const reason = reasonOf(error)
      log('error', 'message laid aside: it cannot be read', { topic, group, entry: entry.id, reason })
      await insist(world, () => layAside(world, listener, entry, reason))
      return
    }
    if (seen.has(envelope)) {
      await acknowledge(entry)
      return
    }
    const delivered = await deliver(world, envelope, listener.handle, retelling)
    if (delivered.type === 'interrupted') return
    seen.add(envelope)
    if (delivered.type === 'handled') await acknowledge(entry)
    else await insist(world, () => layAside(world, listener, entry, delivered.reason))
  }
}

async function ensureGroup(world: EarWorld, { topic, group }: Listener<Topic>): Promise<void> {
  try {
    // From the beginning of what is kept: a group that comes later than its first message hears it.
    await world.commands.xGroupCreate(world.keys.stream(topic), group, '0', { MKSTREAM: true })
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error
  }
}

/** Reads as one of a group until the end. */
async function hearShared(world: EarWorld, listener: Listener<Topic>): Promise<void> {
  const { clock, keys, reads, signal, claimAfterMs } = world
  const { topic, group, consumer } = listener
  const take = taker(world, listener)
  const stream = keys.stream(topic)
  // What this consumer's former life, or this one before a cut, has read and not acknowledged.
  let isCatchingUp = true
  let claimAt = clock.now()
  while (!signal.aborted) {
    try {
      if (clock.now() >= claimAt) {
        const { messages } = await reads.xAutoClaim(stream, group, consumer, claimAfterMs, '0-0', { COUNT })
        for (const one of messages) {
          if (one !== null) await take({ id: one.id, body: one.message['e'] ?? '' }, { attempt: 2 })
        }
        if (messages.length < COUNT) claimAt = (clock.now() + millis(claimAfterMs)) as typeof claimAt
      }
      const from = { key: stream, id: isCatchingUp ? '0' : '>' }
      const entries = entriesOf(await reads.xReadGroup(group, consumer, from, { COUNT, BLOCK: BLOCK_MS }))
      if (isCatchingUp && entries.length === 0) isCatchingUp = false
      for (const entry of entries) {
        if (signal.aborted) return
        await take(entry, isCatchingUp ? { attempt: 2 } : {})
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Error && error.message.startsWith('NOGROUP')) {
        await ensureGroup(world, listener).catch(() => undefined)
      }
      isCatchingUp = true
      await sleep(clock, AFTER_FAILURE, signal).catch(() => undefined)
    }
  }
}

async function lastIdOf(world: EarWorld, stream: string): Promise<string> {
  const last = await world.commands.xRevRange(stream, '+', '-', { COUNT: 1 })
  return last?.[0]?.id ?? '0-0'
}

/** Says whether the stream ends before `id`: then it is another stream than the one that was read. */
async function hasLost(world: EarWorld, stream: string, id: string): Promise<boolean> {
  const [lastMs = 0, lastNumber = 0] = (await lastIdOf(world, stream)).split('-').map(Number)
  const [ms = 0, number = 0] = id.split('-').map(Number)
  return lastMs < ms || (lastMs === ms && lastNumber < number)
}

/** Reads for itself from `from` on until the end. */
async function hearEach(world: EarWorld, stream: string, from: string, take: ReturnType<typeof taker>): Promise<void> {
  const { clock, reads, signal } = world
  let id = from
  let isUnsure = false
  while (!signal.aborted) {
    try {
      if (isUnsure && (await hasLost(world, stream, id))) id = '0-0'
      isUnsure = false
      const entries = entriesOf(await reads.xRead({ key: stream, id }, { COUNT, BLOCK: BLOCK_MS }))
      for (const entry of entries) {
        if (signal.aborted) return
        await take(entry, {})
        id = entry.id
      }
    } catch {
      isUnsure = true
      await sleep(clock, AFTER_FAILURE, signal).catch(() => undefined)
    }
  }
}

/** Begins to hear; resolves when nothing spoken from now on is missed, with the promise of its end. */
export async function openEar(world: EarWorld, listener: Listener<Topic>): Promise<{ readonly ended: Promise<void> }> {
  const { commands, keys, reads, signal } = world
  const stream = keys.stream(listener.topic)
  const prepare = async () => {
    if (listener.hearing === 'share') return ensureGroup(world, listener)
    start = await lastIdOf(world, stream)
    kept = Object.values(await commands.hGetAll(keys.retained(listener.topic)))
  }
  let start = '0-0'
  let kept: readonly string[] = []
  await openRedis(reads, signal)
  await insist(world, prepare)
  if (listener.hearing === 'share') return { ended: hearShared(world, listener) }
  const take = taker(world, listener)
  const told = async () => {
    for (const body of kept) await take({ id: '', body }, { isRetained: true })
    await hearEach(world, stream, start, take)
  }
  return { ended: told() }
}
