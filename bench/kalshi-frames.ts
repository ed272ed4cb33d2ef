/* A stream of Kalshi's books as text: what a socket hands over, and what the best prices are at its end. */
import { createRng, nextInteger } from '../packages/core/src/index.ts'

/** Frames of one subscription: acknowledgment, a snapshot of each market, then changes. */
export type KalshiFrames = {
  readonly tickers: readonly string[]
  readonly acknowledgment: string
  readonly snapshots: readonly string[]
  readonly changes: readonly string[]
  /** Every market's best bid and best ask in ticks after all changes; −1 where there is none. */
  readonly tops: ReadonlyMap<string, readonly [bid: number, ask: number]>
}

const START_MILLIS = 1_795_359_600_000
const SID = 2

const dollars = (ticks: number) => (ticks / 10_000).toFixed(4)
const contracts = (hundredths: number) => (hundredths / 100).toFixed(2)

type Side = Map<number, number>
type Market = { readonly ticker: string; readonly id: string; readonly yes: Side; readonly no: Side }

function createMarket(index: number): Market {
  const ticker = `KXNBAGAME-26NOV22BOSLAL${index}-BOS`
  const id = `9b0f6b43-5b68-4f9f-9f02-${String(index).padStart(12, '0')}`
  const side = (from: number, step: number): Side =>
    new Map(Array.from({ length: 20 }, (_, level) => [from + step * level * 100, 10_000 + level * 700]))
  return { ticker, id, yes: side(4_700, -1), no: side(4_800, 1) }
}

function topOf({ yes, no }: Market): readonly [bid: number, ask: number] {
  return [Math.max(-1, ...yes.keys()), no.size === 0 ? -1 : Math.min(...no.keys())]
}

/** Returns frames in the venue's form, most of the changes at or near the best prices. The same every time. */
export function generateKalshiFrames(marketCount: number, changeCount: number): KalshiFrames {
  const rng = createRng('kalshi-frames')
  const markets = Array.from({ length: marketCount }, (_, index) => createMarket(index))
  const levels = (side: Side) => [...side].map(([ticks, size]) => [dollars(ticks), contracts(size)])
  let seq = 0
  const snapshots = markets.map(({ ticker, id, yes, no }) => {
    seq += 1
    const msg = { market_ticker: ticker, market_id: id, yes_dollars_fp: levels(yes), no_dollars_fp: levels(no) }
    return JSON.stringify({ type: 'orderbook_snapshot', sid: SID, seq, msg })
  })
  const changes = Array.from({ length: changeCount }, (_, index) => {
    const { ticker, id, yes, no } = markets[nextInteger(rng, 0, marketCount - 1)] as Market
    const isYes = nextInteger(rng, 0, 1) === 1
    const depth = Math.min(nextInteger(rng, 0, 19), nextInteger(rng, 0, 19)) * 100
    const ticks = isYes ? 4_700 - depth : 4_800 + depth
    const side = isYes ? yes : no
    const before = side.get(ticks) ?? 0
    const isRemoval = before > 0 && nextInteger(rng, 0, 4) === 0
    const change = isRemoval ? -before : nextInteger(rng, before > 1_000 ? -1_000 : 1, 20_000)
    if (before + change === 0) side.delete(ticks)
    else side.set(ticks, before + change)
    seq += 1
    const at = START_MILLIS + index
    const text = JSON.stringify({
      type: 'orderbook_delta',
      sid: SID,
      seq,
      sending_ts_ms: at + 3,
      msg: {
        market_ticker: ticker,
        market_id: id,
        price_dollars: dollars(ticks),
        delta_fp: contracts(change),
        side: isYes ? 'yes' : 'no',
        ts: new Date(at).toISOString(),
        ts_ms: at,
      },
    })
    // Flat text of one byte a character, as a socket gives it.
    return Buffer.from(`${text}\n`).toString('latin1')
  })
  return {
    tickers: markets.map(({ ticker }) => ticker),
    acknowledgment: JSON.stringify({ type: 'subscribed', id: 1, msg: { channel: 'orderbook_delta', sid: SID } }),
    snapshots,
    changes,
    tops: new Map(markets.map((market) => [market.ticker, topOf(market)])),
  }
}
