/*
 * A client's end of a stream with the stream's faults between: what the venue says, and what arrives.
 */
import type { FakePeer } from '../fake-venue.ts'
import type { FaultPlan } from '../faults.ts'

/** A connection as the streams use it. */
export type StreamPeer = {
  /** Sends a message; `kind` is what faults match on: `market/price_change`. */
  readonly send: (kind: string, text: string) => void
  readonly close: (code: number, reason: string) => void
  /** Whether books still arrive here. */
  readonly isFrozen: () => boolean
}

const BOOK_KINDS: readonly string[] = [
  'market/book',
  'market/price_change',
  'market/best_bid_ask',
  'market/tick_size_change',
]

/** Returns a peer whose messages meet the plan's stream faults. A stall and a freeze last as long as the connection. */
export function createStreamPeer(peer: FakePeer, faults: FaultPlan): StreamPeer {
  let isStalled = false
  let isFrozen = false
  let held: { readonly kind: string; readonly text: string } | undefined

  function send(kind: string, text: string): void {
    if (faults.strikes('stream.stall', kind) !== undefined) {
      isStalled = true
      peer.stall?.()
    }
    if (isStalled) return
    const isBook = BOOK_KINDS.includes(kind)
    if (isBook && faults.strikes('stream.frozen', kind) !== undefined) isFrozen = true
    if (isBook && isFrozen) return
    if (faults.strikes('stream.cut', kind) !== undefined) {
      peer.cut()
      return
    }
    if (faults.strikes('stream.gap', kind) !== undefined) return
    if (held === undefined && faults.strikes('stream.reorder', kind) !== undefined) {
      held = { kind, text }
      return
    }
    peer.send(text)
    if (faults.strikes('stream.duplicate', kind) !== undefined) peer.send(text)
    // It trades places with the next of its kind: with another it would be no other order.
    if (held?.kind === kind) {
      const late = held.text
      held = undefined
      peer.send(late)
    }
  }

  return Object.freeze({ send, close: peer.close, isFrozen: () => isFrozen || isStalled })
}
