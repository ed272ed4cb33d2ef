/*
 * Failures that nobody awaits, told to the run in which they happen.
 */

/** Begins to hear of failures that nobody awaits, and returns how to stop. */
export function hearUnheard(listener: (error: unknown) => void): () => void {
  process.on('unhandledRejection', listener)
  return () => {
    process.off('unhandledRejection', listener)
  }
}
