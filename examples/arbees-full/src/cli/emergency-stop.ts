import { resolve } from 'node:path'
import type { Log } from '@arbees/core'
import { Argument, Command } from 'commander'
import { meansStop } from '../platform/stop/kill-switch.ts'
import { fileStop, redisStop, STOP_FILE } from '../platform/stop/stop-places.ts'
import type { CliContext } from './context.ts'
import type { OperatorSettings } from './settings.ts'
import { operatorSettings } from './settings.ts'

type Word = 'set' | 'clear' | 'status'

/** How long Redis may take to answer an operator. */
const PATIENCE_MS = 5_000

async function openPlace(settings: OperatorSettings, log: Log) {
  if (settings.REDIS_URL === undefined) {
    const path = resolve(settings.DATA_DIR, STOP_FILE)
    const note = `REDIS_URL is empty, so this is the file ${path}: only processes with that data folder obey it.\n`
    return { place: fileStop(path), note, close: () => undefined }
  }
  // Loaded when it is needed: other commands start without it.
  const { connectRedis, openRedis } = await import('../platform/redis/redis-link.ts')
  const password = settings.REDIS_PASSWORD
  const address = { url: settings.REDIS_URL, ...(password === undefined ? {} : { password }) }
  const link = connectRedis(address, 'emergency-stop', log)
  await openRedis(link, AbortSignal.timeout(PATIENCE_MS))
  return { place: redisStop(link), note: '', close: () => link.destroy() }
}

/** Returns `arbees emergency-stop`: stops all new orders, lets them go on, or says which it is. */
export function emergencyStopCommand(context: CliContext, log: Log): Command {
  return new Command('emergency-stop')
    .description(
      'Stop all new orders (set), let them go on (clear), or say which it is (status): of every process on REDIS_URL.',
    )
    .addArgument(new Argument('<word>', 'what to do').choices(['set', 'clear', 'status']))
    .action(async (word: Word) => {
      const { place, note, close } = await openPlace(await operatorSettings(), log)
      try {
        if (word !== 'status') await place.write(word === 'set' ? '1' : null)
        const isSet = meansStop(await place.read())
        context.out(`Emergency stop is ${isSet ? 'set: no new order leaves' : 'clear: orders may leave'}.\n`)
        if (note !== '') context.err.write(note)
      } catch {
        context.err.write('The emergency stop cannot be read. Whoever trades counts that as a stop within a second.\n')
        process.exitCode = 1
      } finally {
        close()
      }
    })
}
