/*
 * What must hold in every run, as functions that a simulation calls after each of its steps.
 */
import type { Book, Clock, Level, Micros } from '@arbees/core'
import { invariant } from '@arbees/core'

/** Something that must hold: `holds` throws an InvariantError with what was expected and found when it does not. */
export type Check = { readonly name: string; readonly holds: () => void }

/** Wants a total that never changes: money, contracts. */
export function conserved(name: string, total: () => number): Check {
  let first: number | undefined
  return {
    name,
    holds: () => {
      const now = total()
      first ??= now
      invariant(now === first, `${name}: the total stays ${first}, found ${now}`)
    },
  }
}

/**
 * Wants a bad state to end within `limit`: a naked leg, a book out of step.
 *
 * @param bad Returns what is bad now, in words; undefined when nothing is.
 */
export function endsWithin(name: string, limit: Micros, clock: Clock, bad: () => string | undefined): Check {
  let since: Micros | undefined
  return {
    name,
    holds: () => {
      const found = bad()
      if (found === undefined) {
        since = undefined
        return
      }
      since ??= clock.now()
      const lasted = clock.now() - since
      invariant(lasted <= limit, `${name}: ends within ${limit} µs, found for ${lasted} µs: ${found}`)
    },
  }
}

/** Wants each of a growing list of names to stand in it once: no order sent twice. */
export function once(name: string, names: () => readonly string[]): Check {
  const seen = new Set<string>()
  let read = 0
  return {
    name,
    holds: () => {
      const all = names()
      for (; read < all.length; read++) {
        const one = all[read] as string
        invariant(!seen.has(one), `${name}: each stands once, found ${one} twice`)
        seen.add(one)
      }
    },
  }
}

const shown = (levels: readonly Level[]) => levels.map(({ price, quantity }) => `${quantity}@${price}`).join(' ')

/** Wants two views of each market to be the same levels. For when the network is quiet. */
export function booksAgree(name: string, views: () => readonly (readonly [ours: Book, theirs: Book])[]): Check {
  return {
    name,
    holds: () => {
      for (const [ours, theirs] of views()) {
        const found = `bids ${shown(ours.bids)}, asks ${shown(ours.asks)}`
        const expected = `bids ${shown(theirs.bids)}, asks ${shown(theirs.asks)}`
        invariant(found === expected, `${name}: ${theirs.market} is ${expected}; found ${found}`)
      }
    },
  }
}
