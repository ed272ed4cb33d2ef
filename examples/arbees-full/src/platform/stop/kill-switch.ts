/*
 * The emergency stop. Whoever is about to send an order asks `isStopped` in the same breath; the
 * answer comes from a copy that is watched and never older than a second, and doubt is a stop.
 */

/** How the stop stands, and why. */
export type StopState = {
  readonly isStopped: boolean
  /** `set`: somebody stopped trading. `unreadable`: nobody can tell, so it counts as stopped. `clear`: it is not. */
  readonly cause: 'set' | 'unreadable' | 'clear'
}

/** The emergency stop as the executor's process holds it. */
export type KillSwitch = {
  /** Says whether new risk is forbidden now. */
  readonly isStopped: () => boolean
  /** Whether what is held may still be sold while trading is stopped. */
  readonly mayUnwind: boolean
  readonly state: () => StopState
  /** Calls back on every change of state; returns its undo. */
  readonly watch: (changed: (state: StopState) => void) => () => void
  /** Stops trading everywhere; resolves when it is durable. */
  readonly stop: () => Promise<void>
  /** Lets trading go on; resolves when it is durable. */
  readonly resume: () => Promise<void>
  readonly close: () => Promise<void>
}
