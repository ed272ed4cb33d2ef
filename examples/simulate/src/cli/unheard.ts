/*
 * Failures that nobody awaits, told to the run in which they happen.
 */

/** Begins to hear of failures that nobody awaits, and returns how to stop. */
export function hearUnheard(listener: (error: unknown) => void): () => void {
  const events = ['unhandledRejection', 'uncaughtException'] as const
  for (const event of events) process.on(event, listener)
  return () => {
    for (const event of events) process.off(event, listener)
  }
}
