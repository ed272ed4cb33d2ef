/*
 * ccxt's own order book behind JSON.parse. ccxt has no stream of Kalshi, so what a user would write
 * between the two is here: floats, and what rests at each price, because ccxt's book takes absolute
 * sizes only. The sequence is not watched.
 */
import { Exchange } from 'ccxt'

type CcxtSide = { readonly [index: number]: readonly [number, number]; store: (price: number, size: number) => void }
type CcxtBook = { readonly bids: CcxtSide; readonly asks: CcxtSide }
type Kept = { readonly book: CcxtBook; readonly yes: Map<number, number>; readonly no: Map<number, number> }
type Levels = readonly (readonly [string, string])[]
type Frame = {
  readonly msg: {
    readonly market_ticker: string
    readonly yes_dollars_fp?: Levels
    readonly no_dollars_fp?: Levels
    readonly price_dollars: string
    readonly delta_fp: string
    readonly side: 'yes' | 'no'
  }
}

/** Books of ccxt that take frames. */
export type CcxtBooks = {
  readonly snapshot: (text: string) => void
  /** Follows a change, and returns best bid plus best ask of its book in dollars. */
  readonly delta: (text: string) => number
}

function change({ book, yes, no }: Kept, side: 'yes' | 'no', price: number, by: number): void {
  const sizes = side === 'yes' ? yes : no
  const size = (sizes.get(price) ?? 0) + by
  sizes.set(price, size)
  const levels = side === 'yes' ? book.bids : book.asks
  levels.store(price, size)
}

/** Returns such books. */
export function createCcxtBooks(): CcxtBooks {
  const exchange = new Exchange()
  const books = new Map<string, Kept>()
  return Object.freeze({
    snapshot: (text: string) => {
      const { msg } = JSON.parse(text) as Frame
      const book = exchange.orderBook({}) as unknown as CcxtBook
      const kept = { book, yes: new Map<number, number>(), no: new Map<number, number>() }
      for (const [price, size] of msg.yes_dollars_fp ?? []) change(kept, 'yes', Number(price), Number(size))
      for (const [price, size] of msg.no_dollars_fp ?? []) change(kept, 'no', Number(price), Number(size))
      books.set(msg.market_ticker, kept)
    },
    delta: (text: string) => {
      const { msg } = JSON.parse(text) as Frame
      const kept = books.get(msg.market_ticker)
      if (kept === undefined) return 0
      change(kept, msg.side, Number(msg.price_dollars), Number(msg.delta_fp))
      return (kept.book.bids[0]?.[0] ?? 0) + (kept.book.asks[0]?.[0] ?? 1)
    },
  })
}
