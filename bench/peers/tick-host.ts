import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { TickAnswer, TickCommand } from './tick-server.ts'

/** The venues in their process. */
export type TickHost = { readonly ask: (command: TickCommand) => Promise<TickAnswer>; readonly end: () => void }

/** Starts the venues' fakes in a process of their own. */
export function startTickHost(): TickHost {
  const child = fork(join(import.meta.dirname, 'tick-server.ts'), { execArgv: ['--conditions=@arbees/source'] })
  return {
    ask: (command) =>
      new Promise((resolve) => {
        child.once('message', (answer) => resolve(answer as TickAnswer))
        child.send(command)
      }),
    end: () => child.disconnect(),
  }
}
