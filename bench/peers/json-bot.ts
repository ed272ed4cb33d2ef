/*
 * What a bot does that replays recordings without thinking of speed: JSON.parse for each line, a Map
 * of numbers for each side of a book, best prices by looking at all of them, and the edge of the
 * pairs that the line touched. It checks nothing of the lines and trades nothing.
 */

type Line = { type: string; market: string; bids: [string, string][]; asks: [string, string][] }
type Header = { markets: { id: string }[]; pairs: { a: string; b: string; polarity: string }[] }
type Sides = { bids: Map<number, number>; asks: Map<number, number>; bid: number; ask: number }

/** A bot that takes lines of a recording. */
export type JsonBot = {
  readonly line: (text: string) => void
  /** How many lines after the header it has taken, and how often an edge was above 0. */
  readonly counts: () => { lines: number; edges: number }
}

function setLevels(side: Map<number, number>, levels: [string, string][]): void {
  for (const [priceText, sizeText] of levels) {
    const size = Number(sizeText)
    if (size === 0) side.delete(Number(priceText))
    else side.set(Number(priceText), size)
  }
}

/** Returns such a bot. */
export function createJsonBot(): JsonBot {
  const books = new Map<string, Sides>()
  const pairsOf = new Map<string, Header['pairs']>()
  let lines = -1
  let edges = 0

  const begin = ({ markets, pairs }: Header) => {
    for (const { id } of markets) {
      books.set(id, { bids: new Map(), asks: new Map(), bid: 0, ask: 1 })
      pairsOf.set(
        id,
        pairs.filter(({ a, b }) => a === id || b === id),
      )
    }
  }
  const judge = ({ a, b, polarity }: Header['pairs'][number]) => {
    const [first, second] = [books.get(a), books.get(b)]
    if (first === undefined || second === undefined) return
    const costs =
      polarity === 'same'
        ? [first.ask + 1 - second.bid, 1 - first.bid + second.ask]
        : [first.ask + second.ask, 2 - first.bid - second.bid]
    for (const cost of costs) if (1 - cost > 0.02) edges += 1
  }

  return Object.freeze({
    line: (text: string) => {
      lines += 1
      const value = JSON.parse(text) as Line & Header
      if (lines === 0) {
        begin(value)
        return
      }
      const book = books.get(value.market)
      if (book === undefined || value.bids === undefined) return
      if (value.type === 'book.replaced') {
        book.bids.clear()
        book.asks.clear()
      }
      setLevels(book.bids, value.bids)
      setLevels(book.asks, value.asks)
      book.bid = Math.max(0, ...book.bids.keys())
      book.ask = Math.min(1, ...book.asks.keys())
      for (const pair of pairsOf.get(value.market) ?? []) judge(pair)
    },
    counts: () => ({ lines, edges }),
  })
}
