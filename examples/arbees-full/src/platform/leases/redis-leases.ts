import type { Clock, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { RedisLink } from '../redis/redis-link.ts'
import type { Lease, Leases } from './leases.ts'

const TAKE = `
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder and holder ~= ARGV[1] then return 0 end
if not holder then redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'fence', redis.call('INCR', KEYS[2])) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return tonumber(redis.call('HGET', KEYS[1], 'fence'))
`

const RELEASE = `
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`

/** Returns leases for services of many processes. Each call rejects while Redis cannot be reached. */
export function createRedisLeases(link: RedisLink, clock: Clock, prefix: string): Leases {
  const keyOf = (name: string) => `${prefix}:lease:${name}`
  const fences = `${prefix}:fences`
  const holderOf = async (name: string): Promise<Lease | undefined> => {
    const began = clock.now()
    const [found, left] = await Promise.all([link.hGetAll(keyOf(name)), link.pTTL(keyOf(name))])
    const { holder, fence } = found as Readonly<Record<string, string | undefined>>
    if (holder === undefined || left <= 0) return undefined
    return { name, holder, fence: Number(fence), until: toMicros(began + left * 1_000) }
  }
  return Object.freeze({
    take: async (name: string, holder: string, length: Micros) => {
      // Counted from before the question, so that we never think we hold what has run out there.
      const began = clock.now()
      const wanted = { keys: [keyOf(name), fences], arguments: [holder, String(Math.ceil(length / 1_000))] }
      const fence = Number(await link.eval(TAKE, wanted))
      return fence === 0 ? undefined : { name, holder, fence, until: toMicros(began + length) }
    },
    release: async (name: string, holder: string) =>
      void (await link.eval(RELEASE, { keys: [keyOf(name)], arguments: [holder] })),
    holderOf,
    list: async (start: string) => {
      const names: string[] = []
      for await (const keys of link.scanIterator({ MATCH: `${keyOf(start)}*`, COUNT: 1_000 })) {
        for (const key of keys) names.push(key.slice(keyOf('').length))
      }
      const leases = await Promise.all(names.sort().map(holderOf))
      return leases.filter((lease) => lease !== undefined)
    },
  })
}
