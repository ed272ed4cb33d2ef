import type { Clock, Connect, SocketHandlers } from '@arbees/core'

/** One connection, seen from the other side. */
export type FakeSocket = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly sent: string[]
  pings: number
  isCut: boolean
  closedWith: number | undefined
  open(): void
  say(text: string): void
  beat(): void
  close(code: number, reason?: string): void
}

/** A Connect whose other side is the test. */
export function createFakeConnect(clock: Clock): { readonly connect: Connect; readonly sockets: FakeSocket[] } {
  const sockets: FakeSocket[] = []
  const connect: Connect = (url, headers, handlers: SocketHandlers) => {
    const socket: FakeSocket = {
      url,
      headers,
      sent: [],
      pings: 0,
      isCut: false,
      closedWith: undefined,
      open: () => handlers.opened(clock.now()),
      say: (text) => handlers.frame(text, clock.now()),
      beat: () => handlers.beat(clock.now()),
      close: (code, reason = '') => handlers.closed(code, reason, clock.now()),
    }
    sockets.push(socket)
    return {
      send: (text) => void socket.sent.push(text),
      ping: () => void socket.pings++,
      close: (code) => {
        socket.closedWith = code
      },
      cut: () => {
        socket.isCut = true
      },
      bufferedBytes: () => 0,
    }
  }
  return { connect, sockets }
}
