import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RedisLink } from '../redis/redis-link.ts'
import type { StopPlace } from './kill-switch.ts'

/** The key that operators set: `redis-cli SET trading:emergency_stop 1`. */
export const STOP_KEY = 'trading:emergency_stop'

/** The file in the data folder that stops one process. */
export const STOP_FILE = 'emergency_stop'

/** Returns the stop in Redis. */
export function redisStop(link: RedisLink): StopPlace {
  return {
    read: () => link.get(STOP_KEY),
    write: async (value) => {
      if (value === null) await link.del(STOP_KEY)
      else await link.set(STOP_KEY, value)
    },
  }
}

/** Returns the stop as a file: present (unless it says 0) means stopped. */
export function fileStop(path: string): StopPlace {
  return {
    read: async () => {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    write: async (value) => {
      if (value === null) {
        await rm(path, { force: true })
        return
      }
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.new`, value)
      await rename(`${path}.new`, path)
    },
  }
}
