/*
 * Headers signed before they are needed. A signature covers the time, the method and the path, so one
 * set fits every order sent while its time is still within the venue's window. An RSA signature, the
 * dearest step between a decision and its order, then happens beside the road.
 */
import type { Cancel, Clock, Micros } from '@arbees/core'
import type { KalshiCredentials } from './credentials.ts'
import type { SignedHeaders } from './sign.ts'
import { signRequest } from './sign.ts'

/** Settings of `createSignAhead`. */
export type SignAheadOptions = {
  readonly credentials: KalshiCredentials
  readonly clock: Clock
  readonly method: string
  readonly path: string
  /** No set is used that is older. */
  readonly maxAgeMicros: Micros
}

/** A set of headers that is always at hand. */
export type SignAhead = {
  /** Returns headers no older than allowed: those at hand, or signed now when the timer is late. */
  readonly headers: (now: Micros) => SignedHeaders
  readonly stop: Cancel
}

/** Creates a set of headers for one method and path, and renews it at half its age. */
export function createSignAhead(options: SignAheadOptions): SignAhead {
  const { credentials, clock, method, path, maxAgeMicros } = options
  let signedAt = clock.now()
  let headers = signRequest(credentials, signedAt, method, path)
  let cancel: Cancel = () => undefined
  const renew = () => {
    signedAt = clock.now()
    headers = signRequest(credentials, signedAt, method, path)
    schedule()
  }
  const schedule = () => {
    cancel = clock.setTimer(Math.floor(maxAgeMicros / 2) as Micros, renew)
  }
  schedule()
  return Object.freeze({
    headers: (now: Micros) => {
      if (now - signedAt > maxAgeMicros) {
        signedAt = now
        headers = signRequest(credentials, now, method, path)
      }
      return headers
    },
    stop: () => cancel(),
  })
}
