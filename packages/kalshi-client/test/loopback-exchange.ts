/* Kalshi's stream on loopback, played over real sockets: well behaved until a test makes it misbehave. */
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket as TcpSocket } from 'node:net'
import type { Rng } from '@arbees/core'
import { createRng, nextInteger } from '@arbees/core'
import { afterEach } from 'vitest'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Runs something when the test is over. */
export function atEnd(close: () => void): void {
  closers.push(close)
}

/** Both sides of a book in YES prices: ticks to hundredths of a contract. */
export type ModelBook = { readonly yes: Map<number, number>; readonly no: Map<number, number> }

/** One connection of a client, as the exchange sees it. */
export type Peer = {
  readonly socket: WebSocket
  /** The TCP connection below it. */
  readonly raw: TcpSocket
  readonly sid: number
  /** Changes a level of the model and returns the frame that says so. */
  readonly change: (ticker?: string) => string
  /** Changes a level of the model and sends the frame that says so. */
  readonly tell: (ticker?: string) => void
}

/** An exchange that listens. */
export type LoopbackExchange = {
  readonly port: number
  readonly url: string
  /** What everybody's books should be. */
  readonly model: ReadonlyMap<string, ModelBook>
  /** Every connection that subscribed, in their order. */
  readonly peers: readonly Peer[]
  /** How often a handshake was tried. */
  readonly handshakes: () => number
  readonly commands: readonly string[]
  /** Cuts every connection and stops listening. */
  readonly stop: () => void
}

/** How an exchange is to behave. */
export type LoopbackOptions = {
  readonly tickers: readonly string[]
  /** 0: any free one. */
  readonly port?: number
  /** The first connection's subscription has this id, and each later one ten more. */
  readonly firstSid?: number
  readonly isWelcome?: (request: IncomingMessage) => boolean
  readonly model?: ReadonlyMap<string, ModelBook>
}

type Command = {
  readonly id: number
  readonly cmd: string
  readonly params: { readonly action?: string; readonly market_tickers: readonly string[] }
}

const price = (ticks: number) => (ticks / 10_000).toFixed(4)
const count = (hundredths: number) => (hundredths / 100).toFixed(2)
const levels = (side: ReadonlyMap<number, number>) => [...side].map(([ticks, size]) => [price(ticks), count(size)])

function seededModel(tickers: readonly string[]): Map<string, ModelBook> {
  const side = (from: number) => new Map(Array.from({ length: 20 }, (_, index) => [from + index * 100, 1_000 + index]))
  return new Map(tickers.map((ticker) => [ticker, { yes: side(2_000), no: side(5_000) }]))
}

/** Changes a random level of a book, never below nothing, and returns the fields that say so. */
function changeModel(book: ModelBook, rng: Rng) {
  const isYes = nextInteger(rng, 0, 1) === 1
  const ticks = (isYes ? 2_000 : 5_000) + nextInteger(rng, 0, 29) * 100
  const side = isYes ? book.yes : book.no
  const before = side.get(ticks) ?? 0
  const change = nextInteger(rng, 0, 4) === 0 && before > 0 ? -before : nextInteger(rng, -Math.min(before, 500), 500)
  if (before + change === 0) side.delete(ticks)
  else side.set(ticks, before + change)
  return { price_dollars: price(ticks), delta_fp: count(change), side: isYes ? 'yes' : 'no' }
}

function createPeer(socket: WebSocket, sid: number, model: ReadonlyMap<string, ModelBook>, commands: string[]): Peer {
  const rng = createRng(`peer ${sid}`)
  const [first = ''] = model.keys()
  let seq = 0
  const frame = (type: string, msg: object, id?: number) => {
    seq += 1
    return `${JSON.stringify({ type, ...(id === undefined ? {} : { id }), sid, seq, msg })}\n`
  }
  const snapshot = (ticker: string, id?: number) => {
    const { yes, no } = model.get(ticker) as ModelBook
    const sides = {
      ...(yes.size === 0 ? {} : { yes_dollars_fp: levels(yes) }),
      ...(no.size === 0 ? {} : { no_dollars_fp: levels(no) }),
    }
    socket.send(frame('orderbook_snapshot', { market_ticker: ticker, ...sides }, id))
  }
  socket.on('message', (data) => {
    commands.push(String(data))
    const { id, cmd, params } = JSON.parse(String(data)) as Command
    if (cmd === 'subscribe') {
      socket.send(`${JSON.stringify({ type: 'subscribed', id, msg: { channel: 'orderbook_delta', sid } })}\n`)
      for (const ticker of params.market_tickers) snapshot(ticker)
    } else if (params.action === 'get_snapshot') for (const ticker of params.market_tickers) snapshot(ticker, id)
  })
  const change = (ticker = first) => {
    const changed = changeModel(model.get(ticker) as ModelBook, rng)
    return frame('orderbook_delta', { market_ticker: ticker, market_id: '9b0f6b43', ...changed, ts_ms: Date.now() })
  }
  const raw = (socket as unknown as { readonly _socket: TcpSocket })._socket
  return { socket, raw, sid, change, tell: (ticker) => socket.send(change(ticker)) }
}

/** Starts an exchange. It is stopped when the test is over. */
export async function startExchange(options: LoopbackOptions): Promise<LoopbackExchange> {
  const { tickers, port = 0, firstSid = 1, isWelcome = () => true, model = seededModel(tickers) } = options
  const peers: Peer[] = []
  const commands: string[] = []
  let handshakes = 0
  const server = new WebSocketServer({
    port,
    host: '127.0.0.1',
    verifyClient: ({ req }: { readonly req: IncomingMessage }, done: (isGood: boolean, status?: number) => void) => {
      handshakes += 1
      done(isWelcome(req), 401)
    },
  })
  server.on('connection', (socket) => {
    // What a client's cut does to what was on its way.
    socket.on('error', () => undefined)
    const peer = createPeer(socket, firstSid + peers.length * 10, model, commands)
    peers.push(peer)
  })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  const stop = () => {
    for (const client of server.clients) client.terminate()
    server.close()
  }
  atEnd(stop)
  const address = server.address() as AddressInfo
  const url = `ws://127.0.0.1:${address.port}/trade-api/ws/v2`
  return { port: address.port, url, model, peers, handshakes: () => handshakes, commands, stop }
}
