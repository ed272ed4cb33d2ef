/* A stream of Polymarket's books as text: what a socket hands over, and what the best prices are at its end. */
import { createRng, nextInteger } from '../packages/core/src/index.ts'

/** A market of the stream, by its three names. */
export type FrameMarket = { readonly conditionId: string; readonly yes: string; readonly no: string }

/** Frames of one subscription: a snapshot of each token, then changes. */
export type PolymarketFrames = {
  readonly markets: readonly FrameMarket[]
  readonly snapshots: readonly string[]
  readonly changes: readonly string[]
  /** The sum of every market's best bid and best ask of YES in ticks after all changes. */
  readonly checksum: number
}

const START_MILLIS = 1_795_359_600_000
const ONE = 10_000

type Side = Map<number, number>
type Market = FrameMarket & { readonly bids: Side; readonly asks: Side }

const dollars = (ticks: number) => String(ticks / ONE)
const contracts = (hundredths: number) => String(hundredths / 100)

function digits(rng: ReturnType<typeof createRng>, base: string, count: number): string {
  return Array.from({ length: count }, () => base[nextInteger(rng, 0, base.length - 1)]).join('')
}

function createMarket(rng: ReturnType<typeof createRng>): Market {
  const side = (from: number, step: number): Side =>
    new Map(Array.from({ length: 20 }, (_, level) => [from + step * level * 100, 10_000 + level * 700]))
  return {
    conditionId: `0x${digits(rng, '0123456789abcdef', 64)}`,
    yes: `7${digits(rng, '0123456789', 76)}`,
    no: `5${digits(rng, '0123456789', 76)}`,
    bids: side(4_700, -1),
    asks: side(4_800, 1),
  }
}

const bestBid = ({ bids }: Market) => (bids.size === 0 ? 0 : Math.max(...bids.keys()))
const bestAsk = ({ asks }: Market) => (asks.size === 0 ? ONE : Math.min(...asks.keys()))

/** Flat text of one byte a character, as a socket gives it. */
function flat(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('latin1')
}

function snapshotsOf(rng: ReturnType<typeof createRng>, market: Market): readonly string[] {
  const { conditionId, yes, no, bids, asks } = market
  const levels = (side: Side, turn: (ticks: number) => number) =>
    [...side].reverse().map(([ticks, size]) => ({ price: dollars(turn(ticks)), size: contracts(size) }))
  const own = (ticks: number) => ticks
  const other = (ticks: number) => ONE - ticks
  const head = { market: conditionId, timestamp: String(START_MILLIS), event_type: 'book' }
  const hash = () => digits(rng, '0123456789abcdef', 40)
  return [
    flat({ ...head, asset_id: yes, hash: hash(), bids: levels(bids, own), asks: levels(asks, own) }),
    flat({ ...head, asset_id: no, hash: hash(), bids: levels(asks, other), asks: levels(bids, other) }),
  ]
}

/** Returns one change of a market, told for both tokens, after making it. */
function changeOf(rng: ReturnType<typeof createRng>, market: Market, index: number): string {
  const { conditionId, yes, no, bids, asks } = market
  const isBid = nextInteger(rng, 0, 1) === 1
  const depth = Math.min(nextInteger(rng, 0, 19), nextInteger(rng, 0, 19)) * 100
  const ticks = isBid ? 4_700 - depth : 4_800 + depth
  const side = isBid ? bids : asks
  const isRemoval = side.has(ticks) && nextInteger(rng, 0, 4) === 0
  const size = isRemoval ? 0 : nextInteger(rng, 1, 200_000)
  if (isRemoval) side.delete(ticks)
  else side.set(ticks, size)
  const [bid, ask] = [bestBid(market), bestAsk(market)]
  const told = (token: string, price: number, isBuy: boolean, low: number, high: number) => ({
    asset_id: token,
    price: dollars(price),
    size: contracts(size),
    side: isBuy ? 'BUY' : 'SELL',
    hash: digits(rng, '0123456789abcdef', 40),
    best_bid: dollars(low),
    best_ask: dollars(high),
  })
  return flat({
    market: conditionId,
    price_changes: [told(yes, ticks, isBid, bid, ask), told(no, ONE - ticks, !isBid, ONE - ask, ONE - bid)],
    timestamp: String(START_MILLIS + index),
    event_type: 'price_change',
  })
}

/** Returns frames in the venue's form, most of the changes at or near the best prices. The same every time. */
export function generatePolymarketFrames(marketCount: number, changeCount: number): PolymarketFrames {
  const rng = createRng('polymarket-frames')
  const markets = Array.from({ length: marketCount }, () => createMarket(rng))
  const snapshots = markets.flatMap((market) => snapshotsOf(rng, market))
  const changes = Array.from({ length: changeCount }, (_, index) =>
    changeOf(rng, markets[nextInteger(rng, 0, marketCount - 1)] as Market, index),
  )
  const checksum = markets.reduce((sum, market) => sum + bestBid(market) + bestAsk(market), 0)
  return { markets, snapshots, changes, checksum }
}
