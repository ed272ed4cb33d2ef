/*
 * A stream protocol without its socket: a function from what happened to what should happen. It
 * owns no timer, reads no clock and can be tested as a table; `runSession` is the one driver.
 */
import type { Micros } from '@arbees/core'

/** What happened to a session, stamped by the runtime's clock. */
export type SessionInput<Command = never> =
  /** The connection stands: authenticate, subscribe. Also after each reconnect. */
  | { readonly type: 'opened'; readonly at: Micros }
  | { readonly type: 'frame'; readonly text: string; readonly at: Micros }
  /** A ping or pong of the protocol itself: proof of life. */
  | { readonly type: 'beat'; readonly at: Micros }
  /** A timer set by an effect has run out. */
  | { readonly type: 'timer'; readonly timer: string; readonly at: Micros }
  /** The connection is gone, also one that never opened. The driver reconnects unless told to close. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly at: Micros }
  /** The owner wants something: subscribe, unsubscribe. May come while there is no connection. */
  | { readonly type: 'command'; readonly command: Command; readonly at: Micros }

/** What a session wants to happen. */
export type SessionEffect<Message> =
  /** Dropped when there is no connection: what must survive belongs in the state, to be sent on `opened`. */
  | { readonly type: 'send'; readonly text: string }
  | { readonly type: 'ping' }
  /** Replaces a timer of the same name. Timers outlive the connection. */
  | { readonly type: 'setTimer'; readonly timer: string; readonly delay: Micros }
  | { readonly type: 'clearTimer'; readonly timer: string }
  /** Facts, or words of the client's own, in their order. */
  | { readonly type: 'emit'; readonly messages: readonly Message[] }
  /** Cut and connect anew, after the backoff. `closed` comes first. */
  | { readonly type: 'reconnect'; readonly reason: string }
  /** End for good: refused credentials, a venue that went away. `error` is what the owner is told. */
  | { readonly type: 'close'; readonly reason: string; readonly error?: Error }

/** A sans-I/O stream protocol. `step` changes `state` in place and returns what should happen, in order. */
export type Session<State, Message, Command = never> = {
  readonly state: State
  readonly step: (state: State, input: SessionInput<Command>) => readonly SessionEffect<Message>[]
}

/** Nothing should happen: shared, so that a frame without consequence allocates nothing. */
export const NO_EFFECTS: readonly never[] = Object.freeze([])
