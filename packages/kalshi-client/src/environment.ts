import { invariant } from '@arbees/core'

/** Where an exchange is. Both addresses are without a slash at the end. */
export type KalshiAddresses = {
  /** With the path before every endpoint's: `https://…/trade-api/v2`. */
  readonly rest: string
  readonly ws: string
}

/** An exchange by its name, or anywhere else: a fake, a proxy. */
export type KalshiEnvironment = 'production' | 'demo' | KalshiAddresses

/** Kalshi's own exchanges. Keys of one are unknown to the other. */
export const KALSHI_ADDRESSES: Readonly<Record<'production' | 'demo', KalshiAddresses>> = Object.freeze({
  production: Object.freeze({
    rest: 'https://external-api.kalshi.com/trade-api/v2',
    ws: 'wss://external-api-ws.kalshi.com/trade-api/ws/v2',
  }),
  demo: Object.freeze({
    rest: 'https://external-api.demo.kalshi.co/trade-api/v2',
    ws: 'wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2',
  }),
})

/**
 * Returns the addresses of an environment.
 *
 * @throws InvariantError when an address of one's own is not a URL of its kind.
 */
export function addressesOf(environment: KalshiEnvironment): KalshiAddresses {
  if (environment === 'production' || environment === 'demo') return KALSHI_ADDRESSES[environment]
  const { rest, ws } = environment
  invariant(/^https?:\/\/[^/]/.test(rest), `the REST address is an http(s) URL, found ${JSON.stringify(rest)}`)
  invariant(/^wss?:\/\/[^/]/.test(ws), `the stream's address is a ws(s) URL, found ${JSON.stringify(ws)}`)
  return { rest: rest.replace(/\/+$/, ''), ws }
}
