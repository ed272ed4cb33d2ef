import type { Fact, Ladder, MarketId, Micros } from '@arbees/core'
import type { FrameOf, StreamType } from './stream-schema.ts'

/** The messages that are handed on as they are, beside or instead of a fact. */
type HandedOn = Exclude<
  StreamType,
  'subscribed' | 'unsubscribed' | 'ok' | 'error' | 'orderbook_snapshot' | 'orderbook_delta'
>

/** One message of the venue in exact units, with when it arrived. */
export type KalshiMessage = {
  [Type in HandedOn]: {
    readonly type: `kalshi.${Type}`
    readonly at: Micros
    readonly venueAt?: Micros
    readonly frame: FrameOf<Type>
  }
}[HandedOn]

/** The venue refused a subscription, or ended one. */
export type KalshiRefusal = {
  readonly type: 'kalshi.refused'
  readonly at: Micros
  readonly channel: string
  readonly code: number
  readonly sentence: string
  /** Whether it is tried again by itself. */
  readonly isRetried: boolean
}

/**
 * A book has changed: what its ladder says now. One object per book, made once, so that a change makes nothing;
 * where it comes several times in one delivery, the ladder is already as the last of them left it.
 */
export type KalshiBook = { readonly type: 'kalshi.book'; readonly market: MarketId; readonly ladder: Readonly<Ladder> }

/** What a stream tells: facts for engines, and the venue's own messages for everyone else. */
export type StreamMessage = Fact | KalshiMessage | KalshiRefusal | KalshiBook
