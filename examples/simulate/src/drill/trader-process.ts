/*
 * What a drill needs of the machine: a process that trades, and files to look into.
 */

/** A line that a trader says, as far as it is looked at. */
export type Said = { readonly message: string; readonly trade?: unknown }

/** A trader in a process of its own. */
export type TraderProcess = {
  /** Resolves when it says that it trades; never when it dies before. */
  readonly trading: Promise<void>
  /** Resolves when it is gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Ends it by `kill -9`. */
  readonly kill: () => void
  /** Asks it to come to rest. */
  readonly ask: () => void
  /** What it said last, for whoever has to find out why. */
  readonly lastWords: () => string
}

/** Starts a trader. */
export type Spawn = (verb: 'trade' | 'close', onLine: (said: Said) => void) => TraderProcess

/** The files that trader and drill share. */
export type Files = {
  /** Returns what reads the whole lines that were added to a file since the last call. */
  readonly tail: (path: string) => () => Uint8Array
  readonly write: (path: string, text: string) => void
  readonly remove: (path: string) => void
}
