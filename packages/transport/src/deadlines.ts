/*
 * One platform timer for all that is under way. An order that is answered pays for no timer of its own: the
 * one that runs is set anew only when something is due before it, and when it strikes.
 */

/** Something that must end in time. */
export type Timed = {
  /** When, in the milliseconds of `performance.now()`. */
  readonly dueMillis: number
  /** Called once, no earlier than that, unless it was taken out before. */
  readonly expire: () => void
}

/** What is under way. */
export type Deadlines = {
  readonly add: (timed: Timed) => void
  readonly remove: (timed: Timed) => void
}

/** Returns deadlines that keep no process alive: whoever is waited for, a socket or a look-up, does that itself. */
export function createDeadlines(): Deadlines {
  const pending = new Set<Timed>()
  let timer: NodeJS.Timeout | undefined
  let strikesAt = Number.POSITIVE_INFINITY

  const arm = (dueMillis: number, now: number) => {
    clearTimeout(timer)
    strikesAt = dueMillis
    timer = setTimeout(strike, Math.max(1, Math.ceil(dueMillis - now)))
    timer.unref()
  }

  const strike = () => {
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const timed of pending) {
      if (timed.dueMillis > now) {
        next = Math.min(next, timed.dueMillis)
        continue
      }
      pending.delete(timed)
      timed.expire()
    }
    strikesAt = Number.POSITIVE_INFINITY
    if (next < strikesAt) arm(next, now)
  }

  return Object.freeze({
    add: (timed: Timed) => {
      pending.add(timed)
      if (timed.dueMillis < strikesAt) arm(timed.dueMillis, performance.now())
    },
    remove: (timed: Timed) => void pending.delete(timed),
  })
}
