import type { Rng } from '@arbees/core'
import { invariant, nextChance, nextInteger } from '@arbees/core'

/** What a network can do to a request, an answer or a frame. */
export const NETWORK_FAULTS = [
  /** No connection is made: nothing left. */
  'http.refuse',
  /** The request leaves and never arrives; nobody says so. */
  'http.lose-request',
  /** The connection breaks before the server has read the request. */
  'http.cut-request',
  /** The server has done it, and its answer never arrives. */
  'http.lose-answer',
  /** The server has done it, and the connection breaks under its answer. */
  'http.cut-answer',
  /** The answer takes up to `slowMicrosMax` longer. */
  'http.slow',
  /** The handshake is refused with 503. */
  'socket.refuse',
  'socket.drop',
  'socket.duplicate',
  /** The frame is overtaken by later ones. */
  'socket.reorder',
  /** The frame, and so all behind it, takes up to `slowMicrosMax` longer. */
  'socket.slow',
  /** The connection breaks instead of carrying the frame. */
  'socket.cut',
  /** From this frame on nothing more arrives, and nobody says so. */
  'socket.stall',
] as const

/** The name of a network fault. */
export type NetworkFault = (typeof NETWORK_FAULTS)[number]

/** How likely each fault is, for each request, answer or frame; absent ones do not happen. */
export type NetworkChances = { readonly [Fault in NetworkFault]?: number }

/** How long things take. */
export type NetworkPace = {
  /** From one end to the other. @default 1,000 and 5,000 */
  readonly latencyMicrosMin: number
  readonly latencyMicrosMax: number
  /** What a slow answer or frame takes on top. @default 2,000,000 */
  readonly slowMicrosMax: number
}

/** Says whether a fault happens here and now; `chance` is how likely it is meant to be. */
export type DecideFault = (fault: NetworkFault, chance: number) => boolean

/** The pace and the faults of a network now, and the chance that decides. Changed in place. */
export type Weather = {
  readonly rng: Rng
  chances: NetworkChances
  readonly pace: NetworkPace
  /** Decides in the place of chance. */
  readonly decide?: DecideFault
}

/** Returns the chances, checked. */
export function checkChances(chances: NetworkChances): NetworkChances {
  for (const [fault, chance] of Object.entries(chances)) {
    invariant((NETWORK_FAULTS as readonly string[]).includes(fault), `a network fault is known, found ${fault}`)
    invariant(chance >= 0 && chance <= 1, `the chance of ${fault} lies between 0 and 1, found ${chance}`)
  }
  return { ...chances }
}

/** Says whether a fault happens here and now. */
export function strikes(weather: Weather, fault: NetworkFault): boolean {
  const chance = weather.chances[fault]
  if (weather.decide !== undefined) return weather.decide(fault, chance ?? 0)
  // A fault that is off takes no draw, so that a list of faults may grow without changing old runs.
  return chance !== undefined && chance > 0 && nextChance(weather.rng, chance)
}

/** Returns how long one way takes this time. */
export function drawLatency({ rng, pace }: Weather): number {
  return nextInteger(rng, pace.latencyMicrosMin, pace.latencyMicrosMax)
}

/** Returns what a slow thing takes on top. */
export function drawSlowness({ rng, pace }: Weather): number {
  return nextInteger(rng, 0, pace.slowMicrosMax)
}
