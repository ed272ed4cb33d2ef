/* A WebSocket server on loopback that speaks as Kalshi does, and misbehaves when it is told to. */
import type { AddressInfo, Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'

export const TICKER = 'KXHIGHNY-26NOV22-B53.5'

/** One connection, from the server's side. */
export type Peer = {
  readonly socket: WebSocket
  readonly raw: Socket
  readonly commands: { readonly id: number; readonly cmd: string; readonly params?: Record<string, unknown> }[]
  readonly say: (message: unknown) => void
  /** The next sequence number of the books. */
  readonly next: () => number
  /** Says a snapshot of the one market. */
  readonly snapshot: (id?: number) => void
  /** Says a change of the best bid. */
  readonly delta: (change: string, seq?: number) => void
}

/** The server, with its connections in their order. */
export type StreamServer = {
  readonly url: string
  readonly peers: Peer[]
  readonly handshakes: () => number
  /** The status of every further handshake; 101 lets it pass. */
  refuse: number
  /** Whether commands are answered. */
  isMute: boolean
  readonly close: () => Promise<void>
}

/** Starts the server: it acknowledges subscriptions and gives a snapshot to each book. */
export async function startStreamServer(): Promise<StreamServer> {
  const peers: Peer[] = []
  let count = 0
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    verifyClient: (_info, done) => {
      count += 1
      if (own.refuse === 101) done(true)
      else done(false, own.refuse, 'refused', {})
    },
  })
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const own: StreamServer = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/trade-api/ws/v2`,
    peers,
    handshakes: () => count,
    refuse: 101,
    isMute: false,
    close: () =>
      new Promise((resolve) => {
        for (const { socket } of peers) socket.terminate()
        server.close(() => resolve())
      }),
  }
  server.on('connection', (socket, request) => {
    let seq = 0
    let sid = 0
    const peer: Peer = {
      socket,
      raw: request.socket,
      commands: [],
      say: (message) => socket.send(JSON.stringify(message)),
      next: () => {
        seq += 1
        return seq
      },
      snapshot: (id) =>
        peer.say({
          type: 'orderbook_snapshot',
          ...(id === undefined ? {} : { id }),
          sid: 1,
          seq: peer.next(),
          msg: { market_ticker: TICKER, yes_dollars_fp: [['0.4200', '13.00']], no_dollars_fp: [['0.4400', '17.00']] },
        }),
      delta: (change, at) =>
        peer.say({
          type: 'orderbook_delta',
          sid: 1,
          seq: at ?? peer.next(),
          msg: {
            market_ticker: TICKER,
            market_id: 'm',
            price_dollars: '0.4200',
            delta_fp: change,
            side: 'yes',
            ts_ms: 1795359600000,
          },
        }),
    }
    peers.push(peer)
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const command = JSON.parse(String(data)) as Peer['commands'][number]
      peer.commands.push(command)
      if (own.isMute) return
      if (command.cmd === 'subscribe') {
        const channel = String(command.params?.['channels'])
        sid += 1
        peer.say({ type: 'subscribed', id: command.id, msg: { channel, sid } })
        if (channel === 'orderbook_delta') peer.snapshot()
      }
      if (command.params?.['action'] === 'get_snapshot') peer.snapshot(command.id)
    })
  })
  return own
}
