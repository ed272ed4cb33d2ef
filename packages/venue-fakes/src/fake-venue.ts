/*
 * What a fake is to whoever runs it: requests and frames in, replies and frames out. A fake owns no
 * port; the same one answers inside a virtual clock, under msw and behind real sockets.
 */
import type { Micros } from '@arbees/core'

/** One HTTP request as it arrived. */
export type FakeRequest = {
  /** In capitals. */
  readonly method: string
  /** From the root, with the query, exactly as sent: `/trade-api/v2/markets?limit=5`. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Empty when there is none. */
  readonly body: string
}

/** What becomes of a request: an answer, a connection cut without one, or nothing at all. */
export type FakeReply =
  | {
      readonly type: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      /** How long after the request it leaves. */
      readonly after: Micros
    }
  | { readonly type: 'cut'; readonly after: Micros }
  | { readonly type: 'silence' }

/** The client's end of a WebSocket, as a fake sees it. Nothing happens after it is closed. */
export type FakePeer = {
  readonly send: (text: string) => void
  readonly ping: (text?: string) => void
  readonly close: (code: number, reason: string) => void
  /** Ends the connection without a closing handshake. */
  readonly cut: () => void
  /** Answers the client's pings no more, as a peer whose machine is gone. Absent where nobody pings. */
  readonly stall?: () => void
}

/** The fake's end of a WebSocket. */
export type FakeSocket = {
  readonly frame: (text: string) => void
  /** The peer is gone, whoever ended it. Called once. */
  readonly closed: () => void
}

/** What becomes of a handshake. */
export type FakeHandshake =
  | { readonly type: 'opened'; readonly socket: FakeSocket }
  | {
      readonly type: 'refused'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }

/** A venue from the other side of the wire. */
export type FakeVenue = {
  /** Answers one request; what it changes has changed when this returns. */
  readonly request: (request: FakeRequest) => FakeReply
  /** Opens a WebSocket. `peer` may be used from now on; frames sent before the handshake ends arrive after it. */
  readonly openSocket: (url: string, headers: Readonly<Record<string, string>>, peer: FakePeer) => FakeHandshake
  /** Ends its timers and its sockets. */
  readonly close: () => void
}

/** Returns an answer with a JSON body. */
export function jsonReply(status: number, body: unknown, after: Micros = 0 as Micros): FakeReply {
  const text = body === undefined ? '' : JSON.stringify(body)
  return {
    type: 'answer',
    status,
    headers: text === '' ? {} : { 'content-type': 'application/json' },
    body: text,
    after,
  }
}

/** Returns an answer with a page, as a proxy in front of a venue gives. */
export function htmlReply(status: number, title: string, after: Micros = 0 as Micros): FakeReply {
  const body = `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`
  return { type: 'answer', status, headers: { 'content-type': 'text/html' }, body, after }
}
