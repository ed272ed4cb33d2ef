/*
 * A network in memory, over virtual time: servers by host, requests and sockets that take time and
 * go wrong as they do, decided by one seeded chance.
 */
import type {
  Cancel,
  Clock,
  Connect,
  Http,
  HttpRequest,
  HttpResponse,
  Micros,
  Rng,
  Socket,
  SocketHandlers,
} from '@arbees/core'
import { invariant, VenueError } from '@arbees/core'
import type { AcceptSocket, Connection } from './connection.ts'
import { openConnection } from './connection.ts'
import type { DecideFault, NetworkChances, NetworkPace, Weather } from './faults.ts'
import { checkChances, drawLatency, drawSlowness, strikes } from './faults.ts'

/** What a host answers with. */
export type Server = {
  /** Answers a request; may take its (virtual) time. Not to throw. */
  readonly http?: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>
  readonly socket?: AcceptSocket
}

/** One user of the network. */
export type NetworkClient = {
  readonly http: Http
  readonly connect: Connect
  /** The user is gone at once: its sockets break, its requests never end for it. */
  readonly vanish: () => void
}

/** A network in memory. */
export type Network = {
  /** Puts a server at a host (`api.example.test`, with a port if the address has one). */
  readonly listen: (host: string, server: Server) => Cancel
  readonly client: () => NetworkClient
  /** Sets which faults happen, and how often; those not named stop. */
  readonly setChances: (chances: NetworkChances) => void
  /** Cuts a host off, in silence, or lets it be reached again. */
  readonly setPartitioned: (host: string, isPartitioned: boolean) => void
  /** Breaks every open socket to a host, or to all. */
  readonly cut: (host?: string) => void
}

/** Settings of `createNetwork`. */
export type NetworkSettings = {
  readonly clock: Clock
  readonly rng: Rng
  readonly chances?: NetworkChances
  readonly pace?: Partial<NetworkPace>
  /** Decides each fault in the place of chance: to note what happened, or to play it again. */
  readonly decide?: DecideFault
}

const PACE_DEFAULT: NetworkPace = { latencyMicrosMin: 1_000, latencyMicrosMax: 5_000, slowMicrosMax: 2_000_000 }

/** A network and all that is on it. Changed in place. */
type State = {
  readonly clock: Clock
  readonly weather: Weather
  readonly servers: Map<string, Server>
  readonly partitioned: Set<string>
  /** The host of each open socket. */
  readonly connections: Map<Connection, string>
}

const nothing = () => undefined
/** The socket of a user that is gone. */
const DEAD: Socket = Object.freeze({
  send: nothing,
  ping: nothing,
  close: nothing,
  cut: nothing,
  bufferedBytes: () => 0,
})

/** Handlers whose failures end with their user: one that died inside of them has nobody left to tell. */
function mortal(handlers: SocketHandlers, isGone: () => boolean): SocketHandlers {
  const guard =
    <Args extends readonly unknown[]>(handle: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        handle(...args)
      } catch (error) {
        if (!isGone()) throw error
      }
    }
  return {
    opened: guard(handlers.opened),
    frame: guard(handlers.frame),
    beat: guard(handlers.beat),
    closed: guard(handlers.closed),
  }
}

function createClient(state: State): NetworkClient {
  const { clock, weather, servers, partitioned, connections } = state
  const own = new Set<Connection>()
  let isGone = false

  const http: Http = (request) =>
    new Promise((resolve, reject) => {
      // What a user still does after it is gone, it does not do.
      if (isGone) return
      const { host } = new URL(request.url)
      const answer = carry(request, state, () => (partitioned.has(host) ? undefined : servers.get(host)))
      answer.then(
        (response) => !isGone && resolve(response),
        (error) => !isGone && reject(error),
      )
    })

  const connect: Connect = (url, headers, handlers) => {
    if (isGone) return DEAD
    const { host } = new URL(url)
    const connection: Connection = openConnection({
      clock,
      weather,
      url,
      headers,
      handlers: mortal(handlers, () => isGone),
      accept: servers.get(host)?.socket,
      isPartitioned: () => partitioned.has(host),
      over: () => {
        connections.delete(connection)
        own.delete(connection)
      },
    })
    connections.set(connection, host)
    own.add(connection)
    return connection.socket
  }

  const vanish = () => {
    isGone = true
    for (const connection of own) connection.vanish()
  }
  return Object.freeze({ http, connect, vanish })
}

