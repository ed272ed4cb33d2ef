import type { Clock, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { Lease, Leases } from './leases.ts'

/** Returns leases for services of one process. */
export function createMemoryLeases(clock: Clock): Leases {
  const held = new Map<string, Lease>()
  let fences = 0
  const current = (name: string): Lease | undefined => {
    const lease = held.get(name)
    if (lease !== undefined && lease.until > clock.now()) return lease
    held.delete(name)
    return undefined
  }
  return Object.freeze({
    take: async (name: string, holder: string, length: Micros) => {
      const before = current(name)
      if (before !== undefined && before.holder !== holder) return undefined
      fences += before === undefined ? 1 : 0
      const lease = { name, holder, fence: before?.fence ?? fences, until: toMicros(clock.now() + length) }
      held.set(name, lease)
      return lease
    },
    release: async (name: string, holder: string) => {
      if (current(name)?.holder === holder) held.delete(name)
    },
    holderOf: async (name: string) => current(name),
    list: async (prefix: string) => {
      const leases = [...held.keys()].filter((name) => name.startsWith(prefix)).map(current)
      return leases.filter((lease) => lease !== undefined)
    },
  })
}
