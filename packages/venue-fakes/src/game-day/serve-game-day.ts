import type { Micros } from '@arbees/core'
import { serveVenue } from '../servers.ts'
import type { GameDay, GameDayOptions } from './game-day.ts'
import { createGameDay } from './game-day.ts'

/** Settings of `serveGameDay`. */
export type ServeGameDayOptions = GameDayOptions & {
  /** The first of six ports in a row: Kalshi, CLOB, Gamma, data, Polymarket's site, ESPN. @default any free ones */
  readonly port?: number
}

/** Where a served day stands, and what opens its accounts: one JSON line for programs. */
export type GameDayLine = {
  readonly kalshi: {
    readonly rest: string
    readonly ws: string
    readonly keyId: string
    readonly privateKeyPem: string
  }
  readonly polymarket: {
    readonly clob: string
    readonly gamma: string
    readonly data: string
    readonly site: string
    readonly ws: string
    readonly privateKey: string
    readonly funder: string
  }
  readonly espn: string
  /** When the last market settles, in microseconds since 1970. */
  readonly endsAt: Micros
}

/** A day behind real sockets. */
export type ServedGameDay = {
  readonly day: GameDay
  readonly line: GameDayLine
  readonly close: () => Promise<void>
}

/**
 * Serves a day of games on loopback and resolves when every port is open.
 *
 * @example
 * const { line, close } = await serveGameDay({ runtime: nodeRuntime(), seed: 7, games: 4, speed: 60 })
 */
export async function serveGameDay(options: ServeGameDayOptions): Promise<ServedGameDay> {
  const { port, runtime } = options
  const day = createGameDay(options)
  const { kalshi, polymarket, espn, kalshiKey, owner } = day
  const serve = (venue: Parameters<typeof serveVenue>[0]['venue'], index: number) =>
    serveVenue({ venue, clock: runtime.clock, ...(port === undefined ? {} : { port: port + index }) })
  const [atKalshi, atClob, atGamma, atData, atSite, atEspn] = await Promise.all([
    serve(kalshi.venue, 0),
    serve(polymarket.clob, 1),
    serve(polymarket.gamma, 2),
    serve(polymarket.data, 3),
    serve(polymarket.site, 4),
    serve(espn.venue, 5),
  ])
  return Object.freeze({
    day,
    line: {
      kalshi: {
        rest: `${atKalshi.httpOrigin}/trade-api/v2`,
        ws: `${atKalshi.wsOrigin}/trade-api/ws/v2`,
        keyId: kalshiKey.keyId,
        privateKeyPem: kalshiKey.privateKeyPem,
      },
      polymarket: {
        clob: atClob.httpOrigin,
        gamma: atGamma.httpOrigin,
        data: atData.httpOrigin,
        site: atSite.httpOrigin,
        ws: atClob.wsOrigin,
        privateKey: owner.privateKey,
        funder: owner.address,
      },
      espn: atEspn.httpOrigin,
      endsAt: day.endsAt,
    },
    close: async () => {
      day.end()
      await Promise.all([atKalshi, atClob, atGamma, atData, atSite, atEspn].map((server) => server.close()))
    },
  })
}