/** Creates a network with nobody on it. */
export function createNetwork(settings: NetworkSettings): Network {
  const { clock, rng } = settings
  const state: State = {
    clock,
    weather: {
      rng,
      chances: checkChances(settings.chances ?? {}),
      pace: { ...PACE_DEFAULT, ...settings.pace },
      ...(settings.decide === undefined ? {} : { decide: settings.decide }),
    },
    servers: new Map(),
    partitioned: new Set(),
    connections: new Map(),
  }
  const { servers, partitioned, connections, weather } = state
  return Object.freeze({
    listen: (host: string, server: Server) => {
      invariant(!servers.has(host), `one server listens at a host, found a second at ${host}`)
      servers.set(host, server)
      return () => {
        if (servers.get(host) === server) servers.delete(host)
      }
    },
    client: () => createClient(state),
    setChances: (chances: NetworkChances) => {
      weather.chances = checkChances(chances)
    },
    setPartitioned: (host: string, isPartitioned: boolean) => {
      if (isPartitioned) partitioned.add(host)
      else partitioned.delete(host)
    },
    cut: (host?: string) => {
      for (const [connection, to] of connections) if (host === undefined || to === host) connection.cut()
    },
  })
}

/** Carries one request to its server and the answer back. */
function carry(request: HttpRequest, state: State, serverNow: () => Server | undefined): Promise<HttpResponse> {
  const { clock, weather } = state
  const { method, url, timeoutMicros, signal } = request
  const path = new URL(url).pathname
  return new Promise((resolve, reject) => {
    let isDone = false
    let hasLeft = false
    const done = (settle: () => void) => {
      if (isDone) return
      isDone = true
      cancelTimeout()
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    const fail = (error: unknown) => done(() => reject(error))
    const interrupt = (detail: string) =>
      fail(new VenueError('request.interrupted', { method, path, sentBytes: hasLeft, detail }))
    const onAbort = () => interrupt('aborted by the caller')
    const cancelTimeout = clock.setTimer(timeoutMicros, () =>
      fail(new VenueError('request.timeout', { method, path, sentBytes: hasLeft, timeoutMicros })),
    )
    const later = (delay: number, act: () => void) => clock.setTimer(delay as Micros, act)

    if (signal?.aborted) {
      onAbort()
      return
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    later(drawLatency(weather), () => {
      if (isDone) return
      if (serverNow()?.http === undefined || strikes(weather, 'http.refuse')) {
        fail(new VenueError('connect.failed', { url: url.split('?')[0] as string, detail: 'nobody answers' }))
        return
      }
      hasLeft = true
      if (strikes(weather, 'http.lose-request')) return
      if (strikes(weather, 'http.cut-request')) {
        later(drawLatency(weather), () => interrupt('the connection broke'))
        return
      }
      later(drawLatency(weather), arrive)
    })

    function arrive(): void {
      // What has left arrives, also when its sender has given up.
      const server = serverNow()?.http
      if (server === undefined) return
      Promise.resolve(server(request)).then(answer, fail)
    }

    function answer(response: HttpResponse): void {
      if (strikes(weather, 'http.lose-answer')) return
      const delay = drawLatency(weather) + (strikes(weather, 'http.slow') ? drawSlowness(weather) : 0)
      if (strikes(weather, 'http.cut-answer')) later(delay, () => interrupt('the connection broke'))
      else later(delay, () => done(() => resolve(response)))
    }
  })
}
