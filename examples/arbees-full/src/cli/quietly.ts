import type { Runtime } from '@arbees/core'

/** Returns a runtime whose log tells only what is wrong, so that a command prints its result alone. */
export function quietly(runtime: Runtime): Runtime {
  return { ...runtime, log: (level, ...line) => level === 'info' || runtime.log(level, ...line) }
}
