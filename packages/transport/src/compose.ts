import type { Http } from '@arbees/core'
import type { OutgoingRequest } from './outgoing.ts'

/**
 * Stands around every attempt of a call: may wait, refuse, try again. Built once, it serves calls
 * of every type; errors reach it as VenueErrors. It must begin `next` in the same tick unless it
 * has to wait, so that two legs of a trade leave together.
 */
export type Interceptor = <T>(request: OutgoingRequest, next: (request: OutgoingRequest) => Promise<T>) => Promise<T>

/** Stands around the bare exchange of bytes: may look at both sides. */
export type HttpLayer = (next: Http) => Http

/**
 * Returns one interceptor out of several; the first is outermost.
 *
 * @example
 * const intercept = compose(retry(options), rateLimitBackoff(options), breaker.intercept, limiter.intercept)
 */
export function compose(...interceptors: readonly Interceptor[]): Interceptor {
  const innermostFirst = interceptors.toReversed()
  return (request, next) => {
    let chain = next
    for (const interceptor of innermostFirst) {
      const inner = chain
      chain = (outgoing) => interceptor(outgoing, inner)
    }
    return chain(request)
  }
}

/** Returns `http` within layers; the first is outermost. */
export function composeHttp(http: Http, ...layers: readonly HttpLayer[]): Http {
  return layers.reduceRight<Http>((next, layer) => layer(next), http)
}
