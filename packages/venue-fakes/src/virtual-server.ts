/*
 * A fake as a server of testkit's network, whose latency and faults then lie between it and whoever
 * asks. The fake's own faults come on top.
 */
import type { Clock, HttpRequest, HttpResponse } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { Peer, PeerHandlers, Server } from '@arbees/testkit'
import type { FakeReply, FakeVenue } from './fake-venue.ts'

/** Who may hear of what reaches the server before the fake does. */
export type VirtualServerOptions = {
  readonly clock: Clock
  /** Hears of each request as it arrives. */
  readonly onRequest?: (request: HttpRequest) => void
}

/** What stands behind the origin of a URL, from the slash on. */
function pathOf(url: string): string {
  const slash = url.indexOf('/', url.indexOf('://') + 3)
  return slash < 0 ? '/' : url.slice(slash)
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function answerOf(reply: FakeReply & { readonly type: 'answer' }): HttpResponse {
  return { status: reply.status, headers: lowerCase(reply.headers), body: reply.body }
}

/** A cut and a silence are what undici would make of them: an interruption, and no answer at all. */
function settle(reply: FakeReply, request: HttpRequest, clock: Clock): HttpResponse | Promise<HttpResponse> {
  if (reply.type === 'answer' && reply.after === 0) return answerOf(reply)
  return new Promise((resolve, reject) => {
    if (reply.type === 'silence') return
    clock.setTimer(reply.after, () => {
      if (reply.type === 'answer') {
        resolve(answerOf(reply))
        return
      }
      const about = { method: request.method, path: pathOf(request.url).split('?', 1)[0] as string, sentBytes: true }
      reject(new VenueError('request.interrupted', { ...about, detail: 'the connection was cut' }))
    })
  })
}

function accept(venue: FakeVenue, peer: Peer, url: string, headers: Readonly<Record<string, string>>) {
  const handshake = venue.openSocket(pathOf(url), lowerCase(headers), {
    send: peer.send,
    ping: () => peer.ping(),
    close: peer.close,
    cut: peer.cut,
    stall: peer.stall,
  })
  if (handshake.type === 'refused') return handshake.status
  const { socket } = handshake
  return { frame: socket.frame, closed: () => socket.closed() } satisfies PeerHandlers
}

/**
 * Returns a fake as a server for `Network.listen` or `Life.listen`.
 *
 * @example
 * const fake = fakeKalshi({ runtime, markets, members })
 * network.listen('external-api.kalshi.com', serverOf(fake.venue, { clock: runtime.clock }))
 */
export function serverOf(venue: FakeVenue, { clock, onRequest }: VirtualServerOptions): Server {
  return Object.freeze({
    http: (request: HttpRequest) => {
      onRequest?.(request)
      const { method, headers, body = '', url } = request
      const reply = venue.request({ method, url: pathOf(url), headers: lowerCase(headers), body })
      return settle(reply, request, clock)
    },
    socket: (peer: Peer, url: string, headers: Readonly<Record<string, string>>) => accept(venue, peer, url, headers),
  })
}
