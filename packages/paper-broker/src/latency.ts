import type { Micros, Rng, VenueId } from '@arbees/core'
import { invariant, nextInteger } from '@arbees/core'

/** How long an order is on its way: from the decision to the match, for one order. */
export type LatencyModel = (venue: VenueId, rng: Rng) => Micros

/** Returns the same latency for every order: an operator's override, or a floor to test against. */
export function constantLatency(latency: Micros): LatencyModel {
  invariant(latency >= 0, `a latency is not negative, found ${latency}`)
  return () => latency
}

/**
 * Returns latencies drawn from measured ones, each as likely as the others: the measurement's own
 * tail is kept. `samples` are by venue.
 *
 * @throws InvariantError when an order goes to a venue without samples.
 */
export function sampledLatency(samples: ReadonlyMap<VenueId, readonly Micros[]>): LatencyModel {
  return (venue, rng) => {
    const measured = samples.get(venue) ?? []
    const drawn = measured[nextInteger(rng, 0, measured.length - 1)]
    invariant(drawn !== undefined, `latencies were measured for ${[...samples.keys()].join(', ')}, found ${venue}`)
    return drawn
  }
}
