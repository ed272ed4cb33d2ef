import type { Topic } from '../../messages/topics.ts'

/** Names of the keys of one deployment, all under one prefix. */
export type RedisKeys = {
  readonly stream: (topic: Topic) => string
  readonly retained: (topic: Topic) => string
  readonly sequences: (source: string) => string
  readonly dead: string
}

/** Returns the names of keys under `prefix`. */
export function redisKeys(prefix: string): RedisKeys {
  return Object.freeze({
    stream: (topic: Topic) => `${prefix}:bus:${topic}`,
    retained: (topic: Topic) => `${prefix}:last:${topic}`,
    sequences: (source: string) => `${prefix}:sequences:${source}`,
    dead: `${prefix}:dead`,
  })
}
