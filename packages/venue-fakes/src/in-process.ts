/*
 * The fakes as the network of a runtime: Http and Connect that never leave the process, so that a
 * client and its venue share one clock, virtual or real.
 */
import type { Clock, Connect, Http, HttpRequest, HttpResponse, Micros, SocketHandlers } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { FakePeer, FakeSocket, FakeVenue } from './fake-venue.ts'

/** Where a fake stands: every URL that begins with `origin` is its. */
export type FakeRoute = { readonly origin: string; readonly venue: FakeVenue }

const NOW = 0 as Micros
const ABNORMAL = 1006

function routeOf(routes: readonly FakeRoute[], url: string): { venue: FakeVenue; path: string } | undefined {
  for (const { origin, venue } of routes) {
    if (url.startsWith(origin)) {
      const path = url.slice(origin.length)
      if (path === '' || path.startsWith('/') || path.startsWith('?')) {
        return { venue, path: path.startsWith('/') ? path : `/${path}` }
      }
    }
  }
  return undefined
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

/**
 * Returns an Http that asks the fakes. What no route covers is `connect.failed`; a cut and a
 * silence are what undici would make of them: `request.interrupted` and `request.timeout`.
 *
 * @example
 * const http = fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: fake }], clock)
 */
export function fakeHttp(routes: readonly FakeRoute[], clock: Clock): Http {
  return (request: HttpRequest) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const route = routeOf(routes, request.url)
      if (route === undefined) {
        reject(new VenueError('connect.failed', { url: request.url, detail: 'no fake stands there' }))
        return
      }
      const about = { method: request.method, path: pathOf(request.url), sentBytes: true }
      if (request.signal?.aborted) {
        reject(new VenueError('request.interrupted', { ...about, sentBytes: false, detail: 'aborted by the caller' }))
        return
      }
      const cancels: (() => void)[] = []
      const settle = (action: () => void) => {
        for (const cancel of cancels.splice(0)) cancel()
        action()
      }
      const onAbort = () =>
        settle(() => reject(new VenueError('request.interrupted', { ...about, detail: 'aborted by the caller' })))
      request.signal?.addEventListener('abort', onAbort, { once: true })
      cancels.push(() => request.signal?.removeEventListener('abort', onAbort))
      cancels.push(
        clock.setTimer(request.timeoutMicros, () =>
          settle(() => reject(new VenueError('request.timeout', { ...about, timeoutMicros: request.timeoutMicros }))),
        ),
      )
      const { method, headers, body = '' } = request
      const reply = route.venue.request({ method, url: route.path, headers: lowerCase(headers), body })
      if (reply.type === 'silence') return
      const finish = () =>
        settle(() => {
          if (reply.type === 'cut') {
            reject(new VenueError('request.interrupted', { ...about, detail: 'the connection was cut' }))
            return
          }
          resolve({ status: reply.status, headers: lowerCase(reply.headers), body: reply.body })
        })
      if (reply.after === 0) finish()
      else cancels.push(clock.setTimer(reply.after, finish))
    })
}

/** Frames cross with `latency`, in their order, never inside the call that sent them. */
function openPair(route: { venue: FakeVenue; path: string }, url: string, clock: Clock, latency: Micros) {
  return (headers: Readonly<Record<string, string>>, handlers: SocketHandlers) => {
    let socket: FakeSocket | undefined
    let isOver = false
    let isStalled = false
    const later = (action: () => void) => {
      clock.setTimer(latency, () => {
        if (!isOver) action()
      })
    }
    const end = (code: number, reason: string) => {
      if (isOver) return
      isOver = true
      socket?.closed()
      clock.setTimer(NOW, () => handlers.closed(code, reason, clock.now()))
    }
    const peer: FakePeer = Object.freeze({
      send: (text: string) => later(() => handlers.frame(text, clock.now())),
      ping: () => later(() => handlers.beat(clock.now())),
      close: (code: number, reason: string) => later(() => end(code, reason)),
      cut: () => end(ABNORMAL, ''),
      stall: () => {
        isStalled = true
      },
    })
    // The handshake comes first: `opened` precedes every frame.
    clock.setTimer(latency, () => {
      if (isOver) return
      later(() => handlers.opened(clock.now()))
      const handshake = route.venue.openSocket(route.path, lowerCase(headers), peer)
      if (handshake.type === 'opened') {
        if (isOver) handshake.socket.closed()
        else socket = handshake.socket
        return
      }
      end(handshake.status, `the handshake with ${url} was refused`)
    })
    return Object.freeze({
      send: (text: string) => later(() => socket?.frame(text)),
      ping: () =>
        later(() => {
          if (!isStalled) later(() => handlers.beat(clock.now()))
        }),
      close: (code = 1000, reason = '') => end(code, reason),
      cut: () => end(ABNORMAL, ''),
      bufferedBytes: () => 0,
    })
  }
}

/** Returns a Connect to the fakes. What no route covers is `closed` with 1006. */
export function fakeConnect(routes: readonly FakeRoute[], clock: Clock, latency: Micros = NOW): Connect {
  return (url, headers, handlers) => {
    const route = routeOf(routes, url)
    if (route !== undefined) return openPair(route, url, clock, latency)(headers, handlers)
    clock.setTimer(NOW, () => handlers.closed(ABNORMAL, 'no fake stands there', clock.now()))
    const nothing = () => undefined
    return Object.freeze({ send: nothing, ping: nothing, close: nothing, cut: nothing, bufferedBytes: () => 0 })
  }
}
