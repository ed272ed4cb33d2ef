/*
 * What others make of Polymarket's frames: each takes a text and keeps books of floats or texts. None
 * looks at a hash, at the best prices that every change carries, or at a field it does not need.
 */
import { WSSubscriptionManager } from '@nevuamarkets/poly-websockets'
import { prediction } from 'ccxt'
import type { FrameMarket } from '../polymarket-frames.ts'

/** Books of a peer that take frames. */
export type PeerBooks = {
  /** Takes a frame; what it returns is to be awaited where it is a promise. */
  readonly take: (text: string) => void | Promise<void>
  /** Returns best bid plus best ask of a token, in dollars. */
  readonly best: (token: string) => number
  /** Ends what keeps it alive. */
  readonly close: () => void
}

type WireLevel = { readonly price: string; readonly size: string }
type WireChange = WireLevel & { readonly asset_id: string; readonly side: string }
type Frame = {
  readonly asset_id: string
  readonly bids?: readonly WireLevel[]
  readonly asks?: readonly WireLevel[]
  readonly price_changes?: readonly WireChange[]
}

/** What a bot does without thinking of speed: JSON.parse, Maps of floats, best prices by looking at all of them. */
export function createMapBooks(): PeerBooks {
  const books = new Map<string, { readonly bids: Map<number, number>; readonly asks: Map<number, number> }>()
  const toMap = (levels: readonly WireLevel[] = []) =>
    new Map(levels.map(({ price, size }) => [Number(price), Number(size)]))
  return {
    take: (text) => {
      const { asset_id: token, bids, asks, price_changes: changes } = JSON.parse(text) as Frame
      if (changes === undefined) books.set(token, { bids: toMap(bids), asks: toMap(asks) })
      for (const { asset_id: changed, price, size, side } of changes ?? []) {
        const book = books.get(changed)
        if (book === undefined) continue
        const levels = side === 'BUY' ? book.bids : book.asks
        if (Number(size) === 0) levels.delete(Number(price))
        else levels.set(Number(price), Number(size))
      }
    },
    best: (token) => {
      const { bids, asks } = books.get(token) ?? { bids: new Map<number, number>(), asks: new Map<number, number>() }
      return Math.max(0, ...bids.keys()) + Math.min(1, ...asks.keys())
    },
    close: () => undefined,
  }
}

type CcxtBook = {
  readonly bids: readonly (readonly [number, number])[]
  readonly asks: readonly (readonly [number, number])[]
}
type CcxtPolymarket = {
  outcomes_by_id: Record<string, { readonly outcome: string }>
  readonly orderbooks: Readonly<Record<string, CcxtBook>>
  readonly handleMessage: (client: object, message: unknown) => void
}

/** ccxt's own Polymarket exchange, given what its WebSocket client would give it: the parsed frame. */
export function createCcxtPolymarket(markets: readonly FrameMarket[]): PeerBooks {
  const exchange = new prediction.polymarket() as unknown as CcxtPolymarket
  const tokens = markets.flatMap(({ yes, no }) => [yes, no])
  exchange.outcomes_by_id = Object.fromEntries(tokens.map((token) => [token, { outcome: token }]))
  const client = { resolve: () => undefined }
  return {
    take: (text) => exchange.handleMessage(client, JSON.parse(text)),
    best: (token) => {
      const { bids, asks } = exchange.orderbooks[token] as CcxtBook
      return (bids[0]?.[0] ?? 0) + (asks[0]?.[0] ?? 1)
    },
    close: () => undefined,
  }
}

type Listener = (data: { readonly toString: () => string }) => Promise<void>
type ManagerInside = {
  wsClient: object | null
  readonly subscribedAssetIds: Set<string>
  readonly setupEventHandlers: () => void
  readonly bookCache: {
    readonly getBookEntry: (
      token: string,
    ) => { readonly bids: readonly WireLevel[]; readonly asks: readonly WireLevel[] } | null
  }
}

/**
 * poly-websockets' manager on a socket that is none: its own listener, which is asynchronous, gets
 * each frame.
 */
export function createPolyWebsockets(markets: readonly FrameMarket[]): PeerBooks {
  const manager = new WSSubscriptionManager(
    {},
    { reconnectAndCleanupIntervalMs: 3_600_000, pendingFlushIntervalMs: 3_600_000 },
  )
  const inside = manager as unknown as ManagerInside
  const listeners = new Map<string, Listener>()
  inside.wsClient = {
    removeAllListeners: () => undefined,
    on: (event: string, listener: Listener) => listeners.set(event, listener),
    close: () => undefined,
  }
  for (const { yes, no } of markets) {
    inside.subscribedAssetIds.add(yes)
    inside.subscribedAssetIds.add(no)
  }
  inside.setupEventHandlers()
  const onMessage = listeners.get('message')
  if (onMessage === undefined) throw new Error('expected poly-websockets to listen to messages')
  return {
    take: (text) => onMessage({ toString: () => text }),
    best: (token) => {
      const { bids, asks } = inside.bookCache.getBookEntry(token) ?? { bids: [], asks: [] }
      return Number(bids.at(-1)?.price ?? 0) + Number(asks.at(-1)?.price ?? 1)
    },
    close: () => void manager.clearState(),
  }
}
