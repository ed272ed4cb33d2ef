/*
 * What is spoken and not yet taken over by Redis, in order. One script takes a batch and drops what it
 * has had before, so that a batch whose answer was lost is sent again without being heard twice.
 */
import type { Clock } from '@arbees/core'
import { millis, sleep } from '@arbees/core'
import type { RedisLink } from '../redis/redis-link.ts'
import { BusError } from './bus.ts'

/** One message on its way to Redis. */
type Parcel = {
  readonly topic: string
  readonly stream: string
  readonly retained: string
  readonly sequence: number
  readonly kept: number
  readonly key: string
  /** Whether nothing more of the key is kept. */
  readonly isLast: boolean
  readonly body: string
}

/** What waits for Redis. */
export type RedisOutbox = {
  /** Resolves when Redis has it. */
  readonly post: (parcel: Parcel) => Promise<void>
  readonly waiting: () => number
  /** From now on, what cannot be sent soon is refused. */
  readonly hurry: () => void
  /** Resolves when nothing waits. */
  readonly drained: () => Promise<void>
}

const BATCH_MAX = 128
const WAIT = millis(100)
/** How long the end waits for what is still to be sent. */
const CLOSE_TRIES = 50
/** Long enough for any process to live between two messages of a topic. */
const SEQUENCES_KEPT_SECONDS = 7 * 86_400

const SCRIPT = `
local source = ARGV[1]
for at = 2, #ARGV, 8 do
  local topic, stream, retained, sequence = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  local kept, key, last_word, body = ARGV[at + 4], ARGV[at + 5], ARGV[at + 6], ARGV[at + 7]
  local last = tonumber(redis.call('HGET', KEYS[1], topic) or '0')
  if sequence > last then
    redis.call('XADD', stream, 'MAXLEN', '~', kept, '*', 'e', body)
    if last_word == '1' then redis.call('HDEL', retained, key)
    elseif key ~= '' then redis.call('HSET', retained, key, body) end
    redis.call('HSET', KEYS[1], topic, sequence)
  end
end
redis.call('EXPIRE', KEYS[1], ${SEQUENCES_KEPT_SECONDS})
return redis.status_reply('OK')
`

type Waiting = { readonly parcel: Parcel; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/** Settings of `createRedisOutbox`. */
export type RedisOutboxOptions = {
  readonly link: RedisLink
  readonly clock: Clock
  readonly source: string
  /** The key in which the last sequences of this source stand. */
  readonly sequences: string
  readonly waitingMax: number
}

async function send(options: RedisOutboxOptions, batch: readonly Waiting[]): Promise<void> {
  const { link, source, sequences } = options
  const values = batch.flatMap(({ parcel }) => [
    parcel.topic,
    parcel.stream,
    parcel.retained,
    String(parcel.sequence),
    String(parcel.kept),
    parcel.key,
    parcel.isLast ? '1' : '0',
    parcel.body,
  ])
  await link.eval(SCRIPT, { keys: [sequences], arguments: [source, ...values] })
}

/** Returns an empty outbox. */
export function createRedisOutbox(options: RedisOutboxOptions): RedisOutbox {
  const { clock, waitingMax } = options
  const queue: Waiting[] = []
  let isSending = false
  let triesLeft = Number.POSITIVE_INFINITY

  const giveUp = () => {
    for (const { reject } of queue.splice(0))
      reject(new BusError('closed', 'the bus ended before Redis had the message'))
  }
  const drain = async () => {
    if (isSending) return
    isSending = true
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_MAX)
      try {
        await send(options, batch)
        queue.splice(0, batch.length)
        for (const { resolve } of batch) resolve()
      } catch {
        // The link reports what is wrong; here it only counts that the batch must be sent again.
        if (--triesLeft <= 0) giveUp()
        else await sleep(clock, WAIT)
      }
    }
    isSending = false
  }
  let draining: Promise<void> = Promise.resolve()
  const post = (parcel: Parcel) =>
    new Promise<void>((resolve, reject) => {
      if (queue.length >= waitingMax) {
        reject(new BusError('full', `${waitingMax} messages wait for Redis already`))
        return
      }
      queue.push({ parcel, resolve, reject })
      if (!isSending) draining = drain()
    })
  return Object.freeze({
    post,
    waiting: () => queue.length,
    hurry: () => {
      triesLeft = CLOSE_TRIES
    },
    drained: () => draining,
  })
}
