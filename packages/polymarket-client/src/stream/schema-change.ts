/*
 * Price changes by the slow road: from a message that the schema accepted to the same form that the
 * decoder in place fills. Also the model the decoder is tested against.
 */
import { createLevelBuffer, PRICE_ONE, pushLevel } from '@arbees/core'
import type { MarketMessage } from '../schema/market-message.ts'
import type { BookEntry } from './book-entry.ts'
import { NO_PRICE } from './byte-scan.ts'
import type { PriceChange } from './change-scan.ts'
import { UNSAID } from './change-scan.ts'
import type { TokenIndex } from './token-index.ts'

type PriceChangeMessage = Extract<MarketMessage, { readonly event_type: 'price_change' }>

/** A change in the decoder's form, with the hash that the decoder only points at. */
export type SchemaChange = { readonly change: PriceChange; readonly hash: string }

function emptyChange(entry: BookEntry, message: PriceChangeMessage): PriceChange {
  return {
    entry,
    venueAt: message.timestamp,
    bids: createLevelBuffer(),
    asks: createLevelBuffer(),
    bestBid: UNSAID,
    bestAsk: UNSAID,
    hashAt: -1,
    isContradictory: false,
  }
}

/** Returns a message's changes, market by market; those of markets that are not ours are left out. */
export function changeOf(message: PriceChangeMessage, index: TokenIndex): readonly SchemaChange[] {
  const found = new Map<BookEntry, { change: PriceChange; hash: string }>()
  for (const one of message.price_changes) {
    const entry = index.byToken.get(one.asset_id)
    if (entry === undefined || entry.conditionId !== message.market) continue
    const slot = found.get(entry) ?? { change: emptyChange(entry, message), hash: '' }
    found.set(entry, slot)
    const { change } = slot
    const isNo = one.asset_id === entry.no
    const price = isNo ? PRICE_ONE - one.price : one.price
    const side = (one.side === 'BUY') !== isNo ? change.bids : change.asks
    if (!isNo) {
      change.bestBid = one.best_bid ?? NO_PRICE
      change.bestAsk = one.best_ask ?? NO_PRICE
      slot.hash = one.hash
    }
    const at = isNo ? side.prices.subarray(0, side.length).lastIndexOf(price) : -1
    if (at === -1) pushLevel(side, price, one.size)
    else if (side.quantities[at] !== one.size) change.isContradictory = true
  }
  return [...found.values()]
}
