import { createServer } from 'node:net'
import type { Environment } from '../platform/config/read-config.ts'

/** Where the dashboard is looked for first. */
const USUAL = 8_000

/** Resolves with the port that was listened at for a moment; undefined when somebody else has it. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

/**
 * Returns the port of a day's dashboard: the one asked for, else the usual one, else any that is free, since two days
 * may be played at once. 0, none, for a day that is played as fast as it goes: nobody could follow it.
 */
export async function dayPort(environment: Environment, isPaced: boolean): Promise<string> {
  const asked = environment['API_PORT']
  if (asked !== undefined) return asked
  if (!isPaced) return '0'
  return String((await tryPort(USUAL)) ?? (await tryPort(0)) ?? 0)
}
