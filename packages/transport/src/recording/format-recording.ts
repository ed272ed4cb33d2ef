import type { BookChanged, BookReplaced, Fact, Level, MarketSettled, Price, Quantity, TradePrinted } from '@arbees/core'
import { formatDecimal, formatPrice, formatQuantity } from '@arbees/core'
import type { RecordedMarket, RecordingHeader } from './recording.ts'

/** A fact that a recording has a line for. */
export type RecordableFact = BookReplaced | BookChanged | TradePrinted | MarketSettled

/** Says whether a recording has a line for this fact. */
export function isRecordable(fact: Fact): fact is RecordableFact {
  switch (fact.type) {
    case 'book.replaced':
    case 'book.changed':
    case 'trade.printed':
    case 'market.settled':
      return true
    default:
      return false
  }
}

function formatMarket(market: RecordedMarket): unknown {
  const { id, venue, native, nativeName, title, tick, closesAt } = market
  return { id, venue, [nativeName]: native, title, tick: formatPrice(tick as Price), closesAt }
}

/** Returns the first line of a recording, without its newline. */
export function formatRecordingHeader(header: RecordingHeader): string {
  const { version, description, from, to, markets, pairs, fees } = header
  const idOf = (index: number) => markets[index]?.id
  const formattedPairs = pairs.map(({ name, a, b, polarity }) => ({ name, a: idOf(a), b: idOf(b), polarity }))
  const formattedFees: Record<string, unknown> = {}
  for (const [venue, { takerRate, assumed }] of Object.entries(fees)) {
    const rate = { takerRate: formatDecimal(takerRate, 4, 0) }
    formattedFees[venue] = assumed ? { ...rate, assumed } : rate
  }
  return JSON.stringify({
    type: 'recording',
    version,
    description,
    from,
    to,
    markets: markets.map(formatMarket),
    pairs: formattedPairs,
    fees: formattedFees,
  })
}

function formatSize(quantity: Quantity): string {
  return quantity === 0 ? '0' : formatQuantity(quantity)
}

function formatLevels(levels: readonly Level[]): string {
  let text = '['
  for (let index = 0; index < levels.length; index++) {
    const { price, quantity } = levels[index] as Level
    text += `${index === 0 ? '' : ','}["${formatPrice(price)}","${formatSize(quantity)}"]`
  }
  return `${text}]`
}

function formatBody(fact: RecordableFact): string {
  switch (fact.type) {
    case 'book.replaced':
    case 'book.changed':
      return `"bids":${formatLevels(fact.bids)},"asks":${formatLevels(fact.asks)}`
    case 'trade.printed': {
      const side = fact.takerSide === undefined ? '' : `,"takerSide":"${fact.takerSide}"`
      return `"price":"${formatPrice(fact.price)}","quantity":"${formatQuantity(fact.quantity)}"${side}`
    }
    case 'market.settled': {
      const paid = fact.outcome === 'void' ? `,"yesPrice":"${formatPrice(fact.yesPrice)}"` : ''
      return `"outcome":"${fact.outcome}"${paid}`
    }
  }
}

/**
 * Returns a fact as a line of a recording, without its newline: keys in the order that readers take
 * fastest.
 */
export function formatRecordingLine(fact: RecordableFact): string {
  const venueAt = fact.venueAt === undefined ? '' : `,"venueAt":${fact.venueAt}`
  return `{"type":"${fact.type}","at":${fact.at},"market":${JSON.stringify(fact.market)},${formatBody(fact)}${venueAt}}`
}
