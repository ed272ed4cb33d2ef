/*
 * What a bot does that follows Kalshi's books without thinking of speed: JSON.parse for each frame, a
 * Map of floats for each side, best prices by looking at all of them. It checks neither fields nor the
 * sequence, and its sums of floats drift.
 */

type Sides = { readonly yes: Map<number, number>; readonly no: Map<number, number> }
type Snapshot = {
  readonly msg: {
    readonly market_ticker: string
    readonly yes_dollars_fp?: readonly (readonly [string, string])[]
    readonly no_dollars_fp?: readonly (readonly [string, string])[]
  }
}
type Delta = {
  readonly msg: {
    readonly market_ticker: string
    readonly price_dollars: string
    readonly delta_fp: string
    readonly side: 'yes' | 'no'
  }
}

/** A bot that takes frames. */
export type KalshiBot = {
  readonly snapshot: (frame: Snapshot) => void
  /** Follows a change, and returns best bid plus best ask of its book in dollars. */
  readonly delta: (text: string) => number
}

function toSide(levels: readonly (readonly [string, string])[] = []): Map<number, number> {
  return new Map(levels.map(([price, size]) => [Number(price), Number(size)]))
}

/** Returns a bot that reads frames by `parse`. */
export function createKalshiBot(parse: (text: string) => unknown): KalshiBot {
  const books = new Map<string, Sides>()
  return Object.freeze({
    snapshot: ({ msg }: Snapshot) => {
      books.set(msg.market_ticker, { yes: toSide(msg.yes_dollars_fp), no: toSide(msg.no_dollars_fp) })
    },
    delta: (text: string) => {
      const { msg } = parse(text) as Delta
      const book = books.get(msg.market_ticker)
      if (book === undefined) return 0
      const side = book[msg.side]
      const price = Number(msg.price_dollars)
      const size = (side.get(price) ?? 0) + Number(msg.delta_fp)
      if (size <= 0) side.delete(price)
      else side.set(price, size)
      return Math.max(0, ...book.yes.keys()) + Math.min(1, ...book.no.keys())
    },
  })
}
