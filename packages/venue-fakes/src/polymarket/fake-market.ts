/*
 * One market: two mirrored tokens over one book. The book is kept in terms of the first token; a bid
 * for the second at p is an ask for the first at 1 - p, and that is all there is to the mirror.
 */
import type { Price, PriceGrid, Quantity, Side } from '@arbees/core'
import { complement, invariant, ONE_CONTRACT, toQuantity, uniformGrid } from '@arbees/core'
import type { FeeTerms, Hex, OrderSide, Tick } from '@arbees/polymarket-client'
import { FREE_TERMS } from '@arbees/polymarket-client'
import type { MatchBook, MatchLevel } from '@arbees/testkit'
import { createMatchBook } from '@arbees/testkit'

/** Which of a market's two tokens: the first outcome's or the second's. */
export type TokenIndex = 0 | 1

/** What a market is made of. */
export type FakeMarketSettings = {
  readonly conditionId: Hex
  /** The tokens of the first and the second outcome: decimal digits of a uint256. */
  readonly tokenIds: readonly [string, string]
  readonly question: string
  readonly slug: string
  readonly tick: Tick
  /** @default ['Yes', 'No'] */
  readonly outcomes?: readonly [string, string]
  /** @default false */
  readonly isNegRisk?: boolean
  /** The least an order may be for. @default 5 contracts */
  readonly quantityMin?: Quantity
  /** @default no fee */
  readonly fees?: FeeTerms
  /** Which protocol the tokens live on; orders of v2 are signed for exchange V3. @default 'v1' */
  readonly protocol?: 'v1' | 'v2'
  /** Seconds that a marketable order waits before it is matched (sports). @default 0 */
  readonly secondsDelay?: number
  /** When the outcome is expected, ISO 8601. */
  readonly endDate?: string
  readonly description?: string
  readonly tags?: readonly string[]
  /** The event it belongs to. @default one of its own, of the same slug */
  readonly event?: { readonly slug: string; readonly title: string }
  readonly gameId?: number
  readonly gameStartTime?: string
  readonly sportsMarketType?: string
}

/** Whether orders are taken: open, stopped for a while, closed for good, or settled. */
export type FakeMarketStatus = 'open' | 'paused' | 'closed' | 'resolved'

/** A market as the fake keeps it. Changed in place. */
export type FakeMarket = {
  readonly settings: Required<Omit<FakeMarketSettings, 'gameId' | 'gameStartTime' | 'sportsMarketType'>> &
    FakeMarketSettings
  /** Gamma's small decimal id. */
  readonly id: string
  readonly book: MatchBook
  tick: Tick
  status: FakeMarketStatus
  /** The token that pays, once resolved; both pay half when void. */
  outcome: TokenIndex | 'void' | undefined
  /** The last trade, in terms of the first token. */
  lastTrade: { readonly price: Price; readonly token: TokenIndex; readonly side: OrderSide } | undefined
  volumeMicros: number
  /** The printed form of levels that have not changed since, by token. */
  readonly levelTexts: WeakMap<MatchLevel, LevelText>
}

/** A level as it is printed for both tokens, and what it held then. */
export type LevelText = { readonly total: Quantity; readonly texts: readonly [string, string] }

/** Returns a market with an empty book. */
export function createFakeMarket(settings: FakeMarketSettings, id: string): FakeMarket {
  invariant(
    /^0x[0-9a-fA-F]{64}$/.test(settings.conditionId),
    `a condition id has 32 bytes, found ${settings.conditionId}`,
  )
  invariant(
    settings.tokenIds[0] !== settings.tokenIds[1],
    `a market has two tokens, found ${settings.tokenIds[0]} twice`,
  )
  return {
    settings: {
      outcomes: ['Yes', 'No'],
      isNegRisk: false,
      quantityMin: toQuantity(5 * ONE_CONTRACT),
      fees: FREE_TERMS,
      protocol: 'v1',
      secondsDelay: 0,
      endDate: '2027-12-31T00:00:00Z',
      description: settings.question,
      tags: [],
      event: { slug: settings.slug, title: settings.question },
      ...settings,
    },
    id,
    book: createMatchBook(),
    tick: settings.tick,
    status: 'open',
    outcome: undefined,
    lastTrade: undefined,
    volumeMicros: 0,
    levelTexts: new WeakMap(),
  }
}

/** Returns a token's price as the book has it, and the other way round: the mirror is its own inverse. */
export function mirrorPrice(token: TokenIndex, price: Price): Price {
  return token === 0 ? price : complement(price)
}

/** Returns the side of the book on which an order for a token stands. */
export function bookSideOf(token: TokenIndex, side: OrderSide): Side {
  return (side === 'BUY') === (token === 0) ? 'bid' : 'ask'
}

/** Returns the other token. */
export function otherToken(token: TokenIndex): TokenIndex {
  return token === 0 ? 1 : 0
}

/** Returns the grid of a market's present tick. */
export function gridOf(market: FakeMarket): PriceGrid {
  return uniformGrid(market.tick)
}
