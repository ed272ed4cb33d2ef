/*
 * The two directions of a virtual connection. A wire carries what is put on it to its far end, in
 * order and late, as TCP does; its faults are those that a reader of frames sees.
 */
import type { Clock, Micros } from '@arbees/core'
import type { Weather } from './faults.ts'
import { drawLatency, drawSlowness, strikes } from './faults.ts'

/** What travels: a frame, a ping or pong, or the end. */
export type Parcel =
  | { readonly type: 'frame'; readonly text: string }
  | { readonly type: 'beat'; readonly isPing: boolean }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }

/** One direction of a connection. */
export type Wire = {
  readonly put: (parcel: Parcel) => void
  /** Bytes put on and not arrived. */
  readonly bufferedBytes: () => number
  /** Nothing put on from now on arrives before this instant. */
  readonly holdUntil: (at: Micros) => void
  /** From now on nothing arrives any more, and nobody says so. */
  readonly stall: () => void
}

/** What is at the ends of a wire. */
export type WireEnds = {
  readonly arrived: (parcel: Parcel) => void
  /** The connection breaks under a parcel. */
  readonly broke: () => void
  /** Whether the host is cut off now. */
  readonly isPartitioned: () => boolean
}

/** Creates one direction of a connection. */
export function createWire(clock: Clock, weather: Weather, ends: WireEnds): Wire {
  let lastAt = 0
  let isStalled = false
  let buffered = 0

  function deliver(parcel: Parcel, at: number, bytes: number): void {
    clock.setTimer((at - clock.now()) as Micros, () => {
      if (isStalled) return
      buffered -= bytes
      ends.arrived(parcel)
    })
  }

  function put(parcel: Parcel): void {
    const bytes = parcel.type === 'frame' ? parcel.text.length : 0
    buffered += bytes
    if (ends.isPartitioned()) isStalled = true
    if (isStalled) return
    const isFrame = parcel.type === 'frame'
    if (isFrame && strikes(weather, 'socket.cut')) {
      ends.broke()
      return
    }
    if (isFrame && strikes(weather, 'socket.stall')) {
      isStalled = true
      return
    }
    if (isFrame && strikes(weather, 'socket.drop')) {
      buffered -= bytes
      return
    }
    let at = Math.max(lastAt, clock.now() + drawLatency(weather))
    if (isFrame && strikes(weather, 'socket.slow')) at += drawSlowness(weather)
    if (isFrame && strikes(weather, 'socket.reorder')) {
      // Late, without holding up what comes behind.
      deliver(parcel, at + 1 + drawLatency(weather) * 2, bytes)
      return
    }
    lastAt = at
    deliver(parcel, at, bytes)
    if (isFrame && strikes(weather, 'socket.duplicate')) deliver(parcel, at, 0)
  }

  const stall = () => {
    isStalled = true
  }
  const holdUntil = (at: Micros) => {
    lastAt = Math.max(lastAt, at)
  }
  return Object.freeze({ put, bufferedBytes: () => buffered, holdUntil, stall })
}
