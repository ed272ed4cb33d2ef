/*
 * A token's book as the venue prints it: bids ascending, asks descending, so the best of both is
 * last; and the hash over the whole text with an empty hash in it.
 */
import { hash } from 'node:crypto'
import type { Micros, Price, Quantity, Side } from '@arbees/core'
import type { MatchLevel } from '@arbees/testkit'
import { queueOf } from '@arbees/testkit'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { mirrorPrice } from './fake-market.ts'
import { plain } from './order-amounts-check.ts'

/** A level in the venue's words. */
export type LevelShape = { readonly price: string; readonly size: string }

/** The body of GET /book. */
export type BookShape = {
  readonly market: string
  readonly asset_id: string
  readonly timestamp: string
  readonly hash: string
  readonly bids: readonly LevelShape[]
  readonly asks: readonly LevelShape[]
  readonly min_order_size: string
  readonly tick_size: string
  readonly neg_risk: boolean
  readonly last_trade_price: string
}

/** Returns a price as the venue prints it: `0.5`, `0.0025`. */
export function priceText(price: Price): string {
  return plain(price, 4)
}

/** Returns a size as the venue prints it: `10`, `219.217767`. */
export function sizeText(quantity: Quantity): string {
  return plain(quantity, 6)
}

/** Returns milliseconds as the venue prints them. */
export function millisText(at: Micros): string {
  return String(Math.floor(at / 1000))
}

/** Returns a token's side, worst level first. */
export function levelsOf(market: FakeMarket, token: TokenIndex, side: 'bid' | 'ask'): readonly LevelShape[] {
  const inBook = token === 0 ? side : side === 'bid' ? 'ask' : 'bid'
  return queueOf(market.book, inBook).levels.map((level) => ({
    price: priceText(mirrorPrice(token, level.price)),
    size: sizeText(level.total),
  }))
}

/** Returns a token's best price on a side; undefined when nothing rests. */
export function bestOf(market: FakeMarket, token: TokenIndex, side: 'bid' | 'ask'): Price | undefined {
  const inBook = token === 0 ? side : side === 'bid' ? 'ask' : 'bid'
  const best = queueOf(market.book, inBook).levels.at(-1)
  return best === undefined ? undefined : mirrorPrice(token, best.price)
}

/** Returns the price of a token's last trade; empty when there was none. */
export function lastPriceText(market: FakeMarket, token: TokenIndex): string {
  return market.lastTrade === undefined ? '' : priceText(mirrorPrice(token, market.lastTrade.price))
}

/** A level's JSON for a token; printed anew only when what it holds has changed. */
function levelText(market: FakeMarket, level: MatchLevel, token: TokenIndex): string {
  let known = market.levelTexts.get(level)
  if (known === undefined || known.total !== level.total) {
    const { price, total } = level
    const rest = `","size":"${sizeText(total)}"}`
    const text = (one: TokenIndex) => `{"price":"${priceText(mirrorPrice(one, price))}${rest}`
    known = { total, texts: [text(0), text(1)] }
    market.levelTexts.set(level, known)
  }
  return known.texts[token]
}

/**
 * Returns the hash of a token's book as of now: of the JSON of the whole body in the venue's order of
 * members, with an empty hash in it.
 */
export function bookHash(market: FakeMarket, token: TokenIndex, now: Micros): string {
  const { settings, book } = market
  const side = (one: Side) =>
    queueOf(book, one)
      .levels.map((level) => levelText(market, level, token))
      .join(',')
  const [bids, asks] = token === 0 ? [side('bid'), side('ask')] : [side('ask'), side('bid')]
  const head = `{"market":"${settings.conditionId}","asset_id":"${settings.tokenIds[token]}","timestamp":"${millisText(now)}","hash":""`
  const levels = `"bids":[${bids}],"asks":[${asks}],"min_order_size":"${sizeText(settings.quantityMin)}"`
  const tail = `"tick_size":"${plain(market.tick, 4)}","neg_risk":${settings.isNegRisk},"last_trade_price":"${lastPriceText(market, token)}"}`
  return hash('sha1', `${head},${levels},${tail}`, 'hex')
}

/** Returns a token's book as of now. */
export function bookShape(market: FakeMarket, token: TokenIndex, now: Micros): BookShape {
  const { settings } = market
  return {
    market: settings.conditionId,
    asset_id: settings.tokenIds[token],
    timestamp: millisText(now),
    hash: bookHash(market, token, now),
    bids: levelsOf(market, token, 'bid'),
    asks: levelsOf(market, token, 'ask'),
    min_order_size: sizeText(settings.quantityMin),
    tick_size: plain(market.tick, 4),
    neg_risk: settings.isNegRisk,
    last_trade_price: lastPriceText(market, token),
  }
}

/** Returns the midpoint of a token in dollars; undefined unless both sides rest. */
export function midpointText(market: FakeMarket, token: TokenIndex): string | undefined {
  const bid = bestOf(market, token, 'bid')
  const ask = bestOf(market, token, 'ask')
  // Half a tick of $0.0001 is the finest a midpoint gets.
  return bid === undefined || ask === undefined ? undefined : plain((bid + ask) * 5, 5)
}

/** Returns the spread of a token in dollars; undefined unless both sides rest. */
export function spreadText(market: FakeMarket, token: TokenIndex): string | undefined {
  const bid = bestOf(market, token, 'bid')
  const ask = bestOf(market, token, 'ask')
  return bid === undefined || ask === undefined ? undefined : plain(ask - bid, 4)
}
