/*
 * A stream of Kalshi's books as text: what a socket hands over. Its changes go forth and then back, so
 * that the same frames can be played again and again, and be warm as those are that have just arrived.
 */
import { createRng, nextInteger } from '../packages/core/src/index.ts'

/** Frames of one subscription: acknowledgment, a snapshot of each market, then changes forth and back. */
export type KalshiFrames = {
  readonly tickers: readonly string[]
  readonly acknowledgment: string
  readonly snapshots: readonly string[]
  readonly forth: readonly string[]
  /** Undoes them, the last first: the books are those of the snapshots again. */
  readonly back: readonly string[]
  /** The sum of every market's best bid and best ask in ticks, between the two and after both. */
  readonly checksumBetween: number
  readonly checksumAfter: number
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

function checksumOf(markets: readonly Market[]): number {
  const best = ({ yes, no }: Market) => Math.max(-1, ...yes.keys()) + (no.size === 0 ? -1 : Math.min(...no.keys()))
  return markets.reduce((sum, market) => sum + best(market), 0)
}

/** One level's change in hundredths of a contract. */
type Change = { readonly market: Market; readonly isYes: boolean; readonly ticks: number; readonly by: number }

function apply({ market, isYes, ticks, by }: Change): void {
  const side = isYes ? market.yes : market.no
  const size = (side.get(ticks) ?? 0) + by
  if (size === 0) side.delete(ticks)
  else side.set(ticks, size)
}

function textOf({ market, isYes, ticks, by }: Change, seq: number): string {
  const at = START_MILLIS + seq
  const msg = {
    market_ticker: market.ticker,
    market_id: market.id,
    price_dollars: dollars(ticks),
    delta_fp: contracts(by),
    side: isYes ? 'yes' : 'no',
    ts: new Date(at).toISOString(),
    ts_ms: at,
  }
  const text = JSON.stringify({ type: 'orderbook_delta', sid: SID, seq, sending_ts_ms: at + 3, msg })
  // Flat text of one byte a character, as a socket gives it.
  return Buffer.from(`${text}\n`).toString('latin1')
}

function snapshotOf({ ticker, id, yes, no }: Market, seq: number): string {
  const levels = (side: Side) => [...side].map(([ticks, size]) => [dollars(ticks), contracts(size)])
  const msg = { market_ticker: ticker, market_id: id, yes_dollars_fp: levels(yes), no_dollars_fp: levels(no) }
  return JSON.stringify({ type: 'orderbook_snapshot', sid: SID, seq, msg })
}

/** Returns frames in the venue's form, most of the changes at or near the best prices. The same every time. */
export function generateKalshiFrames(marketCount: number, changeCount: number): KalshiFrames {
  const rng = createRng('kalshi-frames')
  const markets = Array.from({ length: marketCount }, (_, index) => createMarket(index))
  const snapshots = markets.map((market, index) => snapshotOf(market, index + 1))
  const checksumAfter = checksumOf(markets)
  const changes = Array.from({ length: changeCount }, (): Change => {
    const market = markets[nextInteger(rng, 0, marketCount - 1)] as Market
    const isYes = nextInteger(rng, 0, 1) === 1
    const depth = Math.min(nextInteger(rng, 0, 19), nextInteger(rng, 0, 19)) * 100
    const ticks = isYes ? 4_700 - depth : 4_800 + depth
    const before = (isYes ? market.yes : market.no).get(ticks) ?? 0
    const isRemoval = before > 0 && nextInteger(rng, 0, 4) === 0
    const by = isRemoval ? -before : nextInteger(rng, before > 1_000 ? -1_000 : 1, 20_000)
    const change = { market, isYes, ticks, by }
    apply(change)
    return change
  })
  const undoing = changes.toReversed().map((change) => ({ ...change, by: -change.by }))
  return {
    tickers: markets.map(({ ticker }) => ticker),
    acknowledgment: JSON.stringify({ type: 'subscribed', id: 1, msg: { channel: 'orderbook_delta', sid: SID } }),
    snapshots,
    forth: changes.map((change, index) => textOf(change, marketCount + 1 + index)),
    back: undoing.map((change, index) => textOf(change, marketCount + changeCount + 1 + index)),
    checksumBetween: checksumOf(markets),
    checksumAfter,
  }
}
