/*
 * The other people of a market, out of a seed: they keep both sides quoted around a fair price that
 * walks, and now and then one of them takes. What they do is plain data, so a test may write it by
 * hand instead, and a log of it is a script.
 */
import type { Micros, Price, PriceGrid, Quantity, Rng } from '@arbees/core'
import { invariant, LOT, nextChance, nextInteger, PRICE_ONE, snapToGrid, toQuantity } from '@arbees/core'
import type { MatchBook, MatchEvent, OrderEntry } from './matching-engine.ts'
import { bestPriceOf, cancelOrder, submitOrder } from './matching-engine.ts'

/** One thing somebody does to a book. */
export type TraderAction =
  | { readonly type: 'submit'; readonly entry: OrderEntry }
  | { readonly type: 'cancel'; readonly id: string }

/** An action of a script and when it happens. */
export type ScriptedAction = { readonly at: Micros; readonly action: TraderAction }

/** How the traders of a market behave. */
export type OtherTradersSettings = {
  /** The prefix of their owners and ids: unique in a market. */
  readonly name: string
  readonly grid: PriceGrid
  /** Where the fair price begins. */
  readonly fair: Price
  /** The largest step of the fair price at once, in ticks. @default 100 */
  readonly stepMaxTicks?: number
  /** From the fair price to the best quote, in ticks. @default 100 */
  readonly halfSpreadTicks?: number
  /** Quoted levels on each side. @default 5 */
  readonly depth?: number
  /** The most at one level, in micro-contracts. @default 500 contracts */
  readonly quantityMax?: Quantity
  /** How likely somebody takes, at each step. @default 0.2 */
  readonly takeChance?: number
}

/** The traders of one market. `fair` may be set from outside: then the market moves there. */
export type OtherTraders = {
  readonly settings: Required<OtherTradersSettings>
  fair: Price
  /** Quotes that stand, oldest first. */
  readonly quotes: string[]
  made: number
}

/** Returns traders who have not quoted yet. */
export function createOtherTraders(settings: OtherTradersSettings): OtherTraders {
  const filled: Required<OtherTradersSettings> = {
    stepMaxTicks: 100,
    halfSpreadTicks: 100,
    depth: 5,
    quantityMax: toQuantity(500_000_000),
    takeChance: 0.2,
    ...settings,
  }
  invariant(filled.depth > 0 && filled.quantityMax >= LOT, `traders quote at least one lot, found ${settings.name}`)
  return { settings: filled, fair: settings.fair, quotes: [], made: 0 }
}

function entryOf(traders: OtherTraders, rng: Rng, part: Pick<OrderEntry, 'side' | 'limit' | 'lifetime'>): OrderEntry {
  const { name, quantityMax } = traders.settings
  traders.made += 1
  return {
    id: `${name}-${traders.made}`,
    owner: part.lifetime === 'gtc' ? `${name}-maker` : `${name}-taker`,
    quantity: toQuantity(nextInteger(rng, 1, Math.floor(quantityMax / LOT)) * LOT),
    selfTrade: 'cancel-maker',
    ...part,
  }
}

/** The quotes that stand on both sides of the fair price, best first. */
function quotesAround(traders: OtherTraders, rng: Rng): readonly OrderEntry[] {
  const { grid, depth, halfSpreadTicks } = traders.settings
  const entries: OrderEntry[] = []
  for (const side of ['bid', 'ask'] as const) {
    const sign = side === 'bid' ? -1 : 1
    let previous: Price | undefined
    for (let index = 0; index < depth; index++) {
      const wanted = traders.fair + sign * (halfSpreadTicks + index * 100)
      if (wanted <= 0 || wanted >= PRICE_ONE) break
      const limit = snapToGrid(grid, wanted as Price, side === 'bid' ? 'down' : 'up')
      if (limit === undefined || limit === previous) break
      previous = limit
      entries.push(entryOf(traders, rng, { side, limit, lifetime: 'gtc' }))
    }
  }
  return entries
}

/**
 * Returns what these traders do next: the fair price makes a step, old quotes go, new ones come, and
 * perhaps somebody takes. Both sides stay quoted except where the grid ends.
 */
export function nextActions(traders: OtherTraders, book: MatchBook, rng: Rng): readonly TraderAction[] {
  const { stepMaxTicks, takeChance } = traders.settings
  const step = nextInteger(rng, -stepMaxTicks, stepMaxTicks)
  traders.fair = Math.min(PRICE_ONE - 200, Math.max(200, traders.fair + step)) as Price
  const actions: TraderAction[] = traders.quotes.splice(0).map((id) => ({ type: 'cancel', id }))
  for (const entry of quotesAround(traders, rng)) {
    traders.quotes.push(entry.id)
    actions.push({ type: 'submit', entry })
  }
  if (nextChance(rng, takeChance)) {
    const side = nextChance(rng, 0.5) ? 'bid' : 'ask'
    const best = bestPriceOf(book, side === 'bid' ? 'ask' : 'bid')
    if (best !== undefined) {
      actions.push({ type: 'submit', entry: entryOf(traders, rng, { side, limit: best, lifetime: 'ioc' }) })
    }
  }
  return actions
}

/** Does one thing to a book and returns what happened. */
export function applyAction(book: MatchBook, action: TraderAction, at: Micros): readonly MatchEvent[] {
  return action.type === 'submit' ? submitOrder(book, action.entry, at) : cancelOrder(book, action.id)
}
